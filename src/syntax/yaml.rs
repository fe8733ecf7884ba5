//! YAML with spans, from `granit-parser`'s events.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use granit_parser::{Event, Parser, ScalarStyle, StructureStyle, options};

use super::problem::report_duplicates;
use super::{Data, Member, Node, Parsed, SyntaxProblem};
use crate::source::Span;

/// Nodes that aliases may add to one file. Real files add a handful; an alias bomb would add billions.
const MAX_ALIAS_NODES: usize = 100_000;
/// As for JSON, so that no later stage can overflow the stack.
const MAX_DEPTH: usize = 127;

/// Parses a YAML stream. A document that breaks off is left out and reported; those after it are still read.
///
/// Plain scalars follow the core schema of YAML 1.2 (`yes` is a string), as the AWS CLI reads them. Merge keys
/// (`<<`) are applied. Spans of an alias are those of what it stands for.
pub fn parse_yaml(text: &str) -> Parsed<'_> {
    let options = options! { emit_comments: false, emit_unresolved_aliases: true, };
    let mut builder = Builder { text, parsed: Parsed::default(), open: Vec::new(), anchors: HashMap::new(), alias_nodes: 0 };
    let mut parser = Parser::new_from_str_with_options(text, options);
    while let Some(next) = parser.next_event() {
        let outcome = match next {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                let offset = error.marker().byte_offset().unwrap_or(0).min(text.len());
                let length = text.get(offset..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
                Err(yaml_problem(Span::new(offset, offset + length), text, &error.info()))
            }
        };
        if let Err(problem) = outcome {
            builder.parsed.problems.push(problem);
            builder.open.clear();
            builder.anchors.clear();
            if !matches!(parser.proceed_next_document(), Ok(true)) {
                break;
            }
        }
    }
    builder.parsed.problems.sort_by_key(|problem| problem.span);
    builder.parsed
}

/// The places of all comments, from `#` to the end of the line, up to where the text is broken. What looks like one inside a text is none.
pub fn yaml_comments(text: &str) -> Vec<Span> {
    let options = options! { emit_comments: true, max_buffered_comment_events: usize::MAX, };
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut found = Vec::new();
    while let Some(Ok((event, span))) = parser.next_event() {
        if let (Event::Comment(..), Some(range)) = (event, span.byte_range()) {
            found.push(Span::new(range.start.min(text.len()), range.end.min(text.len())));
        }
    }
    found
}

fn yaml_problem(span: Span, text: &str, info: &str) -> SyntaxProblem {
    let line_start = text[..span.start as usize].rfind('\n').map_or(0, |at| at + 1);
    let tab = text[line_start..].chars().take_while(|c| c.is_whitespace() && *c != '\n').any(|c| c == '\t');
    let problem = SyntaxProblem::invalid(span, info.to_string());
    if tab { problem.with_help("this line is indented with a tab: YAML takes spaces only") } else { problem }
}

/// A collection whose end has not come yet.
enum Open<'s> {
    Array { start: u32, anchor: usize, tag: Option<Cow<'s, str>>, items: Vec<Node<'s>> },
    Object { start: u32, anchor: usize, tag: Option<Cow<'s, str>>, members: Vec<Member<'s>>, key: Option<(Cow<'s, str>, Span)> },
}

struct Builder<'s> {
    text: &'s str,
    parsed: Parsed<'s>,
    open: Vec<Open<'s>>,
    anchors: HashMap<usize, Node<'s>>,
    alias_nodes: usize,
}

