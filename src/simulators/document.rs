//! A file that holds one document.

use crate::source::{Fault, SourceFile, Span};
use crate::syntax::{Node, Notation, ProblemKind, parse};

/// Parses a source that holds one JSON or YAML document.
///
/// # Errors
/// The first problem of the text, with its place.
pub fn document(source: &SourceFile) -> Result<Node<'_>, Fault> {
    let mut parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    if let Some(problem) = parsed.problems.iter().find(|problem| problem.kind == ProblemKind::InvalidSyntax) {
        let fault = Fault::at(source, problem.span, problem.message.clone());
        return Err(match problem.help {
            Some(help) => fault.help(help),
            None => fault,
        });
    }
    match parsed.documents.len() {
        1 => Ok(parsed.documents.remove(0)),
        0 => Err(Fault::at(source, Span::default(), "there is no document here")),
        count => Err(Fault::at(source, parsed.documents[1].span, format!("the second of {count} documents; one is expected"))),
    }
}
