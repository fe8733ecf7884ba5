//! A source file: its text and the way from byte offsets to lines and columns.

use std::io::Read;
use std::path::Path;
use std::sync::OnceLock;

use super::Span;

/// Larger files are refused: no ECS or ECR document comes near, and memory stays bounded.
pub const MAX_FILE_BYTES: u64 = 256 * 1024 * 1024;

/// A place for people: line and column count from 1, columns in characters; the offset in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// Byte offset, from 0.
    pub offset: usize,
}

/// Why a file could not be read. Messages fit after "cannot read PATH: ".
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The operating system refused.
    #[error("{}", in_words(.0))]
    Io(#[from] std::io::Error),
    /// Not a regular file (a directory, FIFO or device).
    #[error("it is a {0}, not a regular file; name a file")]
    NotAFile(&'static str),
    /// Over the limit, [`MAX_FILE_BYTES`] for most files.
    #[error("it is larger than {} MiB; split it or name the documents inside it", limit / 1024 / 1024)]
    TooLarge {
        /// The most that is read, in bytes.
        limit: u64,
    },
    /// Another encoding of Unicode.
    #[error("it is UTF-16; save the file as UTF-8 (in PowerShell: `Out-File -Encoding utf8`)")]
    Utf16,
    /// Invalid UTF-8.
    #[error("byte {offset} (line {line}) is not UTF-8; save the file as UTF-8")]
    NotUtf8 {
        /// First offending byte, from 0.
        offset: usize,
        /// Its line, from 1.
        line: usize,
    },
}

/// What the system says, and what to do about the usual cases.
pub fn in_words(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "there is no such file or folder; check the path".to_string(),
        std::io::ErrorKind::PermissionDenied => "you may not read it; change its permissions or run as its owner".to_string(),
        std::io::ErrorKind::IsADirectory => "it is a folder, not a file".to_string(),
        std::io::ErrorKind::NotADirectory => "a part of its path is a file, not a folder".to_string(),
        std::io::ErrorKind::StorageFull => "the disk is full".to_string(),
        std::io::ErrorKind::ReadOnlyFilesystem => "its file system can only be read".to_string(),
        _ => error.to_string(),
    }
}

/// One file (or standard input) held in memory.
#[derive(Debug)]
pub struct SourceFile {
    path: String,
    text: String,
    line_starts: OnceLock<Vec<u32>>,
    /// Characters before each block of [`BLOCK`] bytes; empty where every character is one byte.
    characters: OnceLock<Vec<u32>>,
}

/// Columns are counted from the start of a block, not of the line: in minified files all is one line.
const BLOCK: usize = 4096;

