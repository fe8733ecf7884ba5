//! From a place in a string's value to its place in the file.

use crate::simulators::placement::query::QueryError;
use crate::source::{Fault, SourceFile, Span};

/// A mistake in an expression as a fault of the file that holds it.
pub(super) fn fault(source: &SourceFile, value: Span, error: &QueryError) -> Fault {
    let start = value.start as usize + offset_in(source.slice(value), &error.expression, error.offset);
    let help = match &error.help {
        Some(help) => format!("{}\n{help}", error.pointed()),
        None => error.pointed(),
    };
    Fault::at(source, Span::new(start, start), error.message.clone()).help(help)
}

/// The byte of the written text at which byte `offset` of the value stands; 0 where the notation hides it.
fn offset_in(written: &str, value: &str, offset: usize) -> usize {
    if written == value {
        return offset;
    }
    let Some(quote @ ('"' | '\'')) = written.chars().next() else { return 0 };
    let (mut in_written, mut in_value) = (1, 0);
    while in_value < offset.min(value.len()) {
        let rest = &written[in_written.min(written.len())..];
        let Some((taken, made)) = character(rest, quote) else { return 0 };
        in_written += taken;
        in_value += made;
    }
    in_written
}

/// Bytes that one character takes as it is written and in the value.
fn character(rest: &str, quote: char) -> Option<(usize, usize)> {
    let mut characters = rest.chars();
    let first = characters.next()?;
    match (first, characters.next()) {
        ('\'', Some('\'')) if quote == '\'' => Some((2, 1)),
        ('\n', _) => None,
        ('\\', Some(escape)) if quote == '"' => {
            let digits = match escape {
                'x' => 2,
                'u' => 4,
                'U' => 8,
                _ => return Some((1 + escape.len_utf8(), 1)),
            };
            let code = |at: usize| u32::from_str_radix(rest.get(at..at + digits)?, 16).ok();
            let unit = code(2)?;
            // Half of a pair: the other half follows.
            if escape == 'u' && (0xd800..0xdc00).contains(&unit) {
                return Some((12, 4));
            }
            Some((2 + digits, char::from_u32(unit)?.len_utf8()))
        }
        _ => Some((first.len_utf8(), first.len_utf8())),
    }
}

#[cfg(test)]
mod tests {
    use super::offset_in;

    #[test]
    fn escapes_before_the_place_are_counted() {
        for (written, value, offset, expected) in [
            (r#""a == b""#, "a == b", 2, 3),
            (r#""t2\\.x == b""#, r"t2\.x == b", 6, 8),
            ("\"\\u00e9x\"", "éx", 2, 7),
            ("\"\\ud83d\\ude00x\"", "😀x", 4, 13),
            ("'it''s x'", "it's x", 5, 7),
            ("a == b", "a == b", 2, 2),
            ("|\n  a == b", "a == b\n", 2, 0),
        ] {
            assert_eq!(offset_in(written, value, offset), expected, "{written}");
        }
    }
}
