//! From what a container writes to log events, as the awslogs driver makes them.

use std::collections::VecDeque;
use std::time::{SystemTime, UNIX_EPOCH};

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::{LogPlan, MAX_LOG_BYTES};

/// A line that a container wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogRecord {
    /// When the engine took it.
    pub at: SystemTime,
    /// Without its end.
    pub text: String,
}

/// An event of a log stream; times in milliseconds since 1970.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogEvent {
    /// When it was written.
    pub timestamp: i64,
    /// One line, or several where the log configuration says how events begin.
    pub message: String,
    /// When it was taken in.
    pub ingestion_time: i64,
}

/// The events of a stream.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LogEvents {
    /// In the order of writing.
    pub events: Vec<LogEvent>,
    /// Whether earlier ones are missing.
    pub cut: bool,
}

impl LogEvents {
    /// The events of records, of no more than the last [`MAX_LOG_BYTES`]. Empty lines are no events: CloudWatch takes none.
    pub fn of(records: impl Iterator<Item = LogRecord>, log: Option<&LogPlan>, now: SystemTime) -> Self {
        let begins = log.and_then(beginning);
        let mut events: VecDeque<LogEvent> = VecDeque::new();
        let (mut bytes, mut cut) = (0, false);
        let ingestion_time = milliseconds(now);
        for record in records {
            bytes += record.text.len();
            let goes_on = begins.as_ref().is_some_and(|begins| !begins.is_match(&record.text));
            match events.back_mut().filter(|event| goes_on && event.message.len() + record.text.len() < MAX_EVENT_BYTES) {
                Some(event) => {
                    bytes += 1;
                    event.message.push('\n');
                    event.message.push_str(&record.text);
                }
                None if record.text.is_empty() => {}
                None => events.push_back(LogEvent { timestamp: milliseconds(record.at), message: record.text, ingestion_time }),
            }
            while bytes > MAX_LOG_BYTES && events.len() > 1 {
                bytes -= events.pop_front().map_or(0, |event| event.message.len());
                cut = true;
            }
        }
        Self { events: events.into(), cut }
    }
}

/// CloudWatch Logs' limit of an event, less what it counts for each
/// (<https://docs.docker.com/engine/logging/drivers/awslogs/>: the driver splits what is longer).
const MAX_EVENT_BYTES: usize = 256 * 1024 - 26;

/// Milliseconds since 1970.
pub(super) fn milliseconds(time: SystemTime) -> i64 {
    i64::try_from(time.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis()).unwrap_or(i64::MAX)
}

/// How the first line of an event looks, where the options say it. The format of a date wins over a pattern; a pattern that is
/// none makes each line an event.
fn beginning(log: &LogPlan) -> Option<Regex> {
    let pattern = match log.option("awslogs-datetime-format") {
        Some(format) => pattern_of_date(format),
        None => log.option("awslogs-multiline-pattern")?.to_string(),
    };
    regex::RegexBuilder::new(&pattern).size_limit(1 << 20).build().ok()
}

/// A pattern for the conversions of `strftime` that the driver knows
/// (<https://docs.docker.com/engine/logging/drivers/awslogs/#awslogs-datetime-format>).
fn pattern_of_date(format: &str) -> String {
    let mut pattern = String::new();
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            pattern.push_str(&regex::escape(character.encode_utf8(&mut [0; 4])));
            continue;
        }
        pattern.push_str(match characters.next() {
            Some('A') => "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day",
            Some('a') => "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)",
            Some('B') => "(?:January|February|March|April|May|June|July|August|September|October|November|December)",
            Some('b') => "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)",
            Some('Y') => r"\d{4}",
            Some('d' | 'H' | 'I' | 'M' | 'm' | 'S' | 'y') => r"\d{2}",
            Some('f') => r"\d{6}",
            Some('j') => r"\d{3}",
            Some('L') => r"\.\d{3}",
            Some('p') => "[AP]M",
            Some('w') => "[0-6]",
            Some('Z') => "[A-Z]{1,4}T",
            Some('z') => r"[+-]\d{4}",
            Some('%') => "%",
            _ => "",
        });
    }
    pattern
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn records(lines: &[&str]) -> Vec<LogRecord> {
        let record =
            |(index, text): (usize, &&str)| LogRecord { at: UNIX_EPOCH + Duration::from_millis(index as u64), text: text.to_string() };
        lines.iter().enumerate().map(record).collect()
    }

    fn messages(lines: &[&str], option: Option<(&str, &str)>) -> Vec<String> {
        let log = LogPlan {
            driver: "awslogs".to_string(),
            options: option.into_iter().map(|(key, value)| (key.to_string(), value.to_string())).collect(),
        };
        let events = LogEvents::of(records(lines).into_iter(), Some(&log), UNIX_EPOCH);
        events.events.into_iter().map(|event| event.message).collect()
    }

    #[test]
    fn lines_are_events_unless_the_options_say_how_events_begin() {
        let trace = ["ERROR one", "  at two", "", "  at three", "INFO four"];
        assert_eq!(messages(&trace, None), ["ERROR one", "  at two", "  at three", "INFO four"]);
        let together = ["ERROR one\n  at two\n\n  at three", "INFO four"];
        assert_eq!(messages(&trace, Some(("awslogs-multiline-pattern", "^(INFO|ERROR)"))), together);
        assert_eq!(messages(&trace, Some(("awslogs-multiline-pattern", "^(INFO"))).len(), 4, "a broken pattern");
        let dated = ["no date yet", "2026-11-24 12:00:01 a", "b", "2026-11-24 12:00:02 c"];
        let expected = ["no date yet", "2026-11-24 12:00:01 a\nb", "2026-11-24 12:00:02 c"];
        assert_eq!(messages(&dated, Some(("awslogs-datetime-format", "%Y-%m-%d %H:%M:%S"))), expected);
        let dated = ["[May 01, 2026 19:00:01.123] a", "b", "[May 01, 2026 19:00:02.456] c"];
        assert_eq!(messages(&dated, Some(("awslogs-datetime-format", r"[%b %d, %Y %H:%M:%S%L]"))).len(), 2);
    }

    #[test]
    fn the_last_of_much_is_kept_and_said_to_be_cut() {
        let line = "x".repeat(1000);
        let many = std::iter::repeat_n(LogRecord { at: UNIX_EPOCH, text: line }, 3000);
        let last = std::iter::once(LogRecord { at: UNIX_EPOCH, text: "last".to_string() });
        let events = LogEvents::of(many.chain(last), None, UNIX_EPOCH);
        assert!(events.cut && events.events.last().is_some_and(|event| event.message == "last"));
        let bytes: usize = events.events.iter().map(|event| event.message.len()).sum();
        assert!((MAX_LOG_BYTES - 2000..=MAX_LOG_BYTES).contains(&bytes), "{bytes}");
        let pattern =
            LogPlan { driver: "awslogs".to_string(), options: vec![("awslogs-multiline-pattern".to_string(), "^never".to_string())] };
        let endless = std::iter::repeat_n(LogRecord { at: UNIX_EPOCH, text: "x".repeat(1000) }, 3000);
        let events = LogEvents::of(endless, Some(&pattern), UNIX_EPOCH);
        assert!(events.events.iter().all(|event| event.message.len() <= MAX_EVENT_BYTES));
    }
}
