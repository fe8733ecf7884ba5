//! One line a finding: `path:line:column: severity[CODE] message`, for editors and grep.

use super::{Diagnostic, printable_line};

/// Renders one diagnostic, without a line break at its end. One that has a fix says with which option.
pub fn render_concise(diagnostic: &Diagnostic) -> String {
    let Diagnostic { path, start, severity, code, message, fix, .. } = diagnostic;
    let fixable = fix.as_ref().map_or(String::new(), |fix| format!(" (fixable with {})", fix.applicability.option()));
    let line = format!("{path}:{}:{}: {}[{code}] {message}{fixable}", start.line, start.column, severity.name());
    printable_line(&line).into_owned()
}
