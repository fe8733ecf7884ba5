//! The pieces of a `Fn::Sub` text.

/// A piece of the text, with its byte offset in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'t> {
    /// Text as it is.
    Text(usize, &'t str),
    /// `${Name}` or `${Id.Attribute}`: the offset of the `$`, the name, and the length with its braces.
    Variable(usize, &'t str, usize),
    /// `${!Literal}`, which stands for `${Literal}`: the offset of the `$`, and the text after the `!` with the closing brace.
    Literal(usize, &'t str),
}

/// Cuts a text into its pieces; an opening that is never closed is text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(start) = text[at..].find("${").map(|found| at + found) {
        let Some(length) = text[start..].find('}').map(|end| end + 1) else { break };
        if start > from {
            found.push(Piece::Text(from, &text[from..start]));
        }
        let inside = &text[start + 2..start + length - 1];
        found.push(match inside.strip_prefix('!') {
            Some(_) => Piece::Literal(start, &text[start + 3..start + length]),
            None => Piece::Variable(start, inside.trim(), length),
        });
        at = start + length;
        from = at;
    }
    if from < text.len() {
        found.push(Piece::Text(from, &text[from..]));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Piece, pieces};

    #[test]
    fn texts_variables_and_literals_are_told_apart() {
        assert_eq!(
            pieces("a${B}c${!D}${E.F}$ {g} ${h"),
            [
                Piece::Text(0, "a"),
                Piece::Variable(1, "B", 4),
                Piece::Text(5, "c"),
                Piece::Literal(6, "D}"),
                Piece::Variable(11, "E.F", 6),
                Piece::Text(17, "$ {g} ${h")
            ]
        );
        assert_eq!(pieces(""), []);
        assert_eq!(pieces("${}"), [Piece::Variable(0, "", 3)]);
    }
}
