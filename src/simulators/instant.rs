//! Points in time as the AWS CLI prints them.

use std::fmt;

/// Microseconds in a second.
const SECOND: i64 = 1_000_000;
/// Seconds in a day: days are counted as 24 hours, whatever the time zone does.
const DAY_SECONDS: i64 = 86_400;
/// The first second of the year 10000; what lies beyond is no date but a mistake, such as milliseconds.
const END_SECONDS: i64 = 253_402_300_800;

/// A point in time, in microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Instant(i64);

/// Why something is no point in time. Messages fit after the quoted text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InstantError {
    /// Neither RFC 3339 nor a number.
    #[error("is not a point in time; write it as 2026-11-21T08:30:00Z or as epoch seconds")]
    Form,
    /// Nobody can tell which moment is meant.
    #[error("has no time zone; add Z or an offset such as +01:00")]
    NoZone,
    /// Before the year 0 or after the year 9999.
    #[error("is outside the years 0 to 9999; epoch times are seconds, not milliseconds")]
    Range,
}

impl Instant {
    /// From microseconds since the epoch.
    pub fn from_epoch_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From epoch seconds, as version 1 of the AWS CLI prints times.
    ///
    /// # Errors
    /// When the number is no date.
    pub fn from_epoch_seconds(seconds: f64) -> Result<Self, InstantError> {
        #[expect(clippy::cast_precision_loss, reason = "the bound is far below 2^53")]
        let end = END_SECONDS as f64;
        // Also what is not a number.
        if seconds.is_nan() || seconds.abs() >= end {
            return Err(InstantError::Range);
        }
        #[expect(clippy::cast_possible_truncation, reason = "checked against the range above")]
        Ok(Self((seconds * 1e6).round() as i64))
    }

    /// Reads RFC 3339, with the freedoms that the AWS CLI takes (`+0100`, a space for the `T`), or epoch seconds.
    ///
    /// # Errors
    /// When the text is neither, or has no time zone.
    pub fn parse(text: &str) -> Result<Self, InstantError> {
        let text = text.trim();
        // A number has no dash there. Most times are no numbers, and an inventory has millions.
        if text.as_bytes().get(4) == Some(&b'-') && text.as_bytes().get(3).is_some_and(u8::is_ascii_digit) {
            return Self::parse_rfc3339(text.as_bytes());
        }
        match text.parse::<f64>() {
            Ok(seconds) if !text.contains(|c: char| c.is_ascii_alphabetic() && c != 'e' && c != 'E') => Self::from_epoch_seconds(seconds),
            _ => Self::parse_rfc3339(text.as_bytes()),
        }
    }

