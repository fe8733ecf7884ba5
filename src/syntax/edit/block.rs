//! YAML in lines.

use serde_json::Value;

use super::super::{Data, Member, Node, Notation};
use super::TextEdit;
use super::flow::has_comment;
use super::target::{Target, is_block_scalar};
use super::written::{self, Style};

/// Edits collections whose members and items stand in lines of their own.
pub(super) struct BlockEditor<'t> {
    pub text: &'t str,
}

impl BlockEditor<'_> {
    pub(super) fn remove(&self, target: &Target<'_>) -> Option<TextEdit> {
        let (parent, index) = target.parent()?;
        match &parent.data {
            Data::Object(members) if members.len() == 1 => self.emptied(target, parent, "{}"),
            Data::Object(members) => self.remove_member(members, index),
            Data::Array(items) if items.len() == 1 => self.emptied(target, parent, "[]"),
            Data::Array(items) => self.remove_item(parent, items, index),
            _ => None,
        }
    }

    fn remove_member(&self, members: &[Member<'_>], index: usize) -> Option<TextEdit> {
        let member = members.get(index)?;
        let start = member.key_span.start as usize;
        let end = self.end_of(member)?;
        if has_comment(self.text.get(start..end)?) {
            return None;
        }
        let line = self.line_start(start);
        let before = &self.text[line..start];
        if before.bytes().all(|byte| byte == b' ') {
            return self.without_lines(line, start, end);
        }
        // The first member of an item stands behind its dash; the next one takes its place.
        let next = members.get(index + 1).filter(|next| next.key_span.start as usize >= end)?;
        let next = next.key_span.start as usize;
        let behind_dash = before.trim_start().bytes().all(|byte| matches!(byte, b' ' | b'-'));
        (behind_dash && self.text[end..next].trim().is_empty()).then(|| TextEdit::new(start, next, ""))
    }

    fn remove_item(&self, parent: &Node<'_>, items: &[Node<'_>], index: usize) -> Option<TextEdit> {
        let item = items.get(index).filter(|item| parent.span.contains(item.span) && item.span.start < item.span.end)?;
        let (start, end) = (item.span.start as usize, item.span.end as usize);
        if has_comment(self.text.get(start..end)?) || is_block_scalar(self.text, item) {
            return None;
        }
        let line = self.line_start(start);
        let before = &self.text[line..start];
        let dash = line + before.find('-')?;
        let is_alone = before.trim() == "-";
        is_alone.then(|| self.without_lines(line, dash, end))?
    }

    /// Without the lines from the one at `line` to the one in which `end` is. A comment behind stays, alone in its line.
    fn without_lines(&self, line: usize, start: usize, end: usize) -> Option<TextEdit> {
        let line_end = self.line_end(end);
        let rest = &self.text[end..line_end];
        let comment = rest.len() - rest.trim_start().len();
        if rest[comment..].starts_with('#') {
            return Some(TextEdit::new(start, end + comment, ""));
        }
        if !rest.trim().is_empty() {
            return None;
        }
        if line_end < self.text.len() {
            return Some(TextEdit::new(line, line_end + 1, ""));
        }
        // The last line of a file without a line break at its end takes the one before.
        let before = self.text[..line].strip_suffix('\n').map_or(line, |text| text.strip_suffix('\r').unwrap_or(text).len());
        Some(TextEdit::new(before, line_end, ""))
    }

    /// A collection without its only member or item.
    fn emptied(&self, target: &Target<'_>, node: &Node<'_>, empty: &str) -> Option<TextEdit> {
        let (start, end) = (node.span.start as usize, node.span.end as usize);
        if has_comment(self.text.get(start..end)?) {
            return None;
        }
        let Some(key) = target.key_of_parent() else {
            // The root, or an item that begins behind its dash.
            let is_alone = self.text[self.line_start(start)..start].bytes().all(|byte| matches!(byte, b' ' | b'-'));
            return is_alone.then(|| TextEdit::new(start, end, empty));
        };
        let colon = key.end as usize + self.text[key.end as usize..start].find(':')? + 1;
        // Comments between stay where they are; in place of the lines nothing is left but what stands behind them.
        let between = &self.text[colon..start];
        let is_last = self.text[end..self.line_end(end)].trim().is_empty();
        let between = if is_last { between.trim_end() } else { between };
        let between = if has_comment(between) { between } else { "" };
        Some(TextEdit::new(colon, end, format!(" {empty}{between}")))
    }

    /// A list with other items, each behind a dash of its own.
    pub(super) fn set_list(&self, list: &Node<'_>, style: &Style<'_>, items: &[Value]) -> Option<TextEdit> {
        let (start, end) = (list.span.start as usize, list.span.end as usize);
        let old = self.text.get(start..end)?;
        let indent = &self.text[self.line_start(start)..start];
        if !old.starts_with('-') || has_comment(old) || !indent.bytes().all(|byte| byte == b' ') || items.is_empty() {
            return None;
        }
        let separator = format!("{}{indent}", self.line_break(start));
        let items: Vec<String> = items.iter().map(|item| format!("- {}", style.flow(item))).collect();
        Some(TextEdit::new(start, end, items.join(&separator)))
    }

    pub(super) fn insert(&self, object: &Node<'_>, style: &Style<'_>, name: &str, value: &Value) -> Option<TextEdit> {
        let own: Vec<&Member<'_>> = object.members().iter().filter(|member| object.span.contains(member.key_span)).collect();
        let first = own.iter().min_by_key(|member| member.key_span.start)?.key_span.start as usize;
        let before = &self.text[self.line_start(first)..first];
        // What stands before is one byte a column: blanks and dashes.
        if !before.bytes().all(|byte| matches!(byte, b' ' | b'-')) {
            return None;
        }
        let indent = " ".repeat(before.len());
        let (end, line_end) = own.iter().rev().filter(|member| self.lets_follow(object, member)).find_map(|member| {
            let end = self.end_of(member)?;
            let line_end = self.line_end(end);
            let rest = self.text[end..line_end].trim_start();
            (rest.is_empty() || rest.starts_with('#')).then_some((end, line_end))
        })?;
        let at = end + self.text[end..line_end].trim_end_matches('\r').len();
        let line_break = self.line_break(end);
        let key = written::key(name, style.key_quote(), Notation::Yaml);
        Some(TextEdit::new(at, at, format!("{line_break}{indent}{key}:{}", style.block(value, &indent, line_break))))
    }

    /// A new item behind the last one, which stands behind a dash alone.
    pub(super) fn append(&self, list: &Node<'_>, style: &Style<'_>, value: &Value) -> Option<TextEdit> {
        let Data::Array(items) = &list.data else { return None };
        let last = items.last().filter(|item| list.span.contains(item.span) && item.span.start < item.span.end)?;
        let (start, end) = (last.span.start as usize, last.span.end as usize);
        let before = &self.text[self.line_start(start)..start];
        let indent = &before[..before.find('-').filter(|_| before.trim() == "-")?];
        if keeps_line_breaks(self.text.get(start..end)?) || is_block_scalar(self.text, last) {
            return None;
        }
        let line_end = self.line_end(end);
        let rest = &self.text[end..line_end];
        if !rest.trim().is_empty() && !rest.trim_start().starts_with('#') {
            return None;
        }
        let at = end + rest.trim_end_matches('\r').len();
        let line_break = self.line_break(end);
        let deeper = format!("{indent}  ");
        let Value::Object(members) = value else {
            return Some(TextEdit::new(at, at, format!("{line_break}{indent}- {}", style.flow(value))));
        };
        let line = |(index, (name, value)): (usize, (&String, &Value))| {
            let lead = if index == 0 { format!("{indent}- ") } else { deeper.clone() };
            format!(
                "{line_break}{lead}{}:{}",
                written::key(name, style.key_quote(), Notation::Yaml),
                style.block(value, &deeper, line_break)
            )
        };
        Some(TextEdit::new(at, at, members.iter().enumerate().map(line).collect::<String>()))
    }

    /// Whether a new member can stand in the line after this one: text that keeps its last line breaks would lose them.
    fn lets_follow(&self, object: &Node<'_>, member: &Member<'_>) -> bool {
        let written = self.text.get(member.key_span.end as usize..member.value.span.end as usize);
        object.span.contains(member.value.span) && written.is_some_and(|text| !keeps_line_breaks(text))
    }

    /// Where a member ends, whose value may be left out.
    fn end_of(&self, member: &Member<'_>) -> Option<usize> {
        let key = member.key_span.end as usize;
        let (start, end) = (member.value.span.start as usize, member.value.span.end as usize);
        if start < end {
            return (key <= start).then_some(end);
        }
        let rest = &self.text[key..];
        let blank = rest.len() - rest.trim_start_matches(' ').len();
        rest[blank..].starts_with(':').then_some(key + blank + 1)
    }

    /// The line break of the line at `at`, or of the one before.
    fn line_break(&self, at: usize) -> &'static str {
        let after = &self.text[self.line_start(at)..self.text.len().min(self.line_end(at) + 1)];
        let before = &self.text[..self.line_start(at)];
        written::line_break(if after.ends_with('\n') { after } else { &before[before.trim_end().len()..] })
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind('\n').map_or(0, |newline| newline + 1)
    }

    /// Where the line break after `at` is, or the end of the text.
    fn line_end(&self, at: usize) -> usize {
        self.text[at..].find('\n').map_or(self.text.len(), |newline| at + newline)
    }
}

/// Whether a text has a block of lines that keeps its last line breaks.
fn keeps_line_breaks(text: &str) -> bool {
    ["|+", ">+", "|2+", ">2+"].iter().any(|mark| text.contains(mark))
}
