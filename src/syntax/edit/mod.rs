//! Changes of a document as edits of its text that leave all else as it is written: comments, order, indentation, quotes, line ends.
//!
//! In: a text, its tree, and a [`Change`] at a span of that tree. Out: one [`TextEdit`], or nothing where the change cannot be made
//! without harm: inside anchors and intrinsics, where a comment would go, in notations that are rarely met.

mod block;
mod flow;
mod in_string;
mod target;
mod written;

use serde_json::Value;

use super::{Data, Node, Notation};
use crate::source::Span;
use block::BlockEditor;
use flow::FlowEditor;
pub use in_string::edit_in_string;
use target::{Target, find};
use written::Style;

/// A change of a document, at the places where its tree has its values.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// Another value in place of one.
    Set {
        /// The value.
        at: Span,
        /// What it becomes.
        to: Value,
    },
    /// Another name for a member.
    Rename {
        /// The key.
        key: Span,
        /// The name, as it shall be written.
        to: String,
    },
    /// Without a member of an object or an item of a list.
    Remove {
        /// The member's key or value, or the item.
        at: Span,
    },
    /// With a new member at the end of an object.
    Insert {
        /// The object.
        object: Span,
        /// Its name, in camel case where the document spells it.
        name: String,
        /// Its value.
        value: Value,
        /// Whose name it is.
        names: Names,
    },
    /// With a new item at the end of a list.
    Append {
        /// The list.
        list: Span,
        /// The item, with the names of its members as they shall be written.
        value: Value,
    },
}

/// Who decides how a member is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// AWS: in camel case or, where the document has that, in Pascal case.
    Api,
    /// The author, as in maps of options, whose names never change.
    Verbatim,
}

impl Change {
    /// Sets a value.
    pub fn set(at: Span, to: impl Into<Value>) -> Self {
        Self::Set { at, to: to.into() }
    }

    /// Gives a member another name.
    pub fn rename(key: Span, to: impl Into<String>) -> Self {
        Self::Rename { key, to: to.into() }
    }

    /// Removes a member, by its key or value, or an item.
    pub fn remove(at: Span) -> Self {
        Self::Remove { at }
    }

    /// Adds a member of the API to an object.
    pub fn insert(object: Span, name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Insert { object, name: name.into(), value: value.into(), names: Names::Api }
    }

    /// Adds an entry to a map whose names are the author's.
    pub fn insert_entry(map: Span, name: impl Into<String>, value: impl Into<Value>) -> Self {
        Self::Insert { object: map, name: name.into(), value: value.into(), names: Names::Verbatim }
    }

    /// Adds an item to a list.
    pub fn append(list: Span, value: impl Into<Value>) -> Self {
        Self::Append { list, value: value.into() }
    }

    /// Where it is.
    pub fn place(&self) -> Span {
        match self {
            Change::Set { at, .. } | Change::Remove { at } => *at,
            Change::Rename { key, .. } => *key,
            Change::Insert { object, .. } => *object,
            Change::Append { list, .. } => *list,
        }
    }

    fn moved_to(&self, place: Span) -> Self {
        let mut moved = self.clone();
        match &mut moved {
            Change::Set { at, .. } | Change::Remove { at } => *at = place,
            Change::Rename { key, .. } => *key = place,
            Change::Insert { object, .. } => *object = place,
            Change::Append { list, .. } => *list = place,
        }
        moved
    }
}

/// One replacement in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextEdit {
    /// What is replaced; empty where text is put in.
    pub span: Span,
    /// The new text.
    pub text: String,
}

impl TextEdit {
    fn new(start: usize, end: usize, text: impl Into<String>) -> Self {
        Self { span: Span::new(start, end), text: text.into() }
    }
}

/// The value that stands at a span and counts there alone as it is written.
pub fn value_at<'n>(root: &'n Node<'n>, span: Span) -> Option<&'n Node<'n>> {
    find(root, span)?.value()
}

/// The edit that makes a change in the document with that root; nothing where it cannot be made without harm.
pub fn edit(text: &str, notation: Notation, root: &Node<'_>, change: &Change) -> Option<TextEdit> {
    let target = find(root, change.place())?;
    if target.is_shared(text, notation) {
        return None;
    }
    match change {
        Change::Set { to, .. } => set(text, notation, &target, to),
        Change::Rename { to, .. } => rename(text, notation, &target, to),
        Change::Remove { .. } => remove(text, notation, &target),
        Change::Insert { name, value, names, .. } => insert(text, notation, &target, name, value, *names),
        Change::Append { value, .. } => append(text, notation, &target, value),
    }
}

/// Whether a collection is written with brackets.
fn is_flow(text: &str, notation: Notation, node: &Node<'_>) -> bool {
    notation == Notation::Json || text[node.span.range()].starts_with(['{', '['])
}

fn set(text: &str, notation: Notation, target: &Target<'_>, to: &Value) -> Option<TextEdit> {
    let node = target.value()?;
    let old = &text[node.span.range()];
    let style = Style::around(text, notation, target);
    match (&node.data, to) {
        _ if old.is_empty() || (notation == Notation::Yaml && target::is_block_scalar(text, node)) => return None,
        (Data::Array(_), Value::Array(items)) if !is_flow(text, notation, node) => {
            return BlockEditor { text }.set_list(node, &style, items);
        }
        (Data::Object(_) | Data::Array(_), _) if !is_flow(text, notation, node) => return None,
        _ => {}
    }
    let new = match to {
        Value::Object(_) | Value::Array(_) => style.flow(&style.spelled(to)),
        _ => style.scalar_in_place_of(old, node, to),
    };
    Some(TextEdit { span: node.span, text: new })
}

fn rename(text: &str, notation: Notation, target: &Target<'_>, to: &str) -> Option<TextEdit> {
    let key = target.key()?;
    let quote = text[key.range()].chars().next().filter(|first| matches!(first, '"' | '\''));
    Some(TextEdit { span: key, text: written::key(to, quote, notation) })
}

fn remove(text: &str, notation: Notation, target: &Target<'_>) -> Option<TextEdit> {
    let (parent, index) = target.parent()?;
    if is_flow(text, notation, parent) { FlowEditor { text, notation }.remove(parent, index) } else { BlockEditor { text }.remove(target) }
}

fn insert(text: &str, notation: Notation, target: &Target<'_>, name: &str, value: &Value, names: Names) -> Option<TextEdit> {
    let object = target.value().filter(|node| matches!(node.data, Data::Object(_)))?;
    let style = Style::around(text, notation, target);
    let (name, value) = match names {
        Names::Api => (style.spelled_name(name), style.spelled(value)),
        Names::Verbatim => (name.to_string(), value.clone()),
    };
    // A name that is there in another spelling or with null is no place for a second one.
    if object.get(&name).is_some() || object.is_open() {
        return None;
    }
    if is_flow(text, notation, object) {
        FlowEditor { text, notation }.insert(object, &style, &name, &value)
    } else {
        BlockEditor { text }.insert(object, &style, &name, &value)
    }
}

fn append(text: &str, notation: Notation, target: &Target<'_>, value: &Value) -> Option<TextEdit> {
    let list = target.value().filter(|node| matches!(node.data, Data::Array(_)))?;
    let style = Style::around(text, notation, target);
    if is_flow(text, notation, list) {
        FlowEditor { text, notation }.append(list, &style, value)
    } else {
        BlockEditor { text }.append(list, &style, value)
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
mod append_tests;
