//! The documents that the editor has open, as their latest version.

use std::sync::Arc;

use lsp_types::{TextDocumentContentChangeEvent, TextDocumentItem, Uri};
use percent_encoding::percent_decode_str;

use super::linting::LintedText;
use super::positions::{Encoding, Lines};
use crate::diagnostics::Diagnostic;
use crate::source::MAX_FILE_BYTES;

/// One open document.
#[derive(Debug)]
pub struct OpenDocument {
    /// What the client calls it.
    pub uri: Uri,
    /// Its path on disk; for one that was never saved, a name that tells its notation.
    pub path: Arc<str>,
    /// The version that the client gave to the text.
    pub version: i32,
    /// The text.
    pub text: Arc<str>,
    /// Its lines.
    pub lines: Lines,
    /// What linting last gave, maybe for an older version.
    pub linted: Option<Arc<LintedText>>,
    /// What its services give together with other open documents, and for which version.
    pub together: (i32, Vec<Diagnostic>),
    /// Whether a version of it was a document of a kind that is known: then broken text has findings, whatever it holds.
    pub was_known: bool,
    encoding: Encoding,
}

impl OpenDocument {
    /// A document as the editor opens it.
    pub fn open(item: TextDocumentItem, encoding: Encoding) -> Self {
        let path = path_of(&item.uri, &item.language_id).into();
        let lines = Lines::of(&item.text, encoding);
        let TextDocumentItem { uri, version, text, .. } = item;
        Self { uri, path, version, text: text.into(), lines, linted: None, together: (version, Vec::new()), was_known: false, encoding }
    }

    /// Applies edits, each on top of the one before. One without a range is the whole text.
    pub fn change(&mut self, version: i32, changes: Vec<TextDocumentContentChangeEvent>) {
        for TextDocumentContentChangeEvent { range, text, .. } in changes {
            self.text = match range {
                None => text.into(),
                Some(range) => {
                    let one = self.lines.offset(&self.text, range.start);
                    let other = self.lines.offset(&self.text, range.end);
                    let (start, end) = (one.min(other), one.max(other));
                    [&self.text[..start], &text, &self.text[end..]].concat().into()
                }
            };
            self.lines = Lines::of(&self.text, self.encoding);
        }
        self.version = version;
    }

    /// Whether it is too large to be looked at.
    pub fn is_too_large(&self) -> bool {
        self.text.len() as u64 > MAX_FILE_BYTES
    }

    /// The findings in the text as it is, in order; `None` where it was not linted yet.
    pub fn findings(&self) -> Option<Vec<&Diagnostic>> {
        let linted = self.linted.as_ref().filter(|linted| linted.version == self.version)?;
        let together = if self.together.0 == self.version { self.together.1.as_slice() } else { &[] };
        let mut found: Vec<&Diagnostic> = linted.diagnostics.iter().chain(together).collect();
        found.sort_by(|one, other| one.order(other));
        Some(found)
    }
}

/// The path that a URI stands for. Documents that are not files keep their URI, with an extension by the editor's language.
fn path_of(uri: &Uri, language: &str) -> String {
    if let Some(path) = file_path(uri) {
        return path;
    }
    let name = uri.as_str();
    let extension = match language {
        "json" | "jsonc" => ".json",
        "yaml" | "cloudformation" => ".yaml",
        _ => "",
    };
    if name.ends_with(extension) { name.to_string() } else { format!("{name}{extension}") }
}

/// The path of a `file:` URI.
pub fn file_path(uri: &Uri) -> Option<String> {
    if !uri.scheme().is_some_and(|scheme| scheme.as_str().eq_ignore_ascii_case("file")) {
        return None;
    }
    let path = percent_decode_str(uri.path().as_str()).decode_utf8().ok()?;
    // `/C:/a` is how a URI writes the Windows path `C:/a`.
    let drive = matches!(path.as_bytes(), [b'/', letter, b':', ..] if letter.is_ascii_alphabetic());
    Some(if drive { path[1..].to_string() } else { path.into_owned() })
}

/// The URI of a path on disk; `None` for a relative one.
pub fn file_uri(path: &str) -> Option<Uri> {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const IN_PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    let path = if cfg!(windows) { path.replace('\\', "/") } else { path.to_string() };
    let drive = path.as_bytes().get(1) == Some(&b':');
    if !path.starts_with('/') && !drive {
        return None;
    }
    let slash = if drive { "/" } else { "" };
    format!("file://{slash}{}", utf8_percent_encode(&path, IN_PATH)).parse().ok()
}

#[cfg(test)]
mod tests {
    use lsp_types::{Position, Range};

    use super::*;

    fn item(uri: &str, language: &str, text: &str) -> TextDocumentItem {
        TextDocumentItem::new(uri.parse().expect("a URI"), language.to_string(), 1, text.to_string())
    }

    #[test]
    fn a_uri_becomes_the_path_that_tells_the_notation() {
        let cases = [
            ("file:///srv/a%20b/t%C3%A4sk.json", "json", "/srv/a b/täsk.json"),
            ("file:///C%3A/a.yaml", "yaml", "C:/a.yaml"),
            ("untitled:Untitled-1", "yaml", "untitled:Untitled-1.yaml"),
            ("untitled:web.json", "json", "untitled:web.json"),
            ("untitled:web", "plaintext", "untitled:web"),
        ];
        for (uri, language, path) in cases {
            assert_eq!(path_of(&uri.parse().expect("a URI"), language), path, "{uri}");
        }
        for path in ["/srv/a b/täsk#1?.json", "C:/a.yaml"] {
            assert_eq!(file_path(&file_uri(path).expect("absolute")).as_deref(), Some(path));
        }
        assert_eq!(file_uri("relative.json"), None);
    }

    #[test]
    fn edits_build_on_each_other() {
        let mut document = OpenDocument::open(item("file:///a.json", "json", "one\ntwo\n"), Encoding::Utf16);
        let edit = |range, text: &str| TextDocumentContentChangeEvent { range, range_length: None, text: text.to_string() };
        let range = |line, start, end| Some(Range::new(Position::new(line, start), Position::new(line, end)));
        document.change(2, vec![edit(range(0, 0, 3), "😀\n"), edit(range(2, 0, 1), "T"), edit(range(0, 2, 2), "!")]);
        assert_eq!((&*document.text, document.version), ("😀!\n\nTwo\n", 2));
        document.change(3, vec![edit(None, "whole")]);
        assert_eq!(&*document.text, "whole");
    }
}
