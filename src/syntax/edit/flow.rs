//! JSON, and YAML in brackets.

use serde_json::Value;

use super::super::{Data, Member, Node, Notation};
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
        let this = entry(parent, index)?;
        let (start, end) = match index.checked_sub(1) {
            Some(before) => (entry(parent, before)?.end, this.end),
            None if count(parent) > 1 => (this.start, entry(parent, 1)?.start),
            None => (parent.span.start + 1, parent.span.end.checked_sub(1)?),
        };
        let (start, end) = (start as usize, end as usize);
        let gone = self.text.get(start..end)?;
        // A comment between two neighbours belongs to one of them.
        (self.notation == Notation::Json || !has_comment(gone)).then(|| TextEdit::new(start, end, ""))
    }

    pub(super) fn insert(&self, object: &Node<'_>, style: &Style<'_>, name: &str, value: &Value) -> Option<TextEdit> {
        let key = written::key(name, style.key_quote(), self.notation);
        let colon = style.colon(object);
        let Some(last) = count(object).checked_sub(1) else {
            let (start, end) = (object.span.start as usize + 1, object.span.end as usize - 1);
            let is_blank = self.text.get(start..end)?.trim().is_empty();
            return is_blank.then(|| TextEdit::new(start, end, format!("{key}{colon}{}", style.flow(value))));
        };
        let separator = self.separator(object, last, style)?;
        let end = entry(object, last)?.end as usize;
        let value = match separator.rsplit_once('\n') {
            Some((_, indent)) if style.spreads(object) => {
                style.spread_flow(value, indent, self.closing_indent(object), written::line_break(&separator))
            }
            _ => style.flow(value),
        };
        Some(TextEdit::new(end, end, format!("{separator}{key}{colon}{value}")))
    }

    pub(super) fn append(&self, list: &Node<'_>, style: &Style<'_>, value: &Value) -> Option<TextEdit> {
        let Data::Array(items) = &list.data else { return None };
        let Some(last) = items.len().checked_sub(1) else {
            let (start, end) = (list.span.start as usize + 1, list.span.end as usize - 1);
            let is_blank = self.text.get(start..end)?.trim().is_empty();
            return is_blank.then(|| TextEdit::new(start, end, style.flow(value)));
        };
        let written = entry(list, last)?;
        let separator = self.separator(list, last, style)?;
        let item = match separator.rsplit_once('\n') {
            Some((_, indent)) if self.text.get(written.range())?.contains('\n') => {
                style.spread_flow(value, indent, self.closing_indent(list), written::line_break(&separator))
            }
            _ => style.flow(value),
        };
        let end = written.end as usize;
        Some(TextEdit::new(end, end, format!("{separator}{item}")))
    }

    /// What stands between the last member, by its number, and one after it: as between the two before, with one line break at most.
    fn separator(&self, object: &Node<'_>, last: usize, style: &Style<'_>) -> Option<String> {
        let from = match last.checked_sub(1) {
            Some(before) => entry(object, before)?.end,
            None => object.span.start + 1,
        };
        let between = self.text.get(from as usize..entry(object, last)?.start as usize)?;
        let is_blank = |text: &str| text.chars().all(|c| c.is_ascii_whitespace());
        Some(match between.rsplit_once('\n') {
            Some((_, indent)) if is_blank(indent) => format!(",{}{indent}", written::line_break(between)),
            None if last > 0 && is_blank(&between.replacen(',', "", 1)) => between.to_string(),
            _ => style.comma().to_string(),
        })
    }

    /// The blanks before the line in which an object begins.
    fn closing_indent(&self, object: &Node<'_>) -> &str {
        let line = self.text[..object.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.text[line..];
        &rest[..rest.len() - rest.trim_start_matches([' ', '\t']).len()]
    }
}

fn count(node: &Node<'_>) -> usize {
    match &node.data {
        Data::Object(members) => members.len(),
        Data::Array(items) => items.len(),
        _ => 0,
    }
}

/// A whole member or item of a collection; nothing where it, or a part of it, stands elsewhere.
fn entry(node: &Node<'_>, index: usize) -> Option<Span> {
    let span = match &node.data {
        Data::Object(members) => {
            let Member { key_span, value, .. } = members.get(index)?;
            let is_there = key_span.end <= value.span.start && node.span.contains(value.span);
            is_there.then_some(Span { start: key_span.start, end: value.span.end })?
        }
        Data::Array(items) => items.get(index)?.span,
        _ => return None,
    };
    (node.span.contains(span) && span.start < span.end).then_some(span)
}

/// Whether a text may hold a comment of YAML; a `#` in a string counts too.
pub(super) fn has_comment(text: &str) -> bool {
    text.match_indices('#').any(|(at, _)| text[..at].chars().next_back().is_none_or(char::is_whitespace))
}
