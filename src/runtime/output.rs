//! Streams of bytes as bounded text.

use std::collections::VecDeque;

use super::MAX_LOG_BYTES;

/// A line longer than this is cut into several.
const MAX_LINE_BYTES: usize = 64 * 1024;

/// The last [`MAX_LOG_BYTES`] of a stream.
#[derive(Default)]
pub(super) struct Tail {
    bytes: VecDeque<u8>,
    cut: u64,
}

impl Tail {
    pub(super) fn add(&mut self, chunk: &[u8]) {
        self.bytes.extend(chunk);
        let over = self.bytes.len().saturating_sub(MAX_LOG_BYTES);
        self.bytes.drain(..over);
        self.cut += over as u64;
    }

    /// The text, and how many bytes were cut off before it.
    pub(super) fn into_text(self) -> (String, u64) {
        (String::from_utf8_lossy(&Vec::from(self.bytes)).into_owned(), self.cut)
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
    fn the_tail_keeps_the_last_of_a_stream_and_counts_what_it_cut() {
        let mut tail = Tail::default();
        tail.add(b"first");
        tail.add(&vec![b'x'; MAX_LOG_BYTES - 2]);
        let (text, cut) = tail.into_text();
        assert_eq!((text.len(), cut), (MAX_LOG_BYTES, 3));
        assert!(text.starts_with("stx"));
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
