//! One finding, as every format shows it.

use serde::Serialize;

use crate::source::Position;

/// How bad it is. The order is from mild to grave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Advice; shown with the profiles `strict` and `exam`.
    Info,
    /// Accepted, but unsafe or unreliable.
    Warning,
    /// AWS rejects it, or it cannot start or work as written.
    Error,
}

impl Severity {
    /// The name in options and output.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// A finding with resolved places; the field names are those of the JSON contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Code of the rule, such as `ECS101`.
    pub code: &'static str,
    /// Name of the rule, such as `fargate-invalid-size`.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: a lower-case fragment that quotes the value.
    pub message: String,
    /// The file as it was named; `-` for standard input.
    pub path: String,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
    /// JSON Pointer within the document.
    pub pointer: String,
    /// As `pointer`, with the name of an item in place of its number where it has one: `/containerDefinitions/name=web/image`. It stays
    /// the same when items are added elsewhere.
    #[serde(skip)]
    pub named_pointer: String,
    /// Which document of a YAML stream, from 0; absent for single documents.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<usize>,
    /// The CloudFormation resource.
    pub resource: Option<String>,
    /// What to do.
    pub help: Option<String>,
    /// What AWS answers, where it rejects it.
    pub aws_message: Option<&'static str>,
    /// AWS's page about it.
    pub url: &'static str,
    /// The lesson that explains it.
    pub lesson: &'static str,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// How to mend it.
    pub fix: Option<Fix>,
}

impl Diagnostic {
    /// The one order of diagnostics: by file, place, then code.
    pub fn order(&self, other: &Self) -> std::cmp::Ordering {
        let key = |d: &Self| (d.start.offset, d.end.offset, d.code);
        self.path.cmp(&other.path).then_with(|| key(self).cmp(&key(other))).then_with(|| self.message.cmp(&other.message))
    }
}

/// A second place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Related {
    /// What is there.
    pub message: String,
    /// The file, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// First character.
    pub start: Position,
    /// One past the last character.
    pub end: Position,
    /// JSON Pointer within the document.
    pub pointer: String,
}

/// A change of the text that mends a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fix {
    /// Whether the meaning is certainly what the author wanted.
    pub applicability: Applicability,
    /// Replacements that do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Applicability {
    /// It may.
    Safe,
    /// It needs a look.
    Unsafe,
}

impl Applicability {
    /// The option of `ecslab lint` that applies it.
    pub fn option(self) -> &'static str {
        match self {
            Applicability::Safe => "--fix",
            Applicability::Unsafe => "--unsafe-fixes",
        }
    }
}

/// One replacement of bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The new text.
    pub text: String,
}
