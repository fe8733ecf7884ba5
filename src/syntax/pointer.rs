//! From a place in the text back to a JSON Pointer (RFC 6901).

use std::fmt::Write;

use super::{Data, Member, Node};
use crate::source::Span;

/// The pointer of the deepest value that holds `span`; a key points at its member.
///
/// Findings are rare and documents small, so the pointer is found when a finding is made instead of being carried
/// by every value.
pub fn pointer_at(root: &Node<'_>, span: Span) -> String {
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
                let _ = write!(pointer, "/{index}"); // writing to a String cannot fail
                node = &items[index];
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
}
