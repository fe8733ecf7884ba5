//! What a key, a value or a finding means.

use std::sync::LazyLock;

use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind};
use regex::Regex;

use super::diagnostics::Findings;
use super::documents::OpenDocument;
use super::form::{self, Place};
use super::meaning::field_meaning;
use super::outline::{self, CHOICE, Step};
use crate::diagnostics::Diagnostic;
use crate::facts::Shape;
use crate::lint::find_rule;
use crate::source::Span;
use crate::syntax::{Data, Node, Notation, parse};

/// Values that are listed at most.
const MOST_VALUES: usize = 24;

/// The explanation of what stands at an offset: findings first, then the field.
pub fn hover(document: &OpenDocument, findings: Findings<'_>, found: &[&Diagnostic], offset: usize, markdown: bool) -> Option<Hover> {
    let at_cursor: Vec<&Diagnostic> = found.iter().copied().filter(|found| is_at(document, found, offset)).collect();
    let field = field(document, offset);
    let mut parts: Vec<String> = at_cursor.iter().map(|found| explained(found)).collect();
    let range = field.as_ref().map(|(span, _)| span.range());
    parts.extend(field.map(|(_, text)| text));
    if parts.is_empty() {
        return None;
    }
    let range = range.or_else(|| at_cursor.first().map(|found| found.start.offset..found.end.offset))?;
    let text = parts.join("\n\n---\n\n");
    let (kind, value) = if markdown { (MarkupKind::Markdown, text) } else { (MarkupKind::PlainText, without_marks(&text)) };
    let range = findings.lines.range(findings.text, range);
    Some(Hover { contents: HoverContents::Markup(MarkupContent { kind, value }), range: Some(range) })
}

/// Whether a finding is explained at an offset. One over many lines, such as a container, is so on its first line only: further down,
/// the fields are of interest.
fn is_at(document: &OpenDocument, found: &Diagnostic, offset: usize) -> bool {
    let text = document.text.get(found.start.offset..found.end.offset).unwrap_or_default();
    let length = text.find('\n').unwrap_or(text.len());
    (found.start.offset..=found.start.offset + length).contains(&offset)
}

/// The rule behind a finding.
fn explained(found: &Diagnostic) -> String {
    let mut text = format!("**{} {}** ({})\n\n{}", found.code, found.name, found.severity.name(), found.message);
    if let Some(rule) = find_rule(found.code) {
        let documentation: Vec<&str> = rule.documentation.trim().lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        text.push_str(&format!("\n\n{}", documentation.join("\n")));
    }
    if let Some(answer) = found.aws_message {
        text.push_str(&format!("\n\nAWS answers: `{answer}`"));
    }
    text.push_str(&format!("\n\n[AWS about it]({}). More: `ecslab explain {}`, `ecslab learn {}`", found.url, found.code, found.lesson));
    text
}

/// The key or value at an offset, and what it means.
fn field(document: &OpenDocument, offset: usize) -> Option<(Span, String)> {
    let notation = Notation::of(&document.path, &document.text);
    let parsed = parse(&document.text, notation);
    let at = Span::new(offset, offset);
    let root = match parsed.documents.into_iter().find(|root| root.span.contains(at)) {
        Some(root) => root,
        None => outline::tree(&document.text, notation)?,
    };
    let mut path = Vec::new();
    let span = find(&root, at, &mut path)?;
    let place = form::place(&root, &path, &document.path)?;
    // The document itself, and the items of a list of texts, say nothing more than what holds them.
    if path.is_empty() || place.names.is_empty() && place.resource.is_none() && place.kind != crate::model::Kind::CloudFormation {
        return None;
    }
    let name = path.iter().rev().find_map(|step| match step {
        Step::Key(key) if key != CHOICE => Some(key.as_str()),
        _ => None,
    })?;
    Some((span, described(name, &place)))
}

