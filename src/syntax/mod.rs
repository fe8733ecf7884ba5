//! JSON and YAML text to one tree of [`Node`]s, with a span on every key and value.
//!
//! In: the text of a source. Out: documents and [`SyntaxProblem`]s, which become findings like any other.
//! JSON has its own parser, because findings need the place of every key, recovery after a comment or a trailing
//! comma, and messages for people; a property test holds it to what `serde_json` accepts. YAML comes from
//! `granit-parser`'s events.

mod edit;
mod embedded;
mod json;
mod node;
mod pointer;
mod problem;
mod yaml;

pub use edit::{Change, Names, TextEdit, edit, edit_in_string, value_at};
pub use embedded::{Embedded, FilledRun, parse_embedded, parse_filled};
pub use json::parse_json;
pub use node::{Data, Member, Node, OPEN_MEMBER};
pub use pointer::{named_pointer_at, pointer_at};
pub use problem::{ProblemKind, SyntaxProblem};
pub use yaml::{parse_yaml, yaml_comments};

/// The two notations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notation {
    /// RFC 8259, strictly.
    Json,
    /// YAML 1.2, any number of documents.
    Yaml,
}

impl Notation {
    /// Tells the notation by the file's name, else by its first character.
    pub fn of(path: &str, text: &str) -> Self {
        let extension = path.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
        match extension.as_deref() {
            Some("yaml" | "yml") => Self::Yaml,
            Some("json") => Self::Json,
            _ => match text.trim_start_matches('\u{feff}').trim_start().chars().next() {
                Some('{' | '[') => Self::Json,
                _ => Self::Yaml,
            },
        }
    }
}

/// What parsing gives: the documents (one for JSON, any number for YAML) and what was wrong.
#[derive(Debug, Default)]
pub struct Parsed<'s> {
    /// Roots in order. A document that broke off is not here.
    pub documents: Vec<Node<'s>>,
    /// Problems in the order of the text.
    pub problems: Vec<SyntaxProblem>,
}

/// Parses text in the given notation.
pub fn parse(text: &str, notation: Notation) -> Parsed<'_> {
    match notation {
        Notation::Json => parse_json(text),
        Notation::Yaml => parse_yaml(text),
    }
}
