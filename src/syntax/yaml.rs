//! YAML with spans, from `granit-parser`'s events.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, options};

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
            Event::SequenceStart(_, anchor, tag) => {
                let tag = tag.map(|tag| Cow::Owned(tag.original()));
                self.push(Open::Array { start: span.start, anchor, tag, items: Vec::new() }, span)
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
    for merge in merges {
        let sources = match merge.value.data {
            Data::Array(items) => items,
            _ => vec![merge.value],
        };
        for source in sources {
            let Data::Object(added) = source.data else { continue };
            for member in added {
                if !own.iter().any(|existing| existing.key == member.key) {
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
        assert_eq!(kinds, ["a string", "a boolean", "a number", "a number", "null", "a number", "a string", "a string", "a string"]);
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
        fn yaml_like_text_never_panics(text in r#"[a-c:\-\[\]{}&*!<>|'"\#\n \t,0-9%~]{0,60}"#) {
            let parsed = parse_yaml(&text);
            for document in &parsed.documents {
                texts(&text, document);
            }
        }
    }
}
