//! JSON that stands as text inside another document, with its spans in that document.

use super::{Node, SyntaxProblem, parse_json};
use crate::source::Span;

/// Longer texts are left alone: the documents that AWS takes as text have at most some ten thousand characters.
const MAX_EMBEDDED_BYTES: usize = 1024 * 1024;

/// A document inside a text.
#[derive(Debug)]
pub struct Embedded {
    /// The document, with spans in the outer text; nothing where it broke off.
    pub root: Option<Node<'static>>,
    /// What is wrong with the text, at its place in the outer text.
    pub problems: Vec<SyntaxProblem>,
}

/// A part of a text whose variables were filled in.
#[derive(Debug, Clone, Copy)]
pub struct FilledRun {
    /// Where it starts in the filled text.
    pub filled: usize,
    /// Where it starts in the text with variables.
    pub from: usize,
    /// Bytes there of the variable that it stands for; 0 where both are the same text.
    pub replaced: usize,
}

/// Parses the text of a string as JSON. `outer` is the whole outer text, `span` where the string stands in it, and `decoded` what it
/// says. `None` where the text is too long to be one of the documents that AWS takes, or where it does not stand there.
pub fn parse_embedded(outer: &str, span: Span, decoded: &str) -> Option<Embedded> {
    let whole = FilledRun { filled: 0, from: 0, replaced: 0 };
    parse_filled(outer, span, decoded, decoded, &[whole])
}

/// Parses the text of a string after its variables were filled in; `filled` comes from `decoded` by `runs`, in order.
pub fn parse_filled(outer: &str, span: Span, decoded: &str, filled: &str, runs: &[FilledRun]) -> Option<Embedded> {
    if decoded.len().max(filled.len()) > MAX_EMBEDDED_BYTES {
        return None;
    }
    let map = TextMap::new(outer.get(span.range())?, span.start, decoded)?;
    let moved = |span: Span| map.span(unfilled(runs, span));
    let parsed = parse_json(filled);
    let root = parsed.documents.into_iter().next().map(|node| node.moved(&moved));
    let problems = parsed
        .problems
        .into_iter()
        .map(|problem| SyntaxProblem {
            span: moved(problem.span),
            related: problem.related.map(|(span, message)| (moved(span), message)),
            ..problem
        })
        .collect();
    Some(Embedded { root, problems })
}

/// The span in the text with variables; what starts or ends inside a variable takes all of it.
fn unfilled(runs: &[FilledRun], span: Span) -> Span {
    let run = |offset: usize| {
        let after = runs.partition_point(|run| run.filled <= offset);
        after.checked_sub(1).map(|index| runs[index])
    };
    let at = |offset: usize, end: bool| match run(offset) {
        Some(run) if run.replaced > 0 => run.from + if end { run.replaced } else { 0 },
        Some(run) => run.from + (offset - run.filled) + usize::from(end),
        None => 0,
    };
    let start = at(span.start as usize, false);
    if span.end <= span.start {
        return Span::new(start, start);
    }
    Span::new(start, at(span.end as usize - 1, true).max(start))
}

/// From offsets in a string's text to offsets in the file: the two run side by side but for quotes, escapes, indentation and folded
/// lines.
#[derive(Debug)]
pub(super) struct TextMap {
    /// Starts of runs in which both advance byte by byte; the first is at 0.
    runs: Vec<Run>,
}

#[derive(Debug, Clone, Copy)]
struct Run {
    decoded: usize,
    outer: usize,
    /// Bytes in the file of the one character of an escape; 0 for any other run.
    escape: usize,
}

impl TextMap {
    /// `raw` is the string as it is written, quotes included, and starts at `offset`.
    /// `None` where it is not the writing of that text, which then comes from elsewhere: a parameter's default, a mapping.
    pub(super) fn new(raw: &str, offset: u32, decoded: &str) -> Option<Self> {
        let offset = offset as usize;
        let bytes = raw.as_bytes();
        let quote = bytes.first().copied().filter(|byte| matches!(byte, b'"' | b'\''));
        let mut at = usize::from(quote.is_some());
        if matches!(bytes.first(), Some(b'|' | b'>')) {
            at = raw.find('\n').map_or(raw.len(), |end| end + 1);
        }
        let mut runs = vec![Run { decoded: 0, outer: offset + at, escape: 0 }];
        let mut linear = true;
        let mut chars = decoded.char_indices().peekable();
        while let Some((index, character)) = chars.peek().copied() {
            let Some(byte) = bytes.get(at).copied() else { break };
            let escape = match (quote, byte) {
                (Some(b'"'), b'\\') => escape_length(&bytes[at..], character),
                (Some(b'\''), b'\'') => 2,
                _ => 0,
            };
            if escape > 0 {
                // A line that is continued has an escape and no character.
                let continues = bytes.get(at + 1) == Some(&b'\n');
                if !continues {
                    runs.push(Run { decoded: index, outer: offset + at, escape });
                    chars.next();
                }
                at += escape;
                linear = false;
            } else if raw[at..].starts_with(character) {
                if !linear {
                    runs.push(Run { decoded: index, outer: offset + at, escape: 0 });
                    linear = true;
                }
                at += character.len_utf8();
                chars.next();
            } else if byte.is_ascii_whitespace() {
                at += 1;
                linear = false;
            } else if character.is_whitespace() {
                runs.push(Run { decoded: index, outer: offset + at, escape: 0 });
                chars.next();
                linear = false;
            } else {
                break;
            }
        }
        chars.all(|(_, character)| character.is_whitespace()).then_some(Self { runs })
    }

