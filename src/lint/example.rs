//! The examples of rules.

use std::path::PathBuf;

use super::{Check, Rule, lint_text, settings_from};
use crate::diagnostics::Diagnostic;
use crate::source::SourceFile;

/// All that is found in an example of a rule, advice too, under the configuration that the rule needs.
pub fn lint_example(rule: &Rule, text: &str) -> Vec<Diagnostic> {
    let configuration = match rule.check {
        Check::Required(required) => required.example,
        _ => "",
    };
    let configuration = SourceFile::new("ecslab.toml", format!("profile = \"strict\"\n{configuration}\n"));
    // A test holds every rule's configuration.
    let Ok(settings) = settings_from(&configuration, PathBuf::new()) else { return Vec::new() };
    let source = SourceFile::new("example.json", text);
    lint_text(&source, Some(rule.kind()), &settings).map(|linted| linted.diagnostics).unwrap_or_default()
}
