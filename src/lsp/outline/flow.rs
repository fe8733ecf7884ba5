//! JSON, and YAML between brackets.

use std::borrow::Cow;

use super::{MARK, MAX_DEPTH};
use crate::source::Span;
use crate::syntax::{Data, Member, Node};

/// In which language the brackets stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Words end at a blank, comments start with `//`.
    Json,
    /// Words may hold blanks, comments start with `#`.
    Yaml,
}

/// The value that starts at an offset, and where it ends.
pub fn parse(text: &str, at: usize, style: Style) -> (Node<'_>, usize) {
    let mut parser = Parser::at(text, at, style);
    parser.skip_blank();
    let node = parser.value();
    (node, parser.at)
}

/// The quoted string at an offset, and where it ends: at its quote, or before the end of the line.
pub fn quoted(text: &str, at: usize) -> (Node<'_>, usize) {
    let mut parser = Parser::at(text, at, Style::Yaml);
    let node = parser.quoted();
    (node, parser.at)
}

/// What a string in quotes says.
pub fn quoted_text(written: &str) -> Option<Cow<'_, str>> {
    written.starts_with(['"', '\'']).then(|| text_of(quoted(written, 0).0))
}

struct Parser<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    style: Style,
    /// Objects and lists around the place, whose brackets end what is inside them too.
    objects: usize,
    lists: usize,
}

impl<'t> Parser<'t> {
    fn at(text: &'t str, at: usize, style: Style) -> Self {
        Self { text, bytes: text.as_bytes(), at, style, objects: 0, lists: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    fn value(&mut self) -> Node<'t> {
        match self.peek() {
            Some(b'{' | b'[') if self.objects + self.lists >= MAX_DEPTH => {
                self.at += 1;
                null(self.at)
            }
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::array),
            Some(b'"' | b'\'') => self.quoted(),
            Some(b'!') if self.style == Style::Yaml => self.tagged(),
            _ => self.word(),
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Data<'t>) -> Node<'t> {
        let start = self.at;
        self.at += 1;
        let data = read(self);
        Node { span: Span::new(start, self.at), data }
    }

    /// The members after a `{`, and the `}` where there is one.
    fn object(&mut self) -> Data<'t> {
        let mut members = Vec::new();
        self.objects += 1;
        loop {
            self.skip_blank();
            match self.peek() {
                Some(b'}') => {
                    self.at += 1;
                    break;
                }
                None => break,
                Some(b']') if self.lists > 0 => break,
                Some(b',' | b':' | b']') => self.at += 1,
                Some(_) => members.push(self.member()),
            }
        }
        self.objects -= 1;
        Data::Object(members)
    }

    fn member(&mut self) -> Member<'t> {
        let key = self.value();
        let (key_span, name) = (key.span, text_of(key));
        self.skip_blank();
        if self.peek() != Some(b':') {
            return Member { key: name, key_span, value: null(self.at) };
        }
        self.at += 1;
        self.skip_blank();
        let start = self.at;
        let value = match self.peek() {
            None | Some(b',' | b'}' | b']') => null(start),
            Some(_) => self.value(),
        };
        // A string with a colon behind it is the next key: this one has no value yet.
        let end = self.at;
        self.skip_blank();
        if self.peek() == Some(b':') && matches!(self.bytes.get(start), Some(b'"' | b'\'')) {
            self.at = start;
            return Member { key: name, key_span, value: null(start) };
        }
        self.at = end;
        Member { key: name, key_span, value }
    }