    fn run(&self, decoded: usize) -> Run {
        let after = self.runs.partition_point(|run| run.decoded <= decoded);
        self.runs[after.saturating_sub(1)]
    }

    pub(super) fn span(&self, span: Span) -> Span {
        let start = self.start(span.start as usize);
        if span.end <= span.start {
            return Span::new(start, start);
        }
        let last = span.end as usize - 1;
        let run = self.run(last);
        let end = if run.escape > 0 { run.outer + run.escape } else { run.outer + (last - run.decoded) + 1 };
        Span::new(start, end.max(start))
    }

    fn start(&self, decoded: usize) -> usize {
        let run = self.run(decoded);
        if run.escape > 0 { run.outer } else { run.outer + (decoded - run.decoded) }
    }
}

fn escape_length(bytes: &[u8], character: char) -> usize {
    match bytes.get(1) {
        Some(b'u') if character.len_utf8() == 4 => 12,
        Some(b'u') => 6,
        Some(b'x') => 4,
        Some(b'U') => 10,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Data, Notation, parse};

    /// The text in the file of every key and value of the JSON under `policy`.
    fn texts(notation: Notation, outer: &str) -> Vec<String> {
        fn walk(outer: &str, node: &Node<'_>, found: &mut Vec<String>) {
            match &node.data {
                Data::Array(items) => items.iter().for_each(|item| walk(outer, item, found)),
                Data::Object(members) => members.iter().for_each(|member| {
                    found.push(outer[member.key_span.range()].to_string());
                    walk(outer, &member.value, found);
                }),
                _ => found.push(outer[node.span.range()].to_string()),
            }
        }
        let parsed = parse(outer, notation);
        let policy = &parsed.documents[0].get("policy").expect("the member is there").value;
        let policy = match &policy.data {
            Data::Tagged(_, inner) => inner,
            _ => policy,
        };
        let Data::String(text) = &policy.data else { panic!("a string") };
        let embedded = parse_embedded(outer, policy.span, text).expect("short enough");
        assert_eq!(embedded.problems, []);
        let mut found = Vec::new();
        walk(outer, &embedded.root.expect("JSON"), &mut found);
        found
    }

    #[test]
    fn spans_are_those_of_the_outer_text_in_every_notation() {
        let plain = ["\"a\"", "12", "\"b\"", "\"é x\"", "true"];
        let json = r#"{"x": 1, "policy": "{\"a\": [12, {\"b\": \"é x\"}, true]}"}"#;
        let escaped = plain.map(|text| text.replace('"', "\\\""));
        assert_eq!(texts(Notation::Json, json), escaped);
        let text = "{\"a\": [12,\n  {\"b\": \"é x\"},\n   true]}";
        let indented = |by: &str| text.lines().map(|line| format!("{by}{line}\n")).collect::<String>();
        for yaml in [
            format!("policy: |\n{}other: 1\n", indented("    ")),
            format!("policy: >-\n{}", indented("  ")),
            format!("policy: !Sub |\n{}", indented("  ")),
            format!("policy: '{}'\n", text.replace('\n', "\n  ")),
            format!("policy:\n  '{}'\n", text.replace('\n', " ")),
        ] {
            assert_eq!(texts(Notation::Yaml, &yaml), plain, "{yaml}");
        }
        let double = format!("policy: \"{}\"\n", text.replace('"', "\\\"").replace('\n', "\\n"));
        assert_eq!(texts(Notation::Yaml, &double), escaped, "{double}");
    }

    #[test]
    fn escapes_of_other_characters_count_with_their_whole_length() {
        let json = r#"{"policy": "{\u0022a\u0022: \"\ud83d\ude00\", \"b\":1}"}"#;
        assert_eq!(texts(Notation::Json, json), [r#"\u0022a\u0022"#, r#"\"\ud83d\ude00\""#, r#"\"b\""#, "1"]);
    }

    #[test]
    fn problems_have_their_place_in_the_outer_text() {
        let outer = r#"{"policy": "{\"rules\": [1,]}"}"#;
        let parsed = parse_json(outer);
        let policy = &parsed.documents[0].get("policy").expect("the member is there").value;
        let Data::String(text) = &policy.data else { panic!("a string") };
        let embedded = parse_embedded(outer, policy.span, text).expect("short enough");
        assert_eq!(embedded.problems.iter().map(|problem| &outer[problem.span.range()]).collect::<Vec<_>>(), [","]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_in_any_quotes_keeps_spans_inside(text in ".{0,40}", body in r#"[{}\[\]":,a-z0-9\\ \n]{0,40}"#) {
            for decoded in [&text, &body] {
                let outer = serde_json::to_string(&serde_json::json!({"policy": decoded})).expect("text is JSON");
                let parsed = parse_json(&outer);
                let policy = &parsed.documents[0].get("policy").expect("the member is there").value;
                let embedded = parse_embedded(&outer, policy.span, decoded).expect("it stands there");
                for problem in &embedded.problems {
                    proptest::prop_assert!(outer.get(problem.span.range()).is_some());
                }
            }
        }
    }
}
