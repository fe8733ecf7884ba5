//! Streams of bytes as bounded text.

use std::collections::VecDeque;

use super::MAX_LOG_BYTES;
use super::output_limits::{LOG_FILE_BYTES, RECORD_BYTES};

/// A line longer than this is cut into several.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// The last [`MAX_LOG_BYTES`] of a stream of records.
#[derive(Default)]
pub(super) struct Tail {
    bytes: VecDeque<u8>,
    dropped: bool,
    /// What the records took in the engine's files, at least.
    filed: usize,
}

impl Tail {
    pub(super) fn add(&mut self, record: &[u8]) {
        self.bytes.extend(record);
        let over = self.bytes.len().saturating_sub(MAX_LOG_BYTES);
        self.bytes.drain(..over);
        self.dropped |= over > 0;
        self.filed += record.len() + RECORD_BYTES;
    }

    /// The text, and whether earlier records are missing: dropped here, or, where a whole file of short ones is left, most
    /// likely by the engine.
    pub(super) fn into_text(self) -> (String, bool) {
        let cut = self.dropped || self.filed > LOG_FILE_BYTES - LOG_FILE_BYTES / 16;
        (String::from_utf8_lossy(&Vec::from(self.bytes)).into_owned(), cut)
    }
}

/// A stream in lines, whatever pieces it comes in.
#[derive(Default)]
pub(super) struct Lines {
    pending: Vec<u8>,
}

impl Lines {
    /// The lines that the chunk completes, without their ends.
    pub(super) fn add(&mut self, chunk: &[u8]) -> Vec<String> {
        let mut lines = Vec::new();
        for byte in chunk {
            if *byte == b'\n' {
                lines.push(self.take());
                continue;
            }
            if self.pending.len() == MAX_LINE_BYTES {
                lines.push(self.take());
            }
            self.pending.push(*byte);
        }
        lines
    }

    /// What is left without an end.
    pub(super) fn last(&mut self) -> Option<String> {
        (!self.pending.is_empty()).then(|| self.take())
    }

    fn take(&mut self) -> String {
        let line = std::mem::take(&mut self.pending);
        String::from_utf8_lossy(&line).trim_end_matches('\r').to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tail_keeps_the_last_of_a_stream_and_says_when_it_cut() {
        let mut tail = Tail::default();
        tail.add(b"first");
        tail.add(&vec![b'x'; MAX_LOG_BYTES - 2]);
        let (text, cut) = tail.into_text();
        assert_eq!((text.len(), cut), (MAX_LOG_BYTES, true));
        assert!(text.starts_with("stx"));
        let mut whole = Tail::default();
        whole.add(b"first");
        assert_eq!(whole.into_text(), ("first".to_string(), false));
    }

    #[test]
    fn lines_come_whole_from_any_pieces() {
        let mut lines = Lines::default();
        assert!(lines.add(b"on").is_empty());
        assert_eq!(lines.add(b"e\r\n\ntw"), ["one", ""]);
        assert_eq!(lines.last().as_deref(), Some("tw"));
        assert_eq!(lines.last(), None);
        assert_eq!(lines.add(&vec![b'x'; MAX_LINE_BYTES + 1]).len(), 1);
    }
}
