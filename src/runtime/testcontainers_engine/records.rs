//! Lines that a container wrote, with the times at which the engine took them.

use std::time::SystemTime;

use super::super::LogRecord;

/// A longer line is cut into several: CloudWatch Logs' limit of an event, nearly.
const MAX_LINE_BYTES: usize = 250 * 1024;

/// The engine's records as lines. It cuts long lines into records, each with a time, of which only the last ends the line.
#[derive(Default)]
pub(super) struct Records {
    pending: Option<(SystemTime, Vec<u8>)>,
}

impl Records {
    /// The line that a record ends, if it does.
    pub(super) fn add(&mut self, record: &[u8]) -> Option<LogRecord> {
        let space = record.iter().position(|byte| *byte == b' ').filter(|at| *at < 40);
        let (time, text) = space.map_or((&[][..], record), |at| (&record[..at], &record[at + 1..]));
        let (_, bytes) = self.pending.get_or_insert_with(|| (parse(time), Vec::new()));
        bytes.extend_from_slice(text.strip_suffix(b"\n").unwrap_or(text));
        (text.ends_with(b"\n") || bytes.len() >= MAX_LINE_BYTES).then(|| self.last()).flatten()
    }

    /// A line without an end.
    pub(super) fn last(&mut self) -> Option<LogRecord> {
        let (at, bytes) = self.pending.take()?;
        Some(LogRecord { at, text: String::from_utf8_lossy(&bytes).trim_end_matches('\r').to_string() })
    }
}

fn parse(time: &[u8]) -> SystemTime {
    let time = std::str::from_utf8(time).ok().and_then(|time| time.parse::<jiff::Timestamp>().ok());
    time.map_or(SystemTime::UNIX_EPOCH, SystemTime::from)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    #[test]
    fn records_become_lines_with_the_time_of_their_beginning() {
        let mut records = Records::default();
        let at = |milliseconds| UNIX_EPOCH + Duration::from_millis(milliseconds);
        assert_eq!(records.add(b"1970-01-01T00:00:01.5Z one two\r\n"), Some(LogRecord { at: at(1500), text: "one two".to_string() }));
        assert_eq!(records.add(b"1970-01-01T00:00:02Z long "), None);
        assert_eq!(records.add(b"1970-01-01T00:00:03Z line\n"), Some(LogRecord { at: at(2000), text: "long line".to_string() }));
        assert_eq!(records.add(b"1970-01-01T00:00:04Z \n"), Some(LogRecord { at: at(4000), text: String::new() }));
        assert_eq!(records.add(b"1970-01-01T00:00:05Z no end"), None);
        assert_eq!(records.last(), Some(LogRecord { at: at(5000), text: "no end".to_string() }));
        assert_eq!(records.last(), None);
    }
}
