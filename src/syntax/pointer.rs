//! From a place in the text back to a JSON Pointer (RFC 6901).

use std::fmt::Write;

use super::{Data, Member, Node};
use crate::source::Span;

/// The pointer of the deepest value that holds `span`; a key points at its member.
///
/// Findings are rare and documents small, so the pointer is found when a finding is made instead of being carried
/// by every value.
pub fn pointer_at(root: &Node<'_>, span: Span) -> String {
    walk(root, span, |_| None)
}

/// Members that tell the items of a list apart, in AWS's documents.
const NAMES: [&str; 10] =
    ["name", "family", "serviceName", "containerName", "key", "sid", "rulePriority", "sourceVolume", "capacityProvider", "repositoryName"];

/// As [`pointer_at`], with `name=web` in place of the number of an item that has a name.
pub fn named_pointer_at(root: &Node<'_>, span: Span) -> String {
    walk(root, span, |item| {
        NAMES.iter().find_map(|name| match &item.get(name)?.value.data {
            Data::String(text) | Data::Number(text) => Some(format!("{name}={text}")),
            _ => None,
        })
    })
}

/// Writes the way down to `span`; `named` gives items another name than their number.
fn walk(root: &Node<'_>, span: Span, named: impl Fn(&Node<'_>) -> Option<String>) -> String {
    let mut pointer = String::new();
    let mut node = root;
    loop {
        match &node.data {
            Data::Object(members) => {
                let holds = |member: &Member<'_>| member.key_span.contains(span) || member.value.span.contains(span);
                let Some(index) = holder(members, |member| member.key_span.start, span, holds) else { return pointer };
                let member = &members[index];
                pointer.push('/');
                pointer.push_str(&member.key.replace('~', "~0").replace('/', "~1"));
                if member.key_span.contains(span) {
                    return pointer;
                }
                node = &member.value;
            }
            Data::Array(items) => {
                let Some(index) = holder(items, |item| item.span.start, span, |item| item.span.contains(span)) else { return pointer };
                node = &items[index];
                // Writing to a String cannot fail.
                let _ = match named(node) {
                    Some(name) => write!(pointer, "/{}", name.replace('~', "~0").replace('/', "~1")),
                    None => write!(pointer, "/{index}"),
                };
            }
            Data::Tagged(_, inner) => node = inner,
            _ => return pointer,
        }
    }
}

/// The number of the item that holds `span`. Items stand in the order of the text, but for what an alias or a merge brought in; of two that
/// hold it, the last counts, as it does everywhere.
fn holder<T>(items: &[T], start: impl Fn(&T) -> u32, span: Span, holds: impl Fn(&T) -> bool) -> Option<usize> {
    let after = items.partition_point(|item| start(item) <= span.start);
    let near = after.checked_sub(1).filter(|index| holds(&items[*index]));
    near.or_else(|| items.iter().rposition(holds))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::parse_json;

    #[test]
    fn keys_and_values_point_at_the_same_member() {
        let text = r#"{"a/b": [1, {"c": 22}]}"#;
        let document = &parse_json(text).documents[0];
        let find = |needle: &str| {
            let start = text.find(needle).expect("the needle is in the text");
            pointer_at(document, Span::new(start, start + needle.len()))
        };
        assert_eq!(find("22"), "/a~1b/1/c");
        assert_eq!(find("\"c\""), "/a~1b/1/c");
        assert_eq!(find("\"a/b\""), "/a~1b");
        assert_eq!(pointer_at(document, document.span), "");
    }

    #[test]
    fn items_with_a_name_are_called_by_it() {
        let text = r#"{"a": [{"name": "x/y", "b": [7]}, {"Key": "k", "c": 8}, [9]]}"#;
        let document = &parse_json(text).documents[0];
        for (needle, pointer) in [("7", "/a/name=x~1y/b/0"), ("8", "/a/key=k/c"), ("9", "/a/2/0")] {
            let start = text.find(needle).expect("the needle is in the text");
            assert_eq!(named_pointer_at(document, Span::new(start, start + 1)), pointer);
        }
    }
}
