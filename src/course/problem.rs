//! What can be wrong with content, and where.

use super::Content;
use super::lesson::front_matter;
use crate::syntax::{Data, parse_yaml};

/// Something wrong with a content file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file from the repository's root.
    pub file: String,
    /// The line from 1, where it is known.
    pub line: Option<usize>,
    /// Where in the file's YAML, as a JSON Pointer; empty for the file as a whole. [`Self::with_line`] makes a line of it.
    pub pointer: String,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.message),
            None => write!(formatter, "{}: {}", self.file, self.message),
        }
    }
}

impl Problem {
    /// A problem of a file as a whole.
    pub fn of(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, pointer: String::new(), message: message.into() }
    }

    /// On this line, from 1.
    #[must_use]
    pub fn on_line(self, line: usize) -> Self {
        Self { line: Some(line), ..self }
    }

    /// At this place of the file's YAML, or of a lesson's front matter.
    #[must_use]
    pub fn at(self, pointer: impl Into<String>) -> Self {
        Self { pointer: pointer.into(), ..self }
    }

    /// With a line, where there is such a file: that of its place, else the first.
    #[must_use]
    pub fn with_line(self, content: &Content) -> Self {
        if self.line.is_some() {
            return self;
        }
        let Some(Ok(text)) = content.get(&self.file).map(|file| file.text()) else { return self };
        let line = match front_matter(text) {
            Some((front, _)) => line_at(front, &self.pointer).map(|line| line + 1),
            None => line_at(text, &self.pointer),
        };
        self.on_line(line.unwrap_or(1))
    }
}

/// The line of what stands at a pointer, or of the last on the way to it that is there.
fn line_at(yaml: &str, pointer: &str) -> Option<usize> {
    let parsed = parse_yaml(yaml);
    let mut node = parsed.documents.first()?;
    let mut found = None;
    for step in pointer.split('/').skip(1) {
        (found, node) = match &node.data {
            Data::Array(items) => match step.parse().ok().and_then(|index: usize| items.get(index)) {
                Some(item) => (Some(item.span.start), item),
                None => break,
            },
            Data::Object(members) => match members.iter().find(|member| member.key == step) {
                Some(member) => (Some(member.key_span.start), &member.value),
                None => break,
            },
            _ => break,
        };
    }
    Some(line_of(yaml, found?))
}

/// The line, from 1, of a place in a text.
pub(super) fn line_of(text: &str, offset: u32) -> usize {
    text.bytes().take(offset as usize).filter(|byte| *byte == b'\n').count() + 1
}