/// The way to the key or leaf that holds the place, and its span.
fn find(node: &Node<'_>, at: Span, path: &mut Vec<Step>) -> Option<Span> {
    match &node.data {
        Data::Object(members) => {
            let member = members.iter().rfind(|member| member.key_span.contains(at) || member.value.span.contains(at))?;
            path.push(Step::Key(member.key.to_string()));
            if member.key_span.contains(at) { Some(member.key_span) } else { find(&member.value, at, path) }
        }
        Data::Array(items) => {
            let index = items.iter().position(|item| item.span.contains(at))?;
            path.push(Step::Index(index));
            find(&items[index], at, path)
        }
        Data::Tagged(tag, inner) if tag == "!If" => {
            path.push(Step::Key(CHOICE.to_string()));
            find(inner, at, path)
        }
        Data::Tagged(..) => None,
        _ => Some(node.span),
    }
}

fn described(name: &str, place: &Place) -> String {
    let required = if place.required { ", required" } else { "" };
    let mut text = format!("**{name}**: {}{required}", type_in_words(place.shape));
    let reference = place.reference();
    let mut links = format!("[Reference]({reference})");
    if let Some(meaning) = field_meaning(place.kind, &place.names) {
        text.push_str(&format!("\n\n{}", meaning.meaning));
        if meaning.source != reference {
            links = format!("[Source]({}), [reference]({reference})", meaning.source);
        }
    }
    text.push_str(&format!("\n\n{links}"));
    text
}

/// The type of a value with its bounds, such as "one of `a`, `b`" or "whole number from 1 to 5".
pub fn type_in_words(shape: &Shape) -> String {
    match shape {
        Shape::Structure(_) => "object".to_string(),
        Shape::List { item, max } => {
            let most = if *max < usize::MAX { format!(", at most {max}") } else { String::new() };
            format!("list of {}{most}", plural(item))
        }
        Shape::Map(value) => format!("object with any keys, each value: {}", type_in_words(value)),
        Shape::String { values, .. } if !values.is_empty() => {
            let listed: Vec<String> = values.iter().take(MOST_VALUES).map(|value| format!("`{value}`")).collect();
            let more = values.len().saturating_sub(MOST_VALUES);
            let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("one of {}{rest}", listed.join(", "))
        }
        Shape::String { min, max, pattern, .. } => {
            let length = match (*min, *max) {
                (0, usize::MAX) => String::new(),
                (0, max) => format!(" of at most {max} characters"),
                (min, usize::MAX) => format!(" of at least {min} character{}", if min == 1 { "" } else { "s" }),
                (min, max) => format!(" of {min} to {max} characters"),
            };
            let pattern = if pattern.is_empty() { String::new() } else { format!(", as `{pattern}`") };
            format!("text{length}{pattern}")
        }
        Shape::Integer { min, max, .. } => match (*min, *max) {
            (i64::MIN, i64::MAX) => "whole number".to_string(),
            (i64::MIN, max) => format!("whole number up to {max}"),
            (min, i64::MAX) => format!("whole number from {min}"),
            (min, max) => format!("whole number from {min} to {max}"),
        },
        Shape::Number => "number".to_string(),
        Shape::Boolean => "true or false".to_string(),
        Shape::Either(first, second) => format!("{}, or {}", type_in_words(first), type_in_words(second)),
        Shape::Any => "any value".to_string(),
        Shape::Output => "only in what AWS prints".to_string(),
    }
}

fn plural(shape: &Shape) -> String {
    match shape {
        Shape::Structure(_) => "objects".to_string(),
        Shape::String { values: [], .. } => "texts".to_string(),
        Shape::Integer { .. } => "whole numbers".to_string(),
        shape => type_in_words(shape),
    }
}

/// For clients that show text as it is: links become addresses, marks go.
fn without_marks(markdown: &str) -> String {
    static LINK: LazyLock<Regex> = LazyLock::new(|| {
        // A fixed pattern, which the tests compile.
        Regex::new(r"\[([^\]]+)\]\((https:[^)\s]+)\)").expect("the pattern is valid")
    });
    LINK.replace_all(markdown, "$1: $2").replace("**", "").replace('`', "")
}