    /// The items after a `[`, and the `]` where there is one.
    fn array(&mut self) -> Data<'t> {
        let mut items = Vec::new();
        self.lists += 1;
        loop {
            self.skip_blank();
            match self.peek() {
                Some(b']') => {
                    self.at += 1;
                    break;
                }
                None => break,
                Some(b'}') if self.objects > 0 => break,
                Some(b',' | b':' | b'}') => self.at += 1,
                Some(_) => items.push(self.value()),
            }
        }
        self.lists -= 1;
        Data::Array(items)
    }

    fn quoted(&mut self) -> Node<'t> {
        let start = self.at;
        let quote = self.bytes[start];
        let (end, closed) = self.end_of_string(start + 1, quote);
        self.at = end;
        let span = Span::new(start, end);
        let inner = &self.text[start + 1..if closed { end - 1 } else { end }];
        let text = match quote {
            b'"' if inner.contains('\\') => serde_json::from_str(&self.text[span.range()]).map_or(Cow::Borrowed(inner), Cow::<str>::Owned),
            b'\'' if inner.contains("''") => Cow::Owned(inner.replace("''", "'")),
            _ => Cow::Borrowed(inner),
        };
        Node { span, data: Data::String(text) }
    }

    /// Where a string ends, and whether its quote is there. The one that is typed may lack it: then the next quote, which opens the
    /// next string, must not close it.
    fn end_of_string(&self, start: usize, quote: u8) -> (usize, bool) {
        let mut at = start;
        while let Some(byte) = self.bytes.get(at) {
            match byte {
                b'\n' | b'\r' => break,
                b'\\' if quote == b'"' => at += 1,
                b'\'' if quote == b'\'' && self.bytes.get(at + 1) == Some(&b'\'') => at += 1,
                byte if *byte == quote => {
                    let follows = self.bytes.get(at + 1);
                    let ends = follows.is_none_or(|byte| byte.is_ascii_whitespace() || b":,}]".contains(byte));
                    if let Some(mark) = self.text[start..at].find(MARK).filter(|_| !ends) {
                        return (start + mark + MARK.len_utf8(), false);
                    }
                    return (at + 1, true);
                }
                _ => {}
            }
            at += 1;
        }
        (at.min(self.text.len()), false)
    }

    /// A YAML tag and its value.
    fn tagged(&mut self) -> Node<'t> {
        let start = self.at;
        let length = self.text[start..].find([' ', '\n', ',', '}', ']', MARK]).unwrap_or(self.text.len() - start);
        self.at += length.max(1);
        let tag = &self.text[start..self.at];
        self.skip_blank();
        let inner = match self.peek() {
            None | Some(b',' | b'}' | b']' | b'!') => null(self.at),
            Some(_) => self.value(),
        };
        Node { span: Span::new(start, self.at), data: Data::Tagged(tag.into(), Box::new(inner)) }
    }

    /// A value or key without quotes; at least one character.
    fn word(&mut self) -> Node<'t> {
        let start = self.at;
        let rest = &self.text[start..];
        let ends = |(at, character): (usize, char)| {
            let next = self.bytes.get(start + at + character.len_utf8());
            match character {
                ',' | '{' | '}' | '[' | ']' | '\n' | '\r' => true,
                '"' | ':' if self.style == Style::Json => true,
                ':' => next.is_none_or(|byte| byte.is_ascii_whitespace() || b",{}[]".contains(byte)),
                '#' => rest[..at].ends_with(' '),
                character => self.style == Style::Json && character.is_whitespace(),
            }
        };
        let length = rest.char_indices().find(|found| ends(*found)).map_or(rest.len(), |(at, _)| at);
        // What ends a word cannot begin one, and must not stop the reading.
        let length = if length == 0 { rest.chars().next().map_or(0, char::len_utf8) } else { length };
        self.at += length;
        let text = rest[..length].trim_end();
        Node { span: Span::new(start, start + text.len()), data: plain(text) }
    }

    fn skip_blank(&mut self) {
        loop {
            let rest = &self.text[self.at..];
            self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\n', '\r', '\u{feff}']).len();
            let rest = &self.text[self.at..];
            let line = || rest.find('\n').unwrap_or(rest.len());
            let length = match self.style {
                Style::Json if rest.starts_with("//") => line(),
                Style::Json if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
                Style::Yaml if rest.starts_with('#') => line(),
                _ => return,
            };
            self.at += length;
        }
    }
}

/// A scalar without quotes.
pub fn plain(text: &str) -> Data<'_> {
    match text {
        "null" | "~" | "" => Data::Null,
        "true" => Data::Bool(true),
        "false" => Data::Bool(false),
        _ if text.parse::<f64>().is_ok() && text.starts_with(|first: char| first.is_ascii_digit() || first == '-') => {
            Data::Number(text.into())
        }
        _ => Data::String(text.into()),
    }
}

/// Where a value would stand.
pub fn null<'t>(at: usize) -> Node<'t> {
    Node { span: Span::new(at, at), data: Data::Null }
}

/// A key; one that is no scalar has no name.
fn text_of(node: Node<'_>) -> Cow<'_, str> {
    match node.data {
        Data::String(text) | Data::Number(text) => text,
        Data::Bool(value) => value.to_string().into(),
        _ => "".into(),
    }
}
