//! How new keys and values are written: as their neighbours are.

use serde_json::{Map, Value};

use super::super::{Data, Member, Node, Notation};
use super::target::Target;

/// Members that are looked at to tell how a document writes its texts.
const MAX_NEIGHBOURS: usize = 50;

/// Spaces of one more level where a document shows none.
const INDENT: &str = "  ";

/// How the document writes what stands around a place.
#[derive(Debug)]
pub(super) struct Style<'t> {
    text: &'t str,
    notation: Notation,
    /// From the innermost outwards: the place itself, where it is a collection, and those around it.
    around: Vec<&'t Node<'t>>,
}

impl<'t> Style<'t> {
    pub(super) fn around(text: &'t str, notation: Notation, target: &Target<'t>) -> Self {
        let outer = target.around.iter().rev().map(|(node, _)| *node);
        Self { text, notation, around: target.value().into_iter().chain(outer).collect() }
    }

    fn members(&self) -> impl Iterator<Item = &'t Member<'t>> {
        let own = |node: &&'t Node<'t>| {
            let span = node.span;
            node.members().iter().filter(move |member| span.contains(member.key_span) && span.contains(member.value.span))
        };
        self.around.clone().into_iter().flat_map(move |node| own(&node))
    }

    /// A name of the API in the case of the nearest names of the API.
    pub(super) fn spelled_name(&self, name: &str) -> String {
        if !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return name.to_string();
        }
        let shown = self.members().map(|member| member.key.as_ref()).find(|key| key.bytes().all(|byte| byte.is_ascii_alphanumeric()));
        let mut chars = name.chars();
        match (shown.and_then(|key| key.chars().next()), chars.next()) {
            (Some(shown), Some(first)) if shown.is_ascii_uppercase() => first.to_ascii_uppercase().to_string() + chars.as_str(),
            _ => name.to_string(),
        }
    }

    /// A value with the names of its members in that case.
    pub(super) fn spelled(&self, value: &Value) -> Value {
        match value {
            Value::Object(members) => {
                let spelled: Map<_, _> = members.iter().map(|(name, value)| (self.spelled_name(name), self.spelled(value))).collect();
                Value::Object(spelled)
            }
            Value::Array(items) => items.iter().map(|item| self.spelled(item)).collect(),
            scalar => scalar.clone(),
        }
    }

    /// The quotes of the nearest keys.
    pub(super) fn key_quote(&self) -> Option<char> {
        let first = self.text[self.members().next()?.key_span.range()].chars().next()?;
        matches!(first, '"' | '\'').then_some(first)
    }

    /// What stands between key and value, in an object in brackets or in the nearest with members.
    pub(super) fn colon(&self, object: &Node<'_>) -> String {
        let gap = |member: &Member<'_>| {
            let gap = self.text.get(member.key_span.end as usize..member.value.span.start as usize)?;
            // Only JSON and quoted keys may go without a blank; tags and anchors belong to that value.
            (gap.trim() == ":" && !gap.contains('\n')).then(|| gap.to_string())
        };
        let found = object.members().iter().rev().find_map(gap).or_else(|| self.members().find_map(gap));
        found.filter(|gap| self.notation == Notation::Json || gap.ends_with(' ')).unwrap_or_else(|| ": ".to_string())
    }

    /// What stands between two members in one line.
    pub(super) fn comma(&self) -> &'static str {
        let is_tight = self.notation == Notation::Json
            && self.members().next().is_some_and(|member| member.value.span.start == member.key_span.end + 1);
        if is_tight { "," } else { ", " }
    }

    /// A scalar in place of another, with its quotes. Digits stay a number or a text as they were.
    pub(super) fn scalar_in_place_of(&self, old: &str, node: &Node<'_>, to: &Value) -> String {
        let plain = match to {
            Value::String(text) => text.clone(),
            scalar => scalar.to_string(),
        };
        let is_number = plain.parse::<f64>().is_ok();
        let quote = old.chars().next().filter(|first| matches!(first, '"' | '\''));
        match (&node.data, quote, to) {
            (_, Some(quote), _) if self.notation == Notation::Yaml => quoted(&plain, quote),
            (_, Some(quote), Value::String(_)) => quoted(&plain, quote),
            (_, Some(quote), Value::Number(_)) => quoted(&plain, quote),
            (Data::Number(_), None, Value::String(_)) if is_number => plain,
            (_, None, Value::String(_)) if self.notation == Notation::Yaml => self.text_without_model(&plain),
            _ => self.scalar(to),
        }
    }

    /// Text in place of plain text: plain too, where YAML reads it as text.
    fn text_without_model(&self, text: &str) -> String {
        if is_plain(text) { text.to_string() } else { quoted(text, self.string_quote().unwrap_or('"')) }
    }

    /// A scalar as its neighbours are written.
    fn scalar(&self, value: &Value) -> String {
        match value {
            Value::String(text) if self.notation == Notation::Json => quoted(text, '"'),
            Value::String(text) => match self.string_quote() {
                Some(quote) => quoted(text, quote),
                None => self.text_without_model(text),
            },
            other => other.to_string(),
        }
    }

    /// The quotes of the nearest texts; none where they are plain.
    fn string_quote(&self) -> Option<char> {
        // The nearest tell enough, and there may be thousands.
        let texts = self.members().take(MAX_NEIGHBOURS).filter(|member| matches!(member.value.data, Data::String(_)));
        let first = texts.map(|member| self.text[member.value.span.range()].chars().next()).next().flatten();
        first.filter(|first| matches!(first, '"' | '\''))
    }

    /// A value in one line.
    pub(super) fn flow(&self, value: &Value) -> String {
        let comma = self.comma();
        match value {
            Value::Object(members) => {
                let colon = if comma == "," { ":" } else { ": " };
                let written =
                    |(name, value): (&String, &Value)| format!("{}{colon}{}", key(name, self.key_quote(), self.notation), self.flow(value));
                format!("{{{}}}", members.iter().map(written).collect::<Vec<_>>().join(comma))
            }
            Value::Array(items) => format!("[{}]", items.iter().map(|item| self.flow(item)).collect::<Vec<_>>().join(comma)),
            scalar => self.scalar(scalar),
        }
    }

    /// Whether objects beside a new one are spread over lines.
    pub(super) fn spreads(&self, object: &Node<'_>) -> bool {
        let collections = object.members().iter().map(|member| &member.value);
        let collections = collections.filter(|value| matches!(value.data, Data::Object(_) | Data::Array(_)));
        let mut spread = collections.map(|value| self.text[value.span.range()].contains('\n')).peekable();
        spread.peek().is_none() || spread.any(|spread| spread)
    }

    /// A value in brackets over several lines; `indent` is that of its key, `outer` that of the object with the key.
    pub(super) fn spread_flow(&self, value: &Value, indent: &str, outer: &str, line_break: &str) -> String {
        let unit = indent.strip_prefix(outer).filter(|unit| !unit.is_empty()).unwrap_or(INDENT);
        let deeper = format!("{indent}{unit}");
        match value {
            Value::Object(members) if !members.is_empty() => {
                let written = |(name, value): (&String, &Value)| {
                    format!(
                        "{line_break}{deeper}{}: {}",
                        key(name, self.key_quote(), self.notation),
                        self.spread_flow(value, &deeper, indent, line_break)
                    )
                };
                format!("{{{}{line_break}{indent}}}", members.iter().map(written).collect::<Vec<_>>().join(","))
            }
            other => self.flow(other),
        }
    }

    /// A value in lines, from behind the colon on; `indent` is that of its key.
    pub(super) fn block(&self, value: &Value, indent: &str, line_break: &str) -> String {
        let deeper = format!("{indent}{}", self.unit());
        match value {
            Value::Object(members) if !members.is_empty() => {
                let written = |(name, value): (&String, &Value)| {
                    format!(
                        "{line_break}{deeper}{}:{}",
                        key(name, self.key_quote(), Notation::Yaml),
                        self.block(value, &deeper, line_break)
                    )
                };
                members.iter().map(written).collect()
            }
            other => format!(" {}", self.flow(other)),
        }
    }

    /// Spaces of one more level, as the nearest objects show it.
    fn unit(&self) -> String {
        let column = |node: &Node<'_>| {
            let start = node.span.start as usize;
            start - self.text[..start].rfind('\n').map_or(0, |newline| newline + 1)
        };
        let objects: Vec<_> = self.around.iter().filter(|node| matches!(node.data, Data::Object(_))).collect();
        let step = objects.windows(2).find_map(|pair| column(pair[0]).checked_sub(column(pair[1])).filter(|step| (1..=8).contains(step)));
        step.map_or_else(|| INDENT.to_string(), |step| " ".repeat(step))
    }
}

/// A key with quotes, which JSON demands.
pub(super) fn key(name: &str, quote: Option<char>, notation: Notation) -> String {
    match (notation, quote) {
        (Notation::Json, _) => quoted(name, '"'),
        (Notation::Yaml, Some(quote)) => quoted(name, quote),
        (Notation::Yaml, None) if is_plain(name) => name.to_string(),
        (Notation::Yaml, None) => quoted(name, '"'),
    }
}

/// Text in quotes; the double ones are those of JSON, which YAML reads too.
fn quoted(text: &str, quote: char) -> String {
    if quote == '\'' && !text.chars().any(char::is_control) {
        return format!("'{}'", text.replace('\'', "''"));
    }
    Value::from(text).to_string()
}

/// Whether YAML, of either version, reads plain text as that text.
fn is_plain(text: &str) -> bool {
    let word = text.to_ascii_lowercase();
    text.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '_'))
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'/' | b'-'))
        && !matches!(word.as_str(), "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n")
}

/// The line break in a text; the usual one where it has none.
pub(super) fn line_break(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text[..at].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}
