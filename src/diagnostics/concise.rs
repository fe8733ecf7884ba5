//! One line a finding: `path:line:column: severity[CODE] message`, for editors and grep.

use super::{Diagnostic, printable_line};

/// Renders one diagnostic, without a line break at its end.
pub fn render_concise(diagnostic: &Diagnostic) -> String {
    let Diagnostic { path, start, severity, code, message, .. } = diagnostic;
    let line = format!("{path}:{}:{}: {}[{code}] {message}", start.line, start.column, severity.name());
    printable_line(&line).into_owned()
}
