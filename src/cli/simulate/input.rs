//! Reading the inputs of simulators.

use std::path::Path;

use crate::cli::Failure;
use crate::source::{Fault, MAX_FILE_BYTES, SourceFile};
use crate::syntax::{Node, Notation, ProblemKind, parse};

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<SourceFile, Failure> {
    read_within(path, MAX_FILE_BYTES)
}

/// Reads a file of up to `limit` bytes, or standard input for `-`.
///
/// # Errors
/// When it cannot be read.
pub fn read_within(path: &Path, limit: u64) -> Result<SourceFile, Failure> {
    let read = if path.as_os_str() == "-" {
        SourceFile::read_from_within("-", std::io::stdin().lock(), limit)
    } else {
        SourceFile::read_within(path, limit)
    };
    read.map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))
}

/// Parses a source that holds one JSON or YAML document.
///
/// # Errors
/// The first problem of the text, with its place.
pub fn document(source: &SourceFile) -> Result<Node<'_>, Failure> {
    let mut parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    if let Some(problem) = parsed.problems.iter().find(|problem| problem.kind == ProblemKind::InvalidSyntax) {
        let fault = Fault::at(source, problem.span, problem.message.clone());
        return Err(match problem.help {
            Some(help) => fault.help(help),
            None => fault,
        }
        .into());
    }
    match parsed.documents.len() {
        1 => Ok(parsed.documents.remove(0)),
        0 => Err(Failure::usage(format!("{} is empty", source.path()))),
        count => Err(Failure::usage(format!("{} holds {count} documents; one is expected", source.path()))),
    }
}
