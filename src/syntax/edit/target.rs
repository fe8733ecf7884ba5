//! From a span to the value or key that stands there, and the collections around it.

use super::super::{Data, Member, Node, Notation};
use crate::source::Span;

/// A key or a value of a tree.
#[derive(Debug)]
pub(super) struct Target<'n> {
    /// The collections around it from the root inwards, and the number of the member or item that leads on.
    pub around: Vec<(&'n Node<'n>, usize)>,
    /// The value, or the value of the member whose key it is.
    node: &'n Node<'n>,
    is_key: bool,
}

impl<'n> Target<'n> {
    /// The value, if it is one.
    pub(super) fn value(&self) -> Option<&'n Node<'n>> {
        (!self.is_key).then_some(self.node)
    }

    /// The key, if it is one.
    pub(super) fn key(&self) -> Option<Span> {
        let member = self.member()?;
        self.is_key.then_some(member.key_span)
    }

    /// The collection that it is in, and its number there.
    pub(super) fn parent(&self) -> Option<(&'n Node<'n>, usize)> {
        self.around.last().copied()
    }

    /// The key of the collection that it is in, where that is a member.
    pub(super) fn key_of_parent(&self) -> Option<Span> {
        let (outer, index) = self.around.iter().rev().nth(1)?;
        outer.members().get(*index).map(|member| member.key_span)
    }

    fn member(&self) -> Option<&'n Member<'n>> {
        let (parent, index) = self.parent()?;
        parent.members().get(index)
    }

    /// Whether it may count in several places: under an anchor, or in what an alias or a merge brought in.
    pub(super) fn is_shared(&self, text: &str, notation: Notation) -> bool {
        if notation == Notation::Json {
            return false;
        }
        let mut inner = self.around.iter().skip(1).map(|(node, _)| node.span).chain([self.node.span]);
        self.around.iter().any(|(node, index)| {
            let Some(child) = inner.next() else { return false };
            let from = match &node.data {
                Data::Object(members) => members[*index].key_span.end,
                Data::Array(items) => index.checked_sub(1).map_or(node.span.start, |before| items[before].span.end),
                _ => child.start,
            };
            // Between a key and its value stand a colon, blanks, comments, tags and anchors.
            let between = text.get(from.min(child.start) as usize..child.start as usize).unwrap_or_default();
            between.lines().any(|line| line.split('#').next().unwrap_or_default().contains(['&', '!', '*']))
        })
    }

    /// The numbers that lead to it from the root, and whether it is a key.
    pub(super) fn path(&self) -> (Vec<usize>, bool) {
        (self.around.iter().map(|(_, index)| *index).collect(), self.is_key)
    }
}

/// The key or value with exactly that span. Nothing inside tags and intrinsics is found: a list there is one of arguments.
pub(super) fn find<'n>(root: &'n Node<'n>, span: Span) -> Option<Target<'n>> {
    let mut around = Vec::new();
    let mut node = root;
    loop {
        if node.span == span {
            return Some(Target { around, node, is_key: false });
        }
        // What an alias brings in stands elsewhere.
        if !node.span.contains(span) {
            return None;
        }
        let (index, next) = match &node.data {
            Data::Object(members) => {
                let holds = |member: &Member<'_>| member.key_span == span || member.value.span.contains(span);
                let index = holder(members, |member| member.key_span.start, span, holds)?;
                let member = &members[index];
                if member.key_span == span {
                    around.push((node, index));
                    return Some(Target { around, node: &member.value, is_key: true });
                }
                if member.key.starts_with("Fn::") {
                    return None;
                }
                (index, &member.value)
            }
            Data::Array(items) => {
                let index = holder(items, |item| item.span.start, span, |item| item.span.contains(span))?;
                (index, &items[index])
            }
            _ => return None,
        };
        // A child outside of its parent came from an anchor elsewhere.
        if !node.span.contains(next.span) {
            return None;
        }
        around.push((node, index));
        node = next;
    }
}

/// The span of the key or value at the end of a path.
pub(super) fn span_at(root: &Node<'_>, (path, is_key): &(Vec<usize>, bool)) -> Option<Span> {
    let mut node = root;
    for (depth, index) in path.iter().enumerate() {
        node = match &node.data {
            Data::Object(members) if *is_key && depth + 1 == path.len() => return members.get(*index).map(|member| member.key_span),
            Data::Object(members) => &members.get(*index)?.value,
            Data::Array(items) => items.get(*index)?,
            _ => return None,
        };
    }
    Some(node.span)
}

/// Items stand in the order of the text, but for what a merge brought in.
fn holder<T>(items: &[T], start: impl Fn(&T) -> u32, span: Span, holds: impl Fn(&T) -> bool) -> Option<usize> {
    let after = items.partition_point(|item| start(item) <= span.start);
    let near = after.checked_sub(1).filter(|index| holds(&items[*index]));
    near.or_else(|| items.iter().position(holds))
}

/// Whether a scalar is a block of lines (`|`, `>`), whose span is that of its lines or begins with its mark.
pub(super) fn is_block_scalar(text: &str, node: &Node<'_>) -> bool {
    if !matches!(node.data, Data::String(_) | Data::Number(_) | Data::Bool(_) | Data::Null) {
        return false;
    }
    let start = node.span.start as usize;
    if text[start..].starts_with(['|', '>']) {
        return true;
    }
    // Plain text that begins in a line of its own has its key in the line before, without a mark.
    text[..start].trim_end_matches(' ').ends_with('\n') && block_mark(text, start).is_some()
}

/// The mark of the block of lines that begins at an offset.
pub(super) fn block_mark(text: &str, start: usize) -> Option<char> {
    let header = text[..start].trim_end().rsplit('\n').next()?;
    let header = header.split(" #").next()?.trim_end();
    let word = header.rsplit([' ', '\t']).next()?;
    let mark = word.chars().next().filter(|mark| matches!(mark, '|' | '>'))?;
    word[1..].chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '+')).then_some(mark)
}