impl<'s> Builder<'s> {
    fn event(&mut self, event: Event<'s>, span: granit_parser::Span) -> Result<(), SyntaxProblem> {
        let range = span.byte_range().unwrap_or(0..0);
        let mut span = Span::new(range.start.min(self.text.len()), range.end.min(self.text.len()));
        match event {
            Event::Scalar(value, style, anchor, tag) => {
                let tag = tag.map(|tag| tag.original());
                span = self.trimmed(span, style);
                let data = match tag.as_deref() {
                    Some("!!str" | "!") => Data::String(value),
                    _ if style == ScalarStyle::Plain => plain(value),
                    _ => Data::String(value),
                };
                self.place(Node { span, data }, anchor, tag.map(Cow::Owned))
            }
            Event::SequenceStart(style, anchor, tag) => {
                let tag = tag.map(|tag| Cow::Owned(tag.original()));
                let start = if style == StructureStyle::Block { self.first_dash(span.start) } else { span.start };
                self.push(Open::Array { start, anchor, tag, items: Vec::new() }, span)
            }
            Event::MappingStart(_, anchor, tag) => {
                let tag = tag.map(|tag| Cow::Owned(tag.original()));
                self.push(Open::Object { start: span.start, anchor, tag, members: Vec::new(), key: None }, span)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => {
                let Some(node) = self.anchors.get(&id).cloned() else {
                    return Err(SyntaxProblem::invalid(span, "this alias stands inside what it names"));
                };
                self.alias_nodes += count(&node);
                if self.alias_nodes > MAX_ALIAS_NODES {
                    return Err(SyntaxProblem::invalid(span, format!("aliases expand to more than {MAX_ALIAS_NODES} values")));
                }
                if self.open.len() + depth(&node) > MAX_DEPTH {
                    return Err(SyntaxProblem::invalid(span, format!("nested more than {MAX_DEPTH} levels deep")));
                }
                self.place(node, 0, None)
            }
            Event::UnresolvedAlias(name) => {
                let problem = SyntaxProblem::invalid(span, format!("no anchor `&{name}` stands before this alias"));
                Err(problem.with_help("a value that starts with `*` needs quotes"))
            }
            Event::DocumentEnd => {
                self.anchors.clear();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn push(&mut self, open: Open<'s>, span: Span) -> Result<(), SyntaxProblem> {
        if self.open.len() >= MAX_DEPTH {
            return Err(SyntaxProblem::invalid(span, format!("nested more than {MAX_DEPTH} levels deep")));
        }
        self.open.push(open);
        Ok(())
    }

    fn close(&mut self, end: Span) -> Result<(), SyntaxProblem> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let (start, anchor, tag, data, last) = match open {
            Open::Array { start, anchor, tag, items } => {
                let last = items.last().map(|item| item.span.end);
                (start, anchor, tag, Data::Array(items), last)
            }
            Open::Object { start, anchor, tag, members, .. } => {
                report_duplicates(members.iter().map(|m| (m.key.as_ref(), m.key_span)), &mut self.parsed.problems);
                let last = members.last().map(|member| member.value.span.end);
                (start, anchor, tag, Data::Object(merged(members)), last)
            }
        };
        // A block collection "ends" where the next token starts; its last value is what people see as its end.
        let flow_end = end.end > end.start;
        let end = if flow_end { end.end } else { last.unwrap_or(start).max(start) };
        self.place(Node { span: Span { start, end }, data }, anchor, tag)
    }

    fn place(&mut self, node: Node<'s>, anchor: usize, tag: Option<Cow<'s, str>>) -> Result<(), SyntaxProblem> {
        let node = match tag {
            Some(tag) if !tag.starts_with("!!") && tag != "!" => Node { span: node.span, data: Data::Tagged(tag, Box::new(node)) },
            _ => node,
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        match self.open.last_mut() {
            None => self.parsed.documents.push(node),
            Some(Open::Array { items, .. }) => items.push(node),
            Some(Open::Object { members, key, .. }) => match key.take() {
                Some((name, key_span)) => members.push(Member { key: name, key_span, value: node }),
                None => *key = Some((key_text(&node)?, node.span)),
            },
        }
        Ok(())
    }

    /// Where a list in lines begins: the value of a key that is no deeper than the key is said to begin behind its first dash.
    fn first_dash(&self, start: u32) -> u32 {
        let is_value = matches!(self.open.last(), Some(Open::Object { key: Some(_), .. }));
        let (before, rest) = self.text.split_at_checked(start as usize).unwrap_or_default();
        let behind = before.trim_end_matches(' ').strip_suffix('-');
        let behind = behind.or_else(|| before.trim_end().strip_suffix('-').filter(|_| !rest.starts_with('-')));
        behind.filter(|_| is_value).map_or(start, |text| Span::new(text.len(), 0).start)
    }

    /// Plain scalars without a value (`key:`) have an empty span; blocks end with a line break that is not shown.
    fn trimmed(&self, span: Span, style: ScalarStyle) -> Span {
        if !matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
            return span;
        }
        let slice = self.text.get(span.range()).unwrap_or_default();
        Span::new(span.start as usize, span.start as usize + slice.trim_end().len())
    }
}

fn key_text<'s>(node: &Node<'s>) -> Result<Cow<'s, str>, SyntaxProblem> {
    match &node.data {
        Data::String(text) | Data::Number(text) => Ok(text.clone()),
        Data::Bool(value) => Ok(Cow::Borrowed(if *value { "true" } else { "false" })),
        Data::Null => Ok(Cow::Borrowed("null")),
        _ => Err(SyntaxProblem::invalid(node.span, "a key must be text")),
    }
}

/// The core schema of YAML 1.2.
fn plain(text: Cow<'_, str>) -> Data<'_> {
    match text.as_ref() {
        "" | "~" | "null" | "Null" | "NULL" => return Data::Null,
        "true" | "True" | "TRUE" => return Data::Bool(true),
        "false" | "False" | "FALSE" => return Data::Bool(false),
        _ => {}
    }
    for (prefix, base) in [("0x", 16), ("0o", 8)] {
        // Sizes and ports are read as decimal from here on, whatever they were written in.
        if let Some(number) =
            text.strip_prefix(prefix).filter(|digits| !digits.starts_with('+')).and_then(|digits| u64::from_str_radix(digits, base).ok())
        {
            return Data::Number(Cow::Owned(number.to_string()));
        }
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(&text);
    let numeric = unsigned.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && unsigned.contains(|c: char| c.is_ascii_digit())
        && unsigned.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-'))
        && text.parse::<f64>().is_ok();
    if numeric { Data::Number(text) } else { Data::String(text) }
}

/// Applies `<<`: what the mapping holds itself wins over what it merges.
fn merged(members: Vec<Member<'_>>) -> Vec<Member<'_>> {
    if !members.iter().any(|member| member.key == "<<") {
        return members;
    }
    let (merges, mut own): (Vec<_>, Vec<_>) = members.into_iter().partition(|member| member.key == "<<");
    let mut names: HashSet<Cow<'_, str>> = own.iter().map(|member| member.key.clone()).collect();
    for merge in merges {
        let sources = match merge.value.data {
            Data::Array(items) => items,
            _ => vec![merge.value],
        };
        for source in sources {
            let Data::Object(added) = source.data else { continue };
            for member in added {
                if names.insert(member.key.clone()) {
                    own.push(member);
                }
            }
        }
    }
    own
}

fn count(node: &Node<'_>) -> usize {
    1 + match &node.data {
        Data::Array(items) => items.iter().map(count).sum(),
        Data::Object(members) => members.iter().map(|member| count(&member.value)).sum(),
        Data::Tagged(_, inner) => count(inner),
        _ => 0,
    }
}

fn depth(node: &Node<'_>) -> usize {
    match &node.data {
        Data::Array(items) => 1 + items.iter().map(depth).max().unwrap_or(0),
        Data::Object(members) => 1 + members.iter().map(|member| depth(&member.value)).max().unwrap_or(0),
        Data::Tagged(_, inner) => depth(inner),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts<'t>(text: &'t str, node: &Node<'_>) -> Vec<&'t str> {
        let mut found = vec![&text[node.span.range()]];
        match &node.data {
            Data::Array(items) => found.extend(items.iter().flat_map(|item| texts(text, item))),
            Data::Object(members) => {
                for member in members {
                    found.push(&text[member.key_span.range()]);
                    found.extend(texts(text, &member.value));
                }
            }
            _ => {}
        }
        found
    }

    #[test]
    fn every_key_and_value_has_its_own_text() {
        let text = "family: web\ncontainers:\n  - name: \"a\"\n    cpu: 256\n    note: |\n      two\n      lines\nlast: [1, x]\n";
        let parsed = parse_yaml(text);
        assert_eq!(parsed.problems, []);
        insta::assert_debug_snapshot!(texts(text, &parsed.documents[0]));
    }

    #[test]
    fn a_stream_has_many_documents_and_a_broken_one_hides_only_itself() {
        let parsed = parse_yaml("a: 1\n---\nb: [1\n---\nc: 3\n");
        assert_eq!(parsed.documents.len(), 2);
        assert_eq!(parsed.problems.len(), 1);
    }

    #[test]
    fn plain_scalars_follow_yaml_1_2() {
        let parsed = parse_yaml("[yes, true, 256, .5, ~, 1e3, 2012-10-17, '1', 0x10]");
        let Data::Array(items) = &parsed.documents[0].data else { panic!("a list") };
        let kinds: Vec<&str> = items.iter().map(Node::type_name).collect();
        assert_eq!(kinds, ["a string", "a boolean", "a number", "a number", "null", "a number", "a string", "a string", "a number"]);
    }

    #[test]
    fn merge_keys_and_aliases_are_applied_and_bombs_are_not() {
        let parsed = parse_yaml("base: &b {cpu: 1, memory: 2}\nweb: {<<: *b, cpu: 3}\n");
        let web = &parsed.documents[0].get("web").expect("web is there").value;
        assert_eq!(web.get("cpu").map(|m| m.value.data.clone()), Some(Data::Number("3".into())));
        assert_eq!(web.get("memory").map(|m| m.value.data.clone()), Some(Data::Number("2".into())));
        let bomb: String = (1..30).fold("a0: &a0 [x, x]\n".to_string(), |text, i| format!("{text}a{i}: &a{i} [*a{0}, *a{0}]\n", i - 1));
        let parsed = parse_yaml(&bomb);
        assert!(parsed.problems.iter().any(|p| p.message.contains("aliases expand")), "{:?}", parsed.problems);
    }

    #[test]
    fn deep_nesting_is_a_problem_and_not_a_crash() {
        for text in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(100_000)] {
            assert!(!parse_yaml(&text).problems.is_empty());
        }
    }

    #[test]
    fn a_tab_in_the_indentation_is_explained() {
        let parsed = parse_yaml("a:\n\tb: 1\n");
        assert!(parsed.problems[0].help.is_some_and(|help| help.contains("tab")), "{:?}", parsed.problems);
    }

    /// As `yaml_serde` reads it.
    fn to_serde(node: &Node<'_>) -> serde_json::Value {
        use serde_json::Value;
        match &node.data {
            Data::Null => Value::Null,
            Data::Bool(value) => Value::Bool(*value),
            Data::Number(text) => serde_yaml::from_str(text).expect("what is a number here is one there"),
            Data::String(text) => Value::String(text.to_string()),
            Data::Array(items) => Value::Array(items.iter().map(to_serde).collect()),
            Data::Object(members) => Value::Object(members.iter().map(|m| (m.key.to_string(), to_serde(&m.value))).collect()),
            Data::Tagged(_, inner) => to_serde(inner),
        }
    }

    fn agrees_with_yaml_serde(text: &str) {
        let ours = parse_yaml(text);
        let theirs: Result<serde_json::Value, _> = serde_yaml::from_str(text);
        let theirs = theirs.unwrap_or_else(|error| panic!("{error}: {text:?}"));
        assert_eq!(ours.problems, [], "{text:?}");
        assert_eq!(to_serde(&ours.documents[0]), theirs, "{text:?}");
    }

    #[test]
    fn values_are_those_of_yaml_serde() {
        for text in [
            "a: |\n  two\n  lines\nb: >-\n  fol\n  ded\n\n  text\nc: |+\n  kept\n\n",
            "a: 'it''s'\nb: \"\\u00e9\\x41\\t\\\n  joined\"\nc: plain\n  goes on\n",
            "a:\r\n  - 1\r\n  - b\r\n",
            "\u{feff}a: 1\n",
            "%YAML 1.2\n---\na: 1\n...\n",
            "# only\n--- # here\na: 1 # there\n",
            "[yes, no, on, off, y, n, True, FALSE, ~, null, Null]",
            "[1, -1, +1, 0, 1.5, -.5, 1e3, 1E-3, 0o17, 0x1F, 1_000, 1:30, 2012-10-17, .5]",
            "a: &x [1, {b: 2}]\nc: *x\n",
            "? a\n: 1\n? b\n",
            "- - 1\n  - 2\n-\n  - 3\n",
            "a: \"\"\nb: ''\nc:\n",
            "key with spaces: value: not\n".trim_end_matches(": not\n"),
            "'quoted key': 1\n\"2\": x\n",
            "a: {b: [c, {d: e}], 'f': \"g\"}\n",
        ] {
            agrees_with_yaml_serde(text);
        }
    }

    /// Where we follow the core schema of YAML 1.2 and `yaml_serde` does not, or the other way round.
    #[test]
    fn differences_from_yaml_serde_are_known() {
        // (text, our kind, what yaml_serde makes of it)
        for (text, ours, theirs) in [
            // The core schema allows zeros in front; account ids have them, and keep them here.
            ("012", "a number", serde_json::json!("012")),
            // No member of any document takes what JSON cannot say.
            (".inf", "a string", serde_json::json!(null)),
            (".nan", "a string", serde_json::json!(null)),
            // Line breaks of YAML 1.1 are characters like others in YAML 1.2; it takes off the spaces after one.
            ("'\u{2028}  a'", "a string", serde_json::json!("\u{2028}a")),
            ("'\u{2029}  a'", "a string", serde_json::json!("\u{2029}a")),
        ] {
            let parsed = parse_yaml(text);
            assert_eq!(parsed.documents[0].type_name(), ours, "{text}");
            assert_eq!(serde_yaml::from_str::<serde_json::Value>(text).expect("YAML"), theirs, "{text}");
        }
    }

    #[test]
    fn every_style_of_scalar_has_its_own_text() {
        let text = "a: !Sub |\n  x ${Y}\n  z\nb: !Ref Name\nc: >-\n  fold\n  ed\n\nd: 'it''s'\ne: \"q\\n\"\nf: plain text # note\ng: !GetAtt\n  - R\n  - Arn\nh: &h 5\ni: *h\n";
        let parsed = parse_yaml(text);
        assert_eq!(parsed.problems, []);
        let shown: Vec<(&str, &str)> = parsed.documents[0]
            .members()
            .iter()
            .map(|member| {
                let inner = match &member.value.data {
                    Data::Tagged(_, inner) => inner,
                    _ => &member.value,
                };
                (member.key.as_ref(), &text[inner.span.range()])
            })
            .collect();
        assert_eq!(
            shown,
            [
                ("a", "x ${Y}\n  z"),
                ("b", "Name"),
                ("c", "fold\n  ed"),
                ("d", "'it''s'"),
                ("e", "\"q\\n\""),
                ("f", "plain text"),
                ("g", "- R\n  - Arn"),
                ("h", "5"),
                ("i", "5"),
            ]
        );
    }

    #[test]
    fn streams_may_hold_empty_documents_and_comments() {
        let documents = |text: &str| {
            let parsed = parse_yaml(text);
            assert_eq!(parsed.problems, [], "{text:?}");
            parsed.documents.len()
        };
        for (text, count) in
            [("# only a comment\n", 0), ("", 0), ("a: 1\n---\n", 2), ("a: 1\n...\n", 1), ("---\n---\na: 1\n", 2), ("a: 1\n...\n# end\n", 1)]
        {
            assert_eq!(documents(text), count, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn any_text_keeps_spans_inside_and_never_panics(text in any::<String>()) {
            let parsed = parse_yaml(&text);
            for document in &parsed.documents {
                texts(&text, document);
            }
            for problem in &parsed.problems {
                prop_assert!(text.get(problem.span.range()).is_some());
            }
        }

        #[test]
        fn any_value_is_read_as_yaml_serde_reads_it(keys in prop::collection::vec("[a-zA-Z ~:#'\"|&*!é-]{0,12}", 1..5), values in prop::collection::vec(any::<Option<String>>(), 1..5)) {
            // See the known differences.
            prop_assume!(!values.iter().flatten().any(|value| value.contains(['\u{85}', '\u{2028}', '\u{2029}'])));
            let members: serde_json::Map<String, serde_json::Value> =
                keys.into_iter().zip(values).map(|(key, value)| (key, serde_json::json!([value, {"x": 1.5}]))).collect();
            agrees_with_yaml_serde(&serde_yaml::to_string(&members).expect("YAML"));
        }

        #[test]
        fn yaml_like_text_never_panics(text in r#"[a-c:\-\[\]{}&*!<>|'"\#\n \t,0-9%~]{0,60}"#) {
            let parsed = parse_yaml(&text);
            for document in &parsed.documents {
                texts(&text, document);
            }
        }
    }
}
