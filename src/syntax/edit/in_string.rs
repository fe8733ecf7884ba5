//! Changes of a JSON document that stands as text inside another document.

use super::super::embedded::TextMap;
use super::super::{Node, Notation, ProblemKind, parse_json};
use super::target::{block_mark, find, span_at};
use super::{Change, TextEdit, edit};
use crate::source::Span;

/// Longer texts are left alone: AWS takes none of that length, and each change reads the text again.
const MAX_EDITED_BYTES: usize = 64 * 1024;

/// The edit of the outer text that makes a change in a document inside one of its strings. `holder` is where the string stands, `decoded`
/// what it says, `root` the document with spans in the outer text.
pub fn edit_in_string(outer: &str, holder: Span, decoded: &str, root: &Node<'_>, change: &Change) -> Option<TextEdit> {
    if decoded.len() > MAX_EDITED_BYTES {
        return None;
    }
    let path = find(root, change.place())?.path();
    let parsed = parse_json(decoded);
    let is_sound = parsed.problems.iter().all(|problem| problem.kind == ProblemKind::DuplicateKey);
    let inner = parsed.documents.first().filter(|_| is_sound)?;
    let edit = edit(decoded, Notation::Json, inner, &change.moved_to(span_at(inner, &path)?))?;
    let raw = outer.get(holder.range())?;
    let map = TextMap::new(raw, holder.start, decoded)?;
    let text = written_in(outer, holder, &edit.text)?;
    Some(TextEdit { span: map.span(edit.span), text })
}

/// Text as it is written inside that string.
fn written_in(outer: &str, holder: Span, text: &str) -> Option<String> {
    match outer[holder.range()].chars().next()? {
        // The escapes of JSON are those of YAML's double quotes too.
        '"' => {
            let quoted = serde_json::Value::from(text).to_string();
            Some(quoted[1..quoted.len() - 1].to_string())
        }
        '\'' => (!text.contains('\n')).then(|| text.replace('\'', "''")),
        _ if !text.contains('\n') => Some(text.to_string()),
        _ => {
            let start = holder.start as usize;
            let line = outer[..start].rfind('\n').map_or(0, |at| at + 1);
            let indent = outer.get(line..start).filter(|indent| indent.bytes().all(|byte| byte == b' '))?;
            let end = if outer[..line].ends_with("\r\n") { "\r\n" } else { "\n" };
            // Other blocks join lines.
            (block_mark(outer, start) == Some('|')).then(|| text.replace("\r\n", "\n").replace('\n', &format!("{end}{indent}")))
        }
    }
}
