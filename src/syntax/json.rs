//! JSON with spans: strict, but it goes on after the mistakes that people make.

use std::borrow::Cow;

use super::problem::report_duplicates;
use super::{Data, Member, Node, Parsed, SyntaxProblem};
use crate::source::Span;

/// As `serde_json`: deeper documents are refused instead of overflowing the stack.
const MAX_DEPTH: usize = 127;

/// Parses one JSON document. A byte order mark is skipped.
///
/// Comments, trailing and missing commas are reported and passed over, so that the rules still see the document;
/// any other problem ends the parse without a document.
pub fn parse_json(text: &str) -> Parsed<'_> {
    let mut parser = Parser { text, bytes: text.as_bytes(), at: 0, depth: 0, problems: Vec::new() };
    if text.starts_with('\u{feff}') {
        parser.at = '\u{feff}'.len_utf8();
    }
    let documents = match parser.document() {
        Ok(node) => vec![node],
        Err(Broken) => Vec::new(),
    };
    let mut problems = parser.problems;
    problems.sort_by_key(|problem| problem.span);
    Parsed { documents, problems }
}

/// The parse cannot go on; the reason is already among the problems.
struct Broken;

struct Parser<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    depth: usize,
    problems: Vec<SyntaxProblem>,
}

impl<'s> Parser<'s> {
    fn document(&mut self) -> Result<Node<'s>, Broken> {
        self.skip_blank()?;
        let node = self.value("a value")?;
        self.skip_blank()?;
        if self.at < self.bytes.len() {
            let help = "a JSON file holds one document: wrap several in a list, or use a YAML stream";
            let span = self.here();
            return Err(self.fail(SyntaxProblem::invalid(span, "there is more text after the document").with_help(help)));
        }
        Ok(node)
    }

    fn value(&mut self, expected: &str) -> Result<Node<'s>, Broken> {
        let start = self.at;
        let data = match self.bytes.get(self.at) {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::array)?,
            Some(b'"') => Data::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.word()?,
            Some(b'\'') => {
                let help = "JSON strings stand in double quotes";
                let span = self.here();
                return Err(self.fail(SyntaxProblem::invalid(span, "a string in single quotes").with_help(help)));
            }
            Some(_) => {
                let found = self.text[self.at..].chars().next().unwrap_or('?');
                let message = format!("expected {expected}, found `{}`", found.escape_debug());
                return Err(self.fail_here(message));
            }
            None => return Err(self.fail_here(format!("expected {expected}, found the end of the file"))),
        };
        Ok(Node { span: Span::new(start, self.at), data })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Data<'s>, Broken>) -> Result<Data<'s>, Broken> {
        if self.depth >= MAX_DEPTH {
            return Err(self.fail_here(format!("nested more than {MAX_DEPTH} levels deep")));
        }
        self.depth += 1;
        let data = read(self);
        self.depth -= 1;
        data
    }

    fn object(&mut self) -> Result<Data<'s>, Broken> {
        let open = self.at;
        self.at += 1;
        let mut members: Vec<Member<'s>> = Vec::new();
        let mut comma = None;
        loop {
            self.skip_blank()?;
            match self.bytes.get(self.at) {
                Some(b'}') => {
                    self.trailing_comma(comma);
                    self.at += 1;
                    report_duplicates(members.iter().map(|m| (m.key.as_ref(), m.key_span)), &mut self.problems);
                    return Ok(Data::Object(members));
                }
                Some(b'"') => self.missing_comma(members.last().map(|m| m.value.span), comma, "member"),
                None => return Err(self.unclosed(open, "{", "}")),
                Some(b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'\'') => {
                    let span = self.here();
                    return Err(self
                        .fail(SyntaxProblem::invalid(span, "a key without double quotes").with_help("JSON keys stand in double quotes")));
                }
                Some(_) => {
                    let found = self.text[self.at..].chars().next().unwrap_or('?');
                    return Err(self.fail_here(format!("expected a key in double quotes or `}}`, found `{}`", found.escape_debug())));
                }
            }
            let key_start = self.at;
            let key = self.string()?;
            let key_span = Span::new(key_start, self.at);
            self.skip_blank()?;
            if self.bytes.get(self.at) != Some(&b':') {
                return Err(self.fail_here(format!("expected `:` after the key \"{key}\"")));
            }
            self.at += 1;
            self.skip_blank()?;
            let value = self.value("a value after `:`")?;
            members.push(Member { key, key_span, value });
            comma = self.comma()?;
        }
    }

    fn array(&mut self) -> Result<Data<'s>, Broken> {
        let open = self.at;
        self.at += 1;
        let mut items: Vec<Node<'s>> = Vec::new();
        let mut comma = None;
        loop {
            self.skip_blank()?;
            match self.bytes.get(self.at) {
                Some(b']') => {
                    self.trailing_comma(comma);
                    self.at += 1;
                    return Ok(Data::Array(items));
                }
                None => return Err(self.unclosed(open, "[", "]")),
                Some(b'"' | b'{' | b'[' | b'-' | b'0'..=b'9' | b'a'..=b'z') => {
                    self.missing_comma(items.last().map(|item| item.span), comma, "item");
                }
                Some(_) => {}
            }
            items.push(self.value("an item or `]`")?);
            comma = self.comma()?;
        }
    }

    /// Takes a comma if there is one and says where it stood.
    fn comma(&mut self) -> Result<Option<usize>, Broken> {
        self.skip_blank()?;
        if self.bytes.get(self.at) == Some(&b',') {
            self.at += 1;
            return Ok(Some(self.at - 1));
        }
        Ok(None)
    }

    fn trailing_comma(&mut self, comma: Option<usize>) {
        if let Some(at) = comma {
            let problem = SyntaxProblem::invalid(Span::new(at, at + 1), "a comma after the last one");
            self.problems.push(problem.with_help("JSON allows no trailing comma: remove it"));
        }
    }

    fn missing_comma(&mut self, previous: Option<Span>, comma: Option<usize>, what: &str) {
        if let (Some(previous), None) = (previous, comma) {
            let end = previous.end as usize;
            let problem = SyntaxProblem::invalid(Span::new(end.saturating_sub(1), end), format!("a comma is missing after this {what}"));
            self.problems.push(problem.with_help("put a comma between two neighbours"));
        }
    }

    fn string(&mut self) -> Result<Cow<'s, str>, Broken> {
        let open = self.at;
        self.at += 1;
        let start = self.at;
        let mut owned: Option<String> = None;
        let mut copied = start;
        loop {
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    let rest = &self.text[copied..self.at];
                    self.at += 1;
                    return Ok(match owned {
                        Some(mut text) => {
                            text.push_str(rest);
                            Cow::Owned(text)
                        }
                        None => Cow::Borrowed(rest),
                    });
                }
                Some(b'\\') => {
                    let text = owned.get_or_insert_with(String::new);
                    text.push_str(&self.text[copied..self.at]);
                    let escaped = self.escape()?;
                    // `escape` borrows the parser, so the string is looked up again.
                    owned.get_or_insert_with(String::new).push(escaped);
                    copied = self.at;
                }
                Some(b'\n' | b'\r') => {
                    let problem = SyntaxProblem::invalid(Span::new(open, self.at), "this string does not end on its line");
                    return Err(self.fail(problem.with_help("close it with `\"`, or write a line break as `\\n`")));
                }
                Some(0..=0x1f) => {
                    let span = self.here();
                    let message = format!("a control character (U+{:04X}) inside a string", self.bytes[self.at]);
                    return Err(self.fail(SyntaxProblem::invalid(span, message).with_help("write it as an escape, such as `\\t`")));
                }
                Some(_) => self.at += 1,
                None => {
                    let problem = SyntaxProblem::invalid(Span::new(open, self.at), "this string never ends");
                    return Err(self.fail(problem.with_help("close it with `\"`")));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Broken> {
        let start = self.at;
        self.at += 2;
        let simple = match self.bytes.get(start + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode_escape(start),
            _ => {
                self.at = start;
                let help = "after a backslash JSON knows only \" \\ / b f n r t and uXXXX; a backslash itself is `\\\\`";
                return Err(self.fail(
                    SyntaxProblem::invalid(Span::new(start, (start + 1).min(self.bytes.len())), "an unknown escape").with_help(help),
                ));
            }
        };
        Ok(simple)
    }

    fn unicode_escape(&mut self, start: usize) -> Result<char, Broken> {
        let first = self.hex4(start)?;
        if !(0xd800..0xe000).contains(&first) {
            return char::from_u32(first).ok_or_else(|| self.lone_surrogate(start));
        }
        if first < 0xdc00 && self.bytes.get(self.at) == Some(&b'\\') && self.bytes.get(self.at + 1) == Some(&b'u') {
            self.at += 2;
            let second = self.hex4(start)?;
            if (0xdc00..0xe000).contains(&second) {
                let code = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return char::from_u32(code).ok_or_else(|| self.lone_surrogate(start));
            }
        }
        Err(self.lone_surrogate(start))
    }

    fn hex4(&mut self, start: usize) -> Result<u32, Broken> {
        let digits = self.bytes.get(self.at..self.at + 4).filter(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let Some(digits) = digits else {
            let span = Span::new(start, self.at.min(self.bytes.len()));
            return Err(self.fail(SyntaxProblem::invalid(span, "`\\u` needs four hexadecimal digits")));
        };
        let code = digits.iter().fold(0, |code, digit| code * 16 + (*digit as char).to_digit(16).unwrap_or(0));
        self.at += 4;
        Ok(code)
    }

    fn lone_surrogate(&mut self, start: usize) -> Broken {
        let span = Span::new(start, self.at);
        self.fail(SyntaxProblem::invalid(span, "half of a surrogate pair"))
    }

    fn number(&mut self) -> Result<Data<'s>, Broken> {
        let start = self.at;
        if self.bytes[self.at] == b'-' {
            self.at += 1;
        }
        let leading_zero = self.bytes.get(self.at) == Some(&b'0');
        let integer_start = self.at;
        let mut valid = self.digits() > 0 && !(leading_zero && self.at - integer_start > 1);
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            valid &= self.digits() > 0;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.bytes.get(self.at), Some(b'+' | b'-')) {
                self.at += 1;
            }
            valid &= self.digits() > 0;
        }
        if !valid {
            let span = Span::new(start, self.at);
            return Err(self.fail(SyntaxProblem::invalid(span, "this is not a JSON number").with_help("write it like 0, 12 or 0.5")));
        }
        Ok(Data::Number(Cow::Borrowed(&self.text[start..self.at])))
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        self.at - start
    }

    fn word(&mut self) -> Result<Data<'s>, Broken> {
        let start = self.at;
        while self.bytes.get(self.at).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
            self.at += 1;
        }
        match &self.text[start..self.at] {
            "true" => Ok(Data::Bool(true)),
            "false" => Ok(Data::Bool(false)),
            "null" => Ok(Data::Null),
            word => {
                let help = match word {
                    "True" | "False" | "None" => "this is Python's spelling: JSON has true, false and null",
                    _ => "text stands in double quotes; bare words are only true, false and null",
                };
                let problem = SyntaxProblem::invalid(Span::new(start, self.at), format!("`{word}` is not a JSON value"));
                Err(self.fail(problem.with_help(help)))
            }
        }
    }

    /// Passes over white space, and over comments with a report.
    fn skip_blank(&mut self) -> Result<(), Broken> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'/') if matches!(self.bytes.get(self.at + 1), Some(b'/' | b'*')) => self.comment()?,
                Some(b'#') => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) -> Result<(), Broken> {
        let start = self.at;
        let rest = &self.text[start..];
        let length = if rest.starts_with("/*") {
            match rest.find("*/") {
                Some(end) => end + 2,
                None => return Err(self.fail(SyntaxProblem::invalid(Span::new(start, start + 2), "this comment never ends"))),
            }
        } else {
            rest.find('\n').unwrap_or(rest.len())
        };
        self.at += length;
        let shown = Span::new(start, start + rest[..length].trim_end().len());
        let help = "AWS's parsers reject comments in JSON: remove it, or keep the file as YAML";
        self.problems.push(SyntaxProblem::invalid(shown, "JSON has no comments").with_help(help));
        Ok(())
    }

    fn unclosed(&mut self, open: usize, opening: &str, closing: &str) -> Broken {
        let text = self.text.trim_end();
        let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
        let mut problem =
            SyntaxProblem::invalid(Span::new(last, text.len()), format!("the file ends before this `{opening}` is closed by `{closing}`"));
        problem.related = Some((Span::new(open, open + 1), "opened here"));
        self.fail(problem)
    }

    fn here(&self) -> Span {
        let length = self.text[self.at..].chars().next().map_or(0, char::len_utf8);
        Span::new(self.at, self.at + length)
    }

    fn fail_here(&mut self, message: String) -> Broken {
        let span = self.here();
        self.fail(SyntaxProblem::invalid(span, message))
    }

    fn fail(&mut self, problem: SyntaxProblem) -> Broken {
        self.problems.push(problem);
        Broken
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn to_serde(node: &Node<'_>) -> serde_json::Value {
        use serde_json::Value;
        match &node.data {
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(*value),
            Data::Number(text) => serde_json::from_str(text).expect("a number that was accepted is a JSON number"),
            Data::String(text) => Value::String(text.to_string()),
            Data::Array(items) => Value::Array(items.iter().map(to_serde).collect()),
            Data::Object(members) => Value::Object(members.iter().map(|m| (m.key.to_string(), to_serde(&m.value))).collect()),
            Data::Tagged(..) => unreachable!("JSON has no tags"),
        }
    }

    /// Accepts without any problem (repeated keys aside) exactly what serde_json accepts, with the same value.
    fn agrees_with_serde_json(text: &str) {
        let ours = parse_json(text);
        let invalid = ours.problems.iter().any(|p| p.kind == super::super::ProblemKind::InvalidSyntax);
        match serde_json::from_str::<serde_json::Value>(text) {
            Ok(value) => {
                assert!(!invalid, "rejected what serde_json accepts: {text:?}: {:?}", ours.problems);
                assert_eq!(to_serde(&ours.documents[0]), value, "{text:?}");
            }
            // Numbers beyond f64 are valid JSON that serde_json cannot hold.
            Err(error) if error.to_string().starts_with("number out of range") => {}
            Err(error) => assert!(invalid, "accepted what serde_json rejects ({error}): {text:?}"),
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_as_serde_json_judges_it(text in r#"[\[\]{}",:truefalsn0-9eE+.\\u \n-]{0,24}"#) {
            agrees_with_serde_json(&text);
        }

        #[test]
        fn any_bytes_never_panic_and_spans_stay_inside(text in any::<String>()) {
            for problem in parse_json(&text).problems {
                prop_assert!(problem.span.start <= problem.span.end);
                prop_assert!(problem.span.end as usize <= text.len());
                prop_assert!(text.get(problem.span.range()).is_some());
            }
        }
    }

    #[test]
    fn deep_nesting_is_refused_like_serde_json() {
        agrees_with_serde_json(&format!("{}{}", "[".repeat(127), "]".repeat(127)));
        agrees_with_serde_json(&format!("{}{}", "[".repeat(128), "]".repeat(128)));
        agrees_with_serde_json(&"[".repeat(100_000));
    }

    #[test]
    fn surrogates_escapes_and_numbers_agree() {
        for text in
            [r#""\ud83d\ude00""#, r#""\ud83d""#, r#""\ude00\ud83d""#, r#""\u00e9\n\/""#, "-0", "01", "1.", "1e5", "-", "1E-2", "\"\t\""]
        {
            agrees_with_serde_json(text);
        }
    }

    #[test]
    fn common_mistakes_are_named_and_the_document_survives_the_small_ones() {
        let cases = [
            ("{\"a\": 1,}", "a comma after the last one", true),
            ("{\"a\": 1 // why\n}", "JSON has no comments", true),
            ("{\"a\": 1 \"b\": 2}", "a comma is missing after this member", true),
            ("[1 2]", "a comma is missing after this item", true),
            ("{'a': 1}", "a key without double quotes", false),
            ("{\"a\": True}", "`True` is not a JSON value", false),
            ("{\"a\": \"x}", "this string never ends", false),
            ("{\"a\": \"x\n\"}", "this string does not end on its line", false),
            ("{\"a\": 1", "the file ends before this `{` is closed by `}`", false),
            ("{#é", "JSON has no comments", false),
            ("{} {}", "there is more text after the document", false),
            ("", "expected a value, found the end of the file", false),
        ];
        for (text, message, survives) in cases {
            let parsed = parse_json(text);
            assert_eq!(parsed.problems.first().map(|p| p.message.as_str()), Some(message), "{text:?}");
            assert_eq!(!parsed.documents.is_empty(), survives, "{text:?}");
        }
    }

    #[test]
    fn repeated_keys_are_reported_in_small_and_large_objects() {
        let small = parse_json(r#"{"a": 1, "b": 2, "a": 3}"#);
        assert_eq!(small.problems.len(), 1);
        let many: String = (0..40).map(|i| format!("\"k{i}\": {i}, ")).collect();
        let large = parse_json(&format!("{{{many}\"k7\": 0}}")).problems.len();
        assert_eq!(large, 1);
    }
}
