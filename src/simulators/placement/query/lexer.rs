//! Text to tokens.

use super::QueryError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Open,
    Close,
    ListOpen,
    ListClose,
    Comma,
    /// `==`, `!=`, `>`, `>=`, `<`, `<=`, `=~`, `!~`
    Operator(&'t str),
    And,
    Or,
    Bang,
    /// A bare word: a subject, an operator's alias, a value.
    Word(&'t str),
    /// A value in quotes, without them.
    Quoted(&'t str),
    End,
}

impl Token<'_> {
    /// The token as messages quote it.
    pub(super) fn quote(&self) -> String {
        match self {
            Self::Open => "`(`".into(),
            Self::Close => "`)`".into(),
            Self::ListOpen => "`[`".into(),
            Self::ListClose => "`]`".into(),
            Self::Comma => "`,`".into(),
            Self::And => "`&&`".into(),
            Self::Or => "`||`".into(),
            Self::Bang => "`!`".into(),
            Self::Operator(text) | Self::Word(text) => format!("`{text}`"),
            Self::Quoted(text) => format!("'{text}'"),
            Self::End => "the end of the expression".into(),
        }
    }
}

pub(super) struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn skip_space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    /// The next token and where it begins.
    pub(super) fn next(&mut self) -> Result<(Token<'t>, usize), QueryError> {
        self.skip_space();
        let (rest, start) = (self.rest(), self.at);
        for (text, token) in [("&&", Token::And), ("||", Token::Or)] {
            if rest.starts_with(text) {
                self.at += text.len();
                return Ok((token, start));
            }
        }
        if let Some(operator) = ["==", "!=", ">=", "<=", "=~", "!~", ">", "<"].into_iter().find(|operator| rest.starts_with(operator)) {
            self.at += operator.len();
            return Ok((Token::Operator(&rest[..operator.len()]), start));
        }
        let Some(first) = rest.chars().next() else { return Ok((Token::End, start)) };
        let single = match first {
            '(' => Token::Open,
            ')' => Token::Close,
            '[' => Token::ListOpen,
            ']' => Token::ListClose,
            ',' => Token::Comma,
            '!' => Token::Bang,
            '"' | '\'' => return Ok((Token::Quoted(self.quoted(first)?), start)),
            '=' | '&' | '|' => {
                let doubled = format!("{first}{first}");
                return Err(QueryError::new(self.text, start, format!("`{first}` is no operator")).help(format!("write `{doubled}`")));
            }
            _ => {
                let length = rest.find(ends_word).unwrap_or(rest.len());
                self.at += length;
                return Ok((Token::Word(&rest[..length]), start));
            }
        };
        self.at += first.len_utf8();
        Ok((single, start))
    }

    /// A regular expression: quoted, or everything up to a space, `&&`, `||` or a parenthesis that it did not open.
    pub(super) fn pattern(&mut self) -> Result<(&'t str, usize), QueryError> {
        self.skip_space();
        let (rest, start) = (self.rest(), self.at);
        if let Some(quote @ ('"' | '\'')) = rest.chars().next() {
            return Ok((self.quoted(quote)?, start + 1));
        }
        let (mut open, mut in_class, mut escaped) = (0_usize, false, false);
        let mut length = rest.len();
        for (at, c) in rest.char_indices() {
            if std::mem::take(&mut escaped) {
                continue;
            }
            match c {
                '\\' => escaped = true,
                _ if c.is_whitespace() => {
                    length = at;
                    break;
                }
                '[' => in_class = true,
                ']' => in_class = false,
                _ if in_class => {}
                '(' => open += 1,
                ')' if open > 0 => open -= 1,
                ')' => {
                    length = at;
                    break;
                }
                '&' | '|' if rest[at + 1..].starts_with(c) => {
                    length = at;
                    break;
                }
                _ => {}
            }
        }
        self.at += length;
        Ok((&rest[..length], start))
    }

    fn quoted(&mut self, quote: char) -> Result<&'t str, QueryError> {
        let start = self.at;
        let inner = &self.rest()[1..];
        let Some(length) = inner.find(quote) else {
            return Err(QueryError::new(self.text, start, format!("this {quote} is never closed")));
        };
        self.at += length + 2;
        Ok(&inner[..length])
    }
}

fn ends_word(c: char) -> bool {
    c.is_whitespace() || matches!(c, '(' | ')' | '[' | ']' | ',' | '=' | '!' | '<' | '>' | '&' | '|' | '"' | '\'')
}