impl SourceFile {
    /// A source from text; `path` is what findings show, `-` for standard input.
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into(), line_starts: OnceLock::new(), characters: OnceLock::new() }
    }

    /// Reads a regular file.
    ///
    /// # Errors
    /// When it cannot be read, is not a regular file, is too large or not UTF-8.
    pub fn read(path: &Path) -> Result<Self, ReadError> {
        Self::read_within(path, MAX_FILE_BYTES)
    }

    /// Reads a regular file of up to `limit` bytes, which spans bound to 4 GiB.
    ///
    /// # Errors
    /// As [`SourceFile::read`].
    pub fn read_within(path: &Path, limit: u64) -> Result<Self, ReadError> {
        let metadata = std::fs::metadata(path)?;
        if metadata.is_dir() {
            return Err(ReadError::NotAFile("directory"));
        }
        // Opening a FIFO would wait for a writer that may never come.
        if !metadata.is_file() {
            return Err(ReadError::NotAFile("FIFO, socket or device"));
        }
        let mut bytes = Vec::new();
        // A size that the file system gives is a hint only; room for it saves copying.
        let _ = bytes.try_reserve_exact(usize::try_from(metadata.len().min(limit)).unwrap_or(0).saturating_add(1));
        Self::from_bytes(path.display().to_string(), std::fs::File::open(path)?, bytes, limit)
    }

    /// Reads all of `input`, as [`SourceFile::read`] does for a file.
    ///
    /// # Errors
    /// When it cannot be read, is too large or not UTF-8.
    pub fn read_from(path: impl Into<String>, input: impl Read) -> Result<Self, ReadError> {
        Self::from_bytes(path.into(), input, Vec::new(), MAX_FILE_BYTES)
    }

    /// Reads all of `input` up to `limit` bytes, as [`SourceFile::read_within`] does for a file.
    ///
    /// # Errors
    /// As [`SourceFile::read_from`].
    pub fn read_from_within(path: impl Into<String>, input: impl Read, limit: u64) -> Result<Self, ReadError> {
        Self::from_bytes(path.into(), input, Vec::new(), limit)
    }

    fn from_bytes(path: String, input: impl Read, mut bytes: Vec<u8>, limit: u64) -> Result<Self, ReadError> {
        let limit = limit.min(u64::from(u32::MAX) - 1);
        input.take(limit + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limit {
            return Err(ReadError::TooLarge { limit });
        }
        if is_utf16(&bytes) {
            return Err(ReadError::Utf16);
        }
        let text = String::from_utf8(bytes).map_err(|error| {
            let offset = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes()[..offset].iter().filter(|byte| **byte == b'\n').count();
            ReadError::NotUtf8 { offset, line }
        })?;
        Ok(Self::new(path, text))
    }

    /// The path as it is shown.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text of a span; empty where the span does not fit the text.
    pub fn slice(&self, span: Span) -> &str {
        self.text.get(span.range()).unwrap_or_default()
    }

    /// Line and column of a byte offset; offsets past the end are the end.
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.line_starts();
        let offset = (offset as usize).min(self.text.len());
        let line = starts.partition_point(|start| *start as usize <= offset).max(1);
        let line_start = starts[line - 1] as usize;
        let column = 1 + self.characters_before(offset) - self.characters_before(line_start);
        Position { line, column, offset }
    }

    /// Characters that start before a byte offset.
    fn characters_before(&self, offset: usize) -> usize {
        let blocks = self.characters.get_or_init(|| {
            if self.text.is_ascii() {
                return Vec::new();
            }
            let blocks = self.text.as_bytes().chunks(BLOCK);
            let counted = blocks.scan(0, |count, block| {
                let before = *count;
                *count += u32::try_from(starts(block)).unwrap_or(u32::MAX);
                Some(before)
            });
            counted.collect()
        });
        if blocks.is_empty() {
            return offset;
        }
        let block = (offset / BLOCK).min(blocks.len() - 1);
        blocks[block] as usize + starts(&self.text.as_bytes()[block * BLOCK..offset])
    }

    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let newlines = self.text.match_indices('\n');
            std::iter::once(0).chain(newlines.map(|(index, _)| u32::try_from(index + 1).unwrap_or(u32::MAX))).collect()
        })
    }
}

/// By its mark, or by the zero that is half of each ASCII character.
fn is_utf16(bytes: &[u8]) -> bool {
    matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, 1..=0x7f, 0, 1..=0x7f, ..] | [1..=0x7f, 0, 1..=0x7f, 0, ..])
}

/// Characters that start in the bytes: all but the continuation bytes of UTF-8.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| (**byte & 0xc0) != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let file = SourceFile::new("x", "a\nüé x\n");
        let at = |offset| {
            let position = file.position(offset);
            (position.line, position.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(2), (2, 1));
        assert_eq!(at(4), (2, 2));
        assert_eq!(at(7), (2, 4));
        assert_eq!(at(9), (3, 1));
        assert_eq!(at(999), (3, 1));
    }

    #[test]
    fn columns_of_one_long_line_are_counted_from_its_start() {
        let file = SourceFile::new("x", format!("ü\n{}", "é".repeat(10_000)));
        for count in [0, 1, 2046, 2047, 2048, 2049, 9_999, 10_000] {
            let position = file.position(3 + 2 * count);
            assert_eq!((position.line, position.column), (2, count as usize + 1));
        }
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused_with_their_line() {
        let error = SourceFile::read_from("x", &b"ok\n\xff"[..]).expect_err("0xff is never UTF-8");
        assert!(matches!(error, ReadError::NotUtf8 { offset: 3, line: 2 }));
    }

    #[test]
    fn utf_16_is_named_with_and_without_its_mark() {
        let bytes = |text: &str, order: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(order).collect::<Vec<u8>>();
        for text in ["{\"family\": \"x\"}", "\u{feff}{\"f\": \"ü\"}", "\u{feff}"] {
            for order in [u16::to_le_bytes, u16::to_be_bytes] {
                let error = SourceFile::read_from("x", bytes(text, order).as_slice()).expect_err("it is UTF-16");
                assert!(matches!(error, ReadError::Utf16), "{text:?}: {error}");
            }
        }
    }
}