    fn parse_rfc3339(text: &[u8]) -> Result<Self, InstantError> {
        let number = |range: std::ops::Range<usize>| -> Result<i64, InstantError> {
            text.get(range).ok_or(InstantError::Form)?.iter().try_fold(0, |sum, byte| match byte {
                b'0'..=b'9' => Ok(sum * 10 + i64::from(byte - b'0')),
                _ => Err(InstantError::Form),
            })
        };
        let at = |index: usize, allowed: &[u8]| text.get(index).is_some_and(|byte| allowed.contains(byte));
        let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
        if !at(4, b"-") || !at(7, b"-") || !(1..=12).contains(&month) || !(1..=days_in(year, month)).contains(&day) {
            return Err(InstantError::Form);
        }
        if text.len() == 10 {
            return Err(InstantError::NoZone);
        }
        let (hour, minute, second) = (number(11..13)?, number(14..16)?, number(17..19)?);
        if !at(10, b"Tt ") || !at(13, b":") || !at(16, b":") || hour > 23 || minute > 59 || second > 60 {
            return Err(InstantError::Form);
        }
        let mut rest = 19;
        let mut micros = 0;
        if at(rest, b".,") {
            rest += 1;
            let digits = text[rest..].iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return Err(InstantError::Form);
            }
            let kept = digits.min(6);
            micros = number(rest..rest + kept)? * 10_i64.pow(u32::try_from(6 - kept).unwrap_or(0));
            rest += digits;
        }
        let offset = match &text[rest..] {
            [] => return Err(InstantError::NoZone),
            b"Z" | b"z" => 0,
            [sign @ (b'+' | b'-'), _, _, tail @ ..] => {
                let minutes = match tail {
                    [] => 0,
                    [b':', _, _] => number(rest + 4..rest + 6)?,
                    [_, _] => number(rest + 3..rest + 5)?,
                    _ => return Err(InstantError::Form),
                };
                let hours = number(rest + 1..rest + 3)?;
                if hours > 23 || minutes > 59 {
                    return Err(InstantError::Form);
                }
                (hours * 3600 + minutes * 60) * if *sign == b'-' { -1 } else { 1 }
            }
            _ => return Err(InstantError::Form),
        };
        let seconds = days_from_civil(year, month, day) * DAY_SECONDS + hour * 3600 + minute * 60 + second - offset;
        Ok(Self(seconds * SECOND + micros))
    }

    /// Microseconds since the epoch.
    pub fn epoch_micros(self) -> i64 {
        self.0
    }

    /// Microseconds from `earlier` to this point; negative where it is later.
    pub fn micros_since(self, earlier: Instant) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Microseconds in so many days of 24 hours.
pub fn days_as_micros(days: i64) -> i64 {
    days.saturating_mul(DAY_SECONDS * SECOND)
}

/// RFC 3339 in UTC, with as many digits of a second as it takes: `2026-11-21T08:30:00Z`.
impl fmt::Display for Instant {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.0.div_euclid(SECOND), self.0.rem_euclid(SECOND));
        let (days, second) = (seconds.div_euclid(DAY_SECONDS), seconds.rem_euclid(DAY_SECONDS));
        let (year, month, day) = civil_from_days(days);
        write!(out, "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}", second / 3600, second / 60 % 60, second % 60)?;
        if micros != 0 {
            write!(out, ".{}", format!("{micros:06}").trim_end_matches('0'))?;
        }
        out.write_str("Z")
    }
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 (<https://howardhinnant.github.io/date_algorithms.html#days_from_civil>).
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The reverse of [`days_from_civil`].
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (era * 400 + year_of_era + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn times_are_read_as_both_versions_of_the_cli_print_them() {
        for (text, seconds) in [
            ("1970-01-01T00:00:00Z", 0.0),
            ("2026-11-21T04:00:00+00:00", 1_795_233_600.0),
            ("2026-11-21T05:00:00+01:00", 1_795_233_600.0),
            ("2026-11-20T23:00:00.250000-0500", 1_795_233_600.25),
            ("2024-02-29t23:59:60z", 1_709_251_200.0),
            ("1795233600", 1_795_233_600.0),
            ("1795233600.25", 1_795_233_600.25),
            ("-1", -1.0),
        ] {
            assert_eq!(Instant::parse(text), Instant::from_epoch_seconds(seconds), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in
            ["", "yesterday", "2026-13-01T00:00:00Z", "2025-02-29T00:00:00Z", "2026-11-21T24:00:00Z", "2026-11-21T04:00:00.Z", "NaN", "inf"]
        {
            assert!(Instant::parse(text).is_err(), "{text}");
        }
        for text in ["2026-11-21", "2026-11-21T04:00:00", "2026-11-21T04:00:00.5"] {
            assert_eq!(Instant::parse(text), Err(InstantError::NoZone), "{text}");
        }
        assert_eq!(Instant::parse("1795233600000"), Err(InstantError::Range));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_as_the_same_moment(micros in 0..END_SECONDS * SECOND) {
            let instant = Instant::from_epoch_micros(micros);
            prop_assert_eq!(Instant::parse(&instant.to_string()), Ok(instant));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}|[0-9TZ:+. -]{0,40}") {
            let _ = Instant::parse(&text);
        }
    }
}
