//! What is wrong with the files of services, as people see it.

use std::io::Write;

use crate::cli::Failure;
use crate::cli::output::{Format, print_json};
use crate::diagnostics::{Diagnostic, LintReport, Severity, render_full};
use crate::lint::{LintError, lint_source, lint_together};
use crate::runtime::service::{FilesError, ServicePlanError, ServiceSources};

/// An error in files as people see it.
pub fn failure(error: FilesError) -> Failure {
    match error {
        FilesError::Plan(ServicePlanError::Service(fault)) => fault.into(),
        FilesError::Plan(ServicePlanError::Task(error)) => Failure::usage(format!("these tasks cannot be run here\n{error}")),
        FilesError::Definition { .. } => Failure::usage(error.to_string()).help("Name its file with --task-definition."),
        FilesError::Read { .. } => Failure::usage(error.to_string()),
    }
}

/// Errors in the service, in its task definition, and between the two.
pub fn lint(sources: &ServiceSources) -> Result<Vec<Diagnostic>, Failure> {
    let mut errors = Vec::new();
    for source in [&sources.service, &sources.definition] {
        let linted = lint_source(source, None).map_err(|error| match error {
            LintError::UnknownKind(unknown) => Failure::usage(format!("{} is {unknown}", source.path())),
            LintError::Empty => Failure::usage(format!("{} is empty: {error}", source.path())),
        })?;
        errors.extend(linted.diagnostics);
        if sources.service.path() == sources.definition.path() {
            break;
        }
    }
    if let Some(family) = sources.family() {
        errors.extend(lint_together(&sources.service, &sources.definition, &[&family]));
    }
    errors.retain(|diagnostic| diagnostic.severity == Severity::Error);
    Ok(errors)
}

/// Prints errors in place of a run.
pub fn show(sources: &[ServiceSources], errors: Vec<Vec<Diagnostic>>, format: Format) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    if format == Format::Json {
        let files = Vec::new();
        return print_json(&LintReport::new(files, errors.into_iter().flatten().collect()));
    }
    let count: usize = errors.iter().map(Vec::len).sum();
    for (sources, errors) in sources.iter().zip(&errors) {
        for error in errors {
            writeln!(stdout, "{}\n", render_full(error, text_of(sources, error)))?;
        }
    }
    writeln!(stdout, "nothing was started: mend {} first", if count == 1 { "the error" } else { "the errors" })?;
    Ok(())
}

/// The text in which an error stands.
pub fn text_of<'s>(sources: &'s ServiceSources, error: &Diagnostic) -> &'s str {
    if error.path == sources.definition.path() { sources.definition.text() } else { sources.service.text() }
}
