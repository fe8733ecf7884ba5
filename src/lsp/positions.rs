//! Between byte offsets and the positions of the protocol.

use lsp_types::{Position, PositionEncodingKind, Range};

/// What a column counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// Bytes.
    Utf8,
    /// Units of 16 bits, which every client knows.
    Utf16,
    /// Characters.
    Utf32,
}

impl Encoding {
    /// The first of the client's encodings that is known here; UTF-16 where it names none.
    pub fn negotiated(offered: Option<&[PositionEncodingKind]>) -> Self {
        let known = |kind: &PositionEncodingKind| match kind.as_str() {
            "utf-8" => Some(Self::Utf8),
            "utf-16" => Some(Self::Utf16),
            "utf-32" => Some(Self::Utf32),
            _ => None,
        };
        offered.unwrap_or_default().iter().find_map(known).unwrap_or(Self::Utf16)
    }

    /// Its name in the protocol.
    pub fn kind(self) -> PositionEncodingKind {
        match self {
            Self::Utf8 => PositionEncodingKind::UTF8,
            Self::Utf16 => PositionEncodingKind::UTF16,
            Self::Utf32 => PositionEncodingKind::UTF32,
        }
    }

    fn units(self, character: char) -> usize {
        match self {
            Self::Utf8 => character.len_utf8(),
            Self::Utf16 => character.len_utf16(),
            Self::Utf32 => 1,
        }
    }
}

/// A text with the starts of its lines. A line ends with `\n`, `\r\n` or `\r`, as the protocol says.
#[derive(Debug, Clone)]
pub struct Lines {
    starts: Vec<usize>,
    encoding: Encoding,
}

impl Lines {
    /// The lines of a text.
    pub fn of(text: &str, encoding: Encoding) -> Self {
        let bytes = text.as_bytes();
        let ends = bytes.iter().enumerate().filter(|(at, byte)| match byte {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        });
        Self { starts: std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect(), encoding }
    }

    /// The byte offset of a position; one past the end of its line is the end of the line, one inside a character its start.
    pub fn offset(&self, text: &str, position: Position) -> usize {
        let Some(start) = self.starts.get(position.line as usize).copied() else { return text.len() };
        let line = self.line(text, position.line as usize);
        let mut units = 0;
        for (at, character) in line.char_indices() {
            units += self.encoding.units(character);
            if units > position.character as usize {
                return start + at;
            }
        }
        start + line.len()
    }

    /// The position of a byte offset; one past the end is the end.
    pub fn position(&self, text: &str, offset: usize) -> Position {
        let offset = text.floor_char_boundary(offset.min(text.len()));
        let line = self.starts.partition_point(|start| *start <= offset).max(1) - 1;
        let before = &text[self.starts[line]..offset];
        let column: usize = before.chars().map(|character| self.encoding.units(character)).sum();
        Position { line: narrow(line), character: narrow(column) }
    }

    /// The range of a range of bytes.
    pub fn range(&self, text: &str, bytes: std::ops::Range<usize>) -> Range {
        Range { start: self.position(text, bytes.start), end: self.position(text, bytes.end) }
    }

    /// A line without its end.
    fn line<'t>(&self, text: &'t str, line: usize) -> &'t str {
        let end = self.starts.get(line + 1).copied().unwrap_or(text.len());
        text[self.starts[line]..end].trim_end_matches(['\r', '\n'])
    }
}

fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "a\r\nü😀x\rz\n";

    #[test]
    fn columns_count_in_the_unit_of_the_encoding() {
        let column = |encoding| Lines::of(TEXT, encoding).position(TEXT, TEXT.find('x').expect("it is there"));
        assert_eq!(column(Encoding::Utf8), Position::new(1, 6));
        assert_eq!(column(Encoding::Utf16), Position::new(1, 3));
        assert_eq!(column(Encoding::Utf32), Position::new(1, 2));
    }

    #[test]
    fn a_position_beside_the_text_is_the_nearest_in_it() {
        let lines = Lines::of(TEXT, Encoding::Utf16);
        let at = |line, character| &TEXT[lines.offset(TEXT, Position::new(line, character))..];
        assert_eq!(at(0, 99), "\r\nü😀x\rz\n");
        assert_eq!(at(1, 2), "😀x\rz\n", "inside the two units of one character");
        assert_eq!((at(2, 0), at(3, 0), at(9, 9)), ("z\n", "", ""));
    }

    proptest::proptest! {
        #[test]
        fn every_character_is_found_again(text in "[a-zü😀\r\n]{0,30}") {
            for encoding in [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32] {
                let lines = Lines::of(&text, encoding);
                for (offset, character) in text.char_indices() {
                    // Between the two characters of one line end there is no position.
                    if character != '\n' || !text[..offset].ends_with('\r') {
                        proptest::prop_assert_eq!(lines.offset(&text, lines.position(&text, offset)), offset);
                    }
                }
            }
        }
    }
}
