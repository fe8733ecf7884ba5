//! What is wrong with an input, and where.

use super::{Position, SourceFile, Span};

/// Input that cannot be used, with its place: shown as `path:line:column: message`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}:{}:{}: {message}", position.line, position.column)]
pub struct Fault {
    /// The file as it was named; `-` for standard input.
    pub path: String,
    /// The offending value.
    pub position: Position,
    /// What is wrong: a lower-case fragment that quotes the value.
    pub message: String,
    /// What to do, where that is clear.
    pub help: Option<String>,
}

impl Fault {
    /// A fault at a span of a source.
    pub fn at(source: &SourceFile, span: Span, message: impl Into<String>) -> Self {
        Self { path: source.path().to_string(), position: source.position(span.start), message: message.into(), help: None }
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
