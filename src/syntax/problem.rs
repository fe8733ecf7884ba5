//! What can be wrong with text before it means anything.

use crate::source::Span;

/// The kinds of problem; each is a rule of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
    /// The text is not JSON, or not YAML.
    InvalidSyntax,
    /// A key stands twice in one object.
    DuplicateKey,
}

/// One problem with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxProblem {
    /// Which kind.
    pub kind: ProblemKind,
    /// Where.
    pub span: Span,
    /// What is wrong: a lower-case fragment.
    pub message: String,
    /// What to do, where that is clear.
    pub help: Option<&'static str>,
    /// The other place, such as the first of two equal keys.
    pub related: Option<(Span, &'static str)>,
}

impl SyntaxProblem {
    /// A problem of invalid syntax.
    pub fn invalid(span: Span, message: impl Into<String>) -> Self {
        Self { kind: ProblemKind::InvalidSyntax, span, message: message.into(), help: None, related: None }
    }

    /// Adds what to do.
    #[must_use]
    pub fn with_help(mut self, help: &'static str) -> Self {
        self.help = Some(help);
        self
    }

    /// A repeated key; `first` is where it stood before.
    pub fn duplicate_key(key: &str, span: Span, first: Span) -> Self {
        Self {
            kind: ProblemKind::DuplicateKey,
            span,
            message: format!("the key \"{key}\" stands twice in this object"),
            help: Some("keep one: most parsers silently use the last"),
            related: Some((first, "first here")),
        }
    }
}

/// Reports each repeated key among `keys` (name and place, in order).
pub(super) fn report_duplicates<'k>(keys: impl Iterator<Item = (&'k str, Span)> + Clone, problems: &mut Vec<SyntaxProblem>) {
    let count = keys.clone().count();
    if count < 2 {
        return;
    }
    // For the usual handful of keys, comparing pairs beats building a table.
    if count <= 16 {
        for (index, (key, span)) in keys.clone().enumerate().skip(1) {
            if let Some((_, first)) = keys.clone().take(index).find(|(earlier, _)| *earlier == key) {
                problems.push(SyntaxProblem::duplicate_key(key, span, first));
            }
        }
        return;
    }
    let mut seen = std::collections::HashMap::with_capacity(count);
    for (key, span) in keys {
        if let Some(first) = seen.get(key) {
            problems.push(SyntaxProblem::duplicate_key(key, span, *first));
        } else {
            seen.insert(key, span);
        }
    }
}
