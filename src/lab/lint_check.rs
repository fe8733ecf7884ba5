//! A check by the linter.

use std::path::Path;

use super::{CheckReport, CheckState};
use crate::course::{Check, LintCheck};
use crate::diagnostics::Severity;
use crate::lint::lint_source;
use crate::model::{Document, Literal};
use crate::source::SourceFile;
use crate::syntax::{Notation, parse};

/// Lints the file of a check.
pub fn run(check: &Check, lint: &LintCheck, folder: &Path) -> CheckReport {
    let report = |state| CheckReport::new(&check.id, &check.title, state);
    let source = match SourceFile::read(&folder.join(&lint.file)) {
        Ok(source) => SourceFile::new(lint.file.as_str(), source.text()),
        Err(error) => {
            return report(CheckState::Failed).because(format!("a file {}", lint.file), format!("it cannot be read: {error}"));
        }
    };
    let linted = match lint_source(&source, None) {
        Ok(linted) => linted,
        Err(error) => return report(CheckState::Failed).because("a task definition", format!("{} is {error}", lint.file)),
    };
    let counts = |code: &str, severity| severity == Severity::Error || lint.without.iter().any(|unwanted| unwanted == code);
    let diagnostics: Vec<_> = linted.diagnostics.into_iter().filter(|found| counts(found.code, found.severity)).collect();
    if !diagnostics.is_empty() {
        let codes: Vec<_> = diagnostics.iter().map(|found| found.code).collect();
        let mut report = report(CheckState::Failed).because("no findings", codes.join(", "));
        report.diagnostics = diagnostics;
        return report;
    }
    let names = container_names(&source);
    let missing: Vec<&str> = lint.containers.iter().filter(|name| !names.contains(name)).map(String::as_str).collect();
    if !missing.is_empty() {
        let seen = format!("there is no container {}", missing.join(" and no container "));
        return report(CheckState::Failed).because(format!("the containers {}", lint.containers.join(" and ")), seen);
    }
    report(CheckState::Passed)
}

fn container_names(source: &SourceFile) -> Vec<String> {
    let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    let Some(root) = parsed.documents.first() else { return Vec::new() };
    let names = |(kind, node)| match Document::read(kind, node) {
        Some(Document::TaskDefinition(task)) => {
            task.container_definitions.iter().filter_map(|container| container.name.literal()).map(str::to_string).collect()
        }
        _ => Vec::new(),
    };
    Document::detect(root).map(|documents| documents.into_iter().flat_map(names).collect()).unwrap_or_default()
}
