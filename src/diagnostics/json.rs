//! The JSON contract of `ecslab lint --format json`.

use serde::Serialize;

use super::{Diagnostic, Severity};

/// The whole answer.
#[derive(Debug, Serialize)]
pub struct LintReport {
    /// Version of this shape.
    pub version: u32,
    /// What was read, in order; a YAML stream has an entry for each document.
    pub files: Vec<ReportFile>,
    /// Findings in order.
    pub diagnostics: Vec<Diagnostic>,
    /// Counts.
    pub summary: Summary,
}

/// One document that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReportFile {
    /// The file as it was named.
    pub path: String,
    /// Its kind; null where the text was too broken to tell.
    pub kind: Option<&'static str>,
    /// Which document of a YAML stream, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<usize>,
}

/// Findings by severity, and files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct Summary {
    /// Findings of severity error.
    pub error: usize,
    /// Findings of severity warning.
    pub warning: usize,
    /// Findings of severity info.
    pub info: usize,
    /// Files that were read.
    pub files: usize,
    /// Findings that are not shown because they are suppressed.
    #[serde(skip_serializing_if = "is_zero")]
    pub suppressed: usize,
    /// Findings that are not shown because the baseline holds them.
    #[serde(skip_serializing_if = "is_zero")]
    pub known: usize,
}

/// Most runs have neither suppressions nor a baseline.
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Summary {
    /// Counts one finding.
    pub fn count(&mut self, severity: Severity) {
        match severity {
            Severity::Error => self.error += 1,
            Severity::Warning => self.warning += 1,
            Severity::Info => self.info += 1,
        }
    }

    /// Adds the counts of another.
    pub fn add(&mut self, other: Self) {
        self.error += other.error;
        self.warning += other.warning;
        self.info += other.info;
        self.files += other.files;
        self.suppressed += other.suppressed;
        self.known += other.known;
    }
}

impl LintReport {
    /// Counts and wraps; `diagnostics` must be in order.
    pub fn new(files: Vec<ReportFile>, diagnostics: Vec<Diagnostic>) -> Self {
        let mut paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
        paths.dedup();
        let mut summary = Summary { files: paths.len(), ..Summary::default() };
        for diagnostic in &diagnostics {
            summary.count(diagnostic.severity);
        }
        Self { version: 1, files, diagnostics, summary }
    }
}
