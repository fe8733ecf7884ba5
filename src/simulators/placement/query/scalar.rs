//! Versions and dates.

use std::cmp::Ordering;

/// A version of the container agent: numbers with dots between them.
#[derive(Debug, Clone)]
pub struct AgentVersion(Vec<u64>);

impl AgentVersion {
    /// Reads `1.14.5`; `None` for anything but numbers with dots.
    pub fn parse(text: &str) -> Option<Self> {
        let number = |part: &str| part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok()).flatten();
        text.split('.').map(number).collect::<Option<Vec<u64>>>().map(Self)
    }

    /// Compares number by number; absent ones are 0, so `1.14` is `1.14.0`.
    pub fn order(&self, other: &Self) -> Ordering {
        let part = |version: &Self, at: usize| version.0.get(at).copied().unwrap_or(0);
        let longest = self.0.len().max(other.0.len());
        (0..longest).map(|at| part(self, at).cmp(&part(other, at))).find(|ordering| ordering.is_ne()).unwrap_or(Ordering::Equal)
    }
}

/// Reads the date forms of the guide: with offset, with `Z`, without zone (UTC) and a date alone (its midnight in UTC).
pub fn parse_date(text: &str) -> Option<jiff::Timestamp> {
    let in_utc = |at: jiff::civil::DateTime| at.to_zoned(jiff::tz::TimeZone::UTC).ok().map(|at| at.timestamp());
    // A date and time with a zone would also read as one without.
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        return Some(at);
    }
    if text.contains('[') {
        return None;
    }
    match text.parse::<jiff::civil::DateTime>() {
        Ok(at) => in_utc(at),
        Err(_) => text.parse::<jiff::civil::Date>().ok().and_then(|date| in_utc(date.at(0, 0, 0, 0))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_date_forms_of_the_guide_are_read() {
        for (text, seconds) in [
            ("2018-06-18T22:28:28+00:00", Some(1_529_360_908)),
            ("2018-06-18T22:28:28Z", Some(1_529_360_908)),
            ("2018-06-18T22:28:28", Some(1_529_360_908)),
            ("2018-06-18T22:28:28+02:00", Some(1_529_353_708)),
            ("2018-06-18", Some(1_529_280_000)),
            ("2018-13-18", None),
            ("yesterday", None),
            ("18", None),
        ] {
            assert_eq!(parse_date(text).map(jiff::Timestamp::as_second), seconds, "{text}");
        }
    }

    #[test]
    fn versions_compare_as_numbers() {
        let order = |left, right| AgentVersion::parse(left).expect("left").order(&AgentVersion::parse(right).expect("right"));
        assert_eq!(order("1.9.0", "1.14.5"), Ordering::Less);
        assert_eq!(order("1.14", "1.14.0"), Ordering::Equal);
        assert_eq!(order("1.100", "1.14.5"), Ordering::Greater);
        for text in ["", "1.", "v1.2", "1.+2", "1.x", "99999999999999999999999"] {
            assert!(AgentVersion::parse(text).is_none(), "{text}");
        }
    }
}
