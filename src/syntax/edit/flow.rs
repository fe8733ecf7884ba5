//! JSON, and YAML in brackets.

use serde_json::Value;

use super::super::{Data, Node, Notation};
use super::TextEdit;
use super::written::{self, Style};
use crate::source::Span;

/// Edits collections in brackets.
pub(super) struct FlowEditor<'t> {
    pub text: &'t str,
    pub notation: Notation,
}

impl FlowEditor<'_> {
    pub(super) fn remove(&self, parent: &Node<'_>, index: usize) -> Option<TextEdit> {
        let entries = entries(parent)?;
        let this = entries.get(index)?;
        let (start, end) = match (index.checked_sub(1).map(|before| entries[before]), entries.get(index + 1)) {
            (Some(before), _) => (before.end, this.end),
            (None, Some(next)) => (this.start, next.start),
            (None, None) => (parent.span.start + 1, parent.span.end.checked_sub(1)?),
        };
        let (start, end) = (start as usize, end as usize);
        let gone = self.text.get(start..end)?;
        // A comment between two neighbours belongs to one of them.
        (self.notation == Notation::Json || !has_comment(gone)).then(|| TextEdit::new(start, end, ""))
    }

    pub(super) fn insert(&self, object: &Node<'_>, style: &Style<'_>, name: &str, value: &Value) -> Option<TextEdit> {
        let entries = entries(object)?;
        let key = written::key(name, style.key_quote(object), self.notation);
        let colon = style.colon(object);
        let Some(last) = entries.last() else {
            let (start, end) = (object.span.start as usize + 1, object.span.end as usize - 1);
            let is_blank = self.text.get(start..end)?.trim().is_empty();
            return is_blank.then(|| TextEdit::new(start, end, format!("{key}{colon}{}", style.flow(value))));
        };
        let separator = self.separator(object, &entries, style);
        let value = match separator.rsplit_once('\n') {
            Some((_, indent)) if style.spreads(object) => {
                style.spread_flow(value, indent, self.closing_indent(object), written::line_end(self.text))
            }
            _ => style.flow(value),
        };
        Some(TextEdit::new(last.end as usize, last.end as usize, format!("{separator}{key}{colon}{value}")))
    }

    pub(super) fn append(&self, list: &Node<'_>, style: &Style<'_>, value: &Value) -> Option<TextEdit> {
        let entries = entries(list)?;
        let Some(last) = entries.last() else {
            let (start, end) = (list.span.start as usize + 1, list.span.end as usize - 1);
            let is_blank = self.text.get(start..end)?.trim().is_empty();
            return is_blank.then(|| TextEdit::new(start, end, style.flow(value)));
        };
        let separator = self.separator(list, &entries, style);
        let item = match separator.rsplit_once('\n') {
            Some((_, indent)) if self.text.get(last.range())?.contains('\n') => {
                style.spread_flow(value, indent, self.closing_indent(list), written::line_end(self.text))
            }
            _ => style.flow(value),
        };
        Some(TextEdit::new(last.end as usize, last.end as usize, format!("{separator}{item}")))
    }

    /// What stands between a last member and one after it.
    fn separator(&self, object: &Node<'_>, entries: &[Span], style: &Style<'_>) -> String {
        let between = match entries {
            [.., before, last] => self.text.get(before.end as usize..last.start as usize).unwrap_or_default(),
            [first] => self.text.get(object.span.start as usize + 1..first.start as usize).unwrap_or_default(),
            [] => "",
        };
        let is_plain = between.chars().all(|c| c.is_ascii_whitespace() || c == ',') && between.matches(',').count() <= 1;
        match between.rsplit_once('\n') {
            // One line break, whatever blank lines there are.
            Some((_, indent)) if is_plain && !indent.contains(',') => format!(",{}{indent}", written::line_end(self.text)),
            None if is_plain && entries.len() > 1 => between.to_string(),
            Some((_, indent)) if indent.chars().all(|c| c == ' ' || c == '\t') => {
                format!(",{}{indent}", written::line_end(self.text))
            }
            _ => style.comma().to_string(),
        }
    }

    /// The blanks before the line in which an object begins.
    fn closing_indent(&self, object: &Node<'_>) -> &str {
        let line = self.text[..object.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[line..];
        &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
    }
}

/// The whole members or items of a collection, in order; nothing where one of them stands elsewhere.
fn entries(node: &Node<'_>) -> Option<Vec<Span>> {
    let spans: Vec<Span> = match &node.data {
        Data::Object(members) => members
            .iter()
            .map(|member| Span { start: member.key_span.start, end: member.value.span.end.max(member.key_span.end) })
            .collect(),
        Data::Array(items) => items.iter().map(|item| item.span).collect(),
        _ => return None,
    };
    let is_whole = spans.iter().all(|span| node.span.contains(*span) && span.start < span.end);
    (is_whole && spans.windows(2).all(|pair| pair[0].end <= pair[1].start)).then_some(spans)
}

/// Whether a text may hold a comment of YAML; a `#` in a string counts too.
pub(super) fn has_comment(text: &str) -> bool {
    text.match_indices('#').any(|(at, _)| text[..at].chars().next_back().is_none_or(char::is_whitespace))
}
