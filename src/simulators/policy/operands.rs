//! Values that operators compare: numbers, dates, networks, bytes.

use std::cmp::Ordering;
use std::net::IpAddr;

use base64::Engine;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

/// An integer or decimal number, compared exactly whatever its length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    negative: bool,
    /// Digits before the point without leading zeros.
    whole: String,
    /// Digits after it without trailing zeros.
    fraction: String,
}

impl Number {
    /// Reads `10`, `-3`, `2.50`.
    pub fn parse(text: &str) -> Option<Self> {
        let (negative, digits) = match text.as_bytes().first()? {
            b'-' => (true, &text[1..]),
            b'+' => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0').to_string(), fraction.trim_end_matches('0').to_string());
        let negative = negative && !(whole.is_empty() && fraction.is_empty());
        Some(Self { negative, whole, fraction })
    }

    fn magnitude(&self, other: &Self) -> Ordering {
        let digits = |number: &Self| (number.whole.len(), number.whole.clone(), number.fraction.clone());
        digits(self).cmp(&digits(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self.negative, other.negative) {
            (false, false) => self.magnitude(other),
            (true, true) => other.magnitude(self),
            (true, false) => Ordering::Less,
            (false, true) => Ordering::Greater,
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Reads a date of the W3C profile of ISO 8601 (`2026`, `2026-11`, `2026-11-21`, `2026-11-21T10:00Z`, with seconds and
/// fractions) or epoch seconds. Four digits are a year; a date without a zone is UTC.
pub fn parse_date(text: &str) -> Option<Timestamp> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits && text.len() != 4 {
        return Timestamp::from_second(text.parse().ok()?).ok();
    }
    let at_utc = |datetime: DateTime| datetime.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp());
    let is_date = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    if is_date {
        let full = match text.len() {
            4 => format!("{text}-01-01"),
            7 => format!("{text}-01"),
            _ => text.to_string(),
        };
        return at_utc(full.parse::<Date>().ok()?.at(0, 0, 0, 0));
    }
    // A time belongs to it, and nothing of the other forms that the library reads.
    if !text.contains(['T', 't']) || text.contains(['[', ' ']) {
        return None;
    }
    text.parse::<Timestamp>().ok().or_else(|| at_utc(text.parse::<DateTime>().ok()?))
}

/// Addresses that share a prefix; one address without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Network {
    /// Reads `203.0.113.0/24`, `2001:db8::/32` or one address.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) if prefix.bytes().all(|byte| byte.is_ascii_digit()) => prefix.parse().ok()?,
            Some(_) => return None,
            None => most,
        };
        (prefix <= most).then_some(Self { address, prefix })
    }

    /// Whether all of `other` lies inside; IPv4 and IPv6 have nothing in common.
    pub fn contains(&self, other: &Self) -> bool {
        let (own, theirs, width) = match (self.address, other.address) {
            (IpAddr::V4(own), IpAddr::V4(theirs)) => (u128::from(u32::from(own)), u128::from(u32::from(theirs)), 32),
            (IpAddr::V6(own), IpAddr::V6(theirs)) => (u128::from(own), u128::from(theirs), 128),
            _ => return false,
        };
        let dropped = width - self.prefix;
        // Shifting by the whole width is not defined.
        other.prefix >= self.prefix && (dropped == 128 || own >> dropped == theirs >> dropped)
    }
}

/// Decodes base64, with or without padding.
pub fn parse_binary(text: &str) -> Option<Vec<u8>> {
    base64::engine::general_purpose::STANDARD.decode(text).or_else(|_| base64::engine::general_purpose::STANDARD_NO_PAD.decode(text)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_compare_exactly() {
        let ordered = ["-10", "-9.5", "-0.1", "0", "0.05", "0.1", "2", "9", "10", "9007199254740993", "9007199254740993.5"];
        for pair in ordered.windows(2) {
            let [one, other] = pair else { unreachable!("windows of two") };
            assert!(Number::parse(one) < Number::parse(other), "{one} < {other}");
        }
        assert_eq!(Number::parse("-0.0"), Number::parse("+00"));
        assert_eq!(Number::parse("2.50"), Number::parse("02.5"));
        for text in ["", "-", ".", "1e3", "ten", "1,5", "0x1", " 1", "--1"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn dates_are_read_in_every_documented_form() {
        let second = |text: &str| parse_date(text).map(|time| time.as_second());
        let same = [
            "2020-01-01T00:00:00Z",
            "2020-01-01T00:00Z",
            "2020-01-01",
            "2020-01",
            "2020",
            "1577836800",
            "2020-01-01T01:00:00+01:00",
            "2020-01-01T00:00:00.0Z",
        ];
        for text in same {
            assert_eq!(second(text), Some(1_577_836_800), "{text}");
        }
        for text in ["", "yesterday", "2020-13-01", "2020-02-30", "20-01-01", "2020-01-01 00:00:00Z", "12:00", "-5"] {
            assert_eq!(second(text), None, "{text}");
        }
    }

    #[test]
    fn networks_contain_addresses_and_smaller_networks_of_their_family() {
        let cases = [
            ("203.0.113.0/24", "203.0.113.7", true),
            ("203.0.113.9/24", "203.0.113.7", true),
            ("203.0.113.0/24", "203.0.114.7", false),
            ("203.0.113.7", "203.0.113.7", true),
            ("203.0.113.0/24", "203.0.113.128/25", true),
            ("203.0.113.128/25", "203.0.113.0/24", false),
            ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "::1", false),
            ("::/0", "2001:db8::1", true),
            ("2001:DB8:1234:5678::/64", "2001:db8:1234:5678:ffff::1", true),
            ("2001:DB8:1234:5678::/64", "2001:db8:1234:5679::1", false),
        ];
        for (network, address, expected) in cases {
            let read = |text| Network::parse(text).expect(text);
            assert_eq!(read(network).contains(&read(address)), expected, "{network} {address}");
        }
        for text in ["", "1.2.3", "1.2.3.4/33", "::/129", "1.2.3.4/", "1.2.3.4/+8", "1.2.3.*"] {
            assert_eq!(Network::parse(text), None, "{text}");
        }
    }

    #[test]
    fn binary_values_are_base64() {
        assert_eq!(parse_binary("QmluYXJ5").as_deref(), Some(&b"Binary"[..]));
        assert_eq!(parse_binary("QQ"), parse_binary("QQ=="));
        assert_eq!(parse_binary("no base64!"), None);
    }
}
