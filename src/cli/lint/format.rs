//! What each `--format` prints: some file by file, some as one value at the end.

use std::io::Write;

use crate::cli::Failure;
use crate::cli::output::write_json;
use crate::diagnostics::{Diagnostic, LintReport, ReportFile, Summary, render_concise, render_full};
use crate::source::SourceFile;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum LintFormat {
    #[default]
    Full,
    Concise,
    Json,
}

/// Findings of one file: as text to print at once, or kept for the end.
pub enum Rendered {
    Text(String),
    Kept(Vec<Diagnostic>),
}

/// All that a run gave, when it is over.
pub struct Outcome {
    /// Documents that were read, for formats that keep findings.
    pub files: Vec<ReportFile>,
    /// Findings in order, for formats that keep them.
    pub diagnostics: Vec<Diagnostic>,
    pub summary: Summary,
    /// Files that hold no document of ours.
    pub passed_over: usize,
    /// Why something was not linted.
    pub failures: Vec<String>,
    /// Findings of the baseline that do not occur any more.
    pub gone: usize,
}

impl LintFormat {
    /// Whether it is one value that needs all findings.
    pub fn keeps_findings(self) -> bool {
        matches!(self, Self::Json)
    }

    /// Renders the findings of a file; runs on several threads.
    pub fn render(self, diagnostics: Vec<Diagnostic>, source: &SourceFile) -> Rendered {
        let text = |render: &dyn Fn(&Diagnostic) -> String| Rendered::Text(diagnostics.iter().map(render).collect());
        match self {
            Self::Full => text(&|diagnostic| render_full(diagnostic, source.text()) + "\n\n"),
            Self::Concise => text(&|diagnostic| render_concise(diagnostic) + "\n"),
            Self::Json => Rendered::Kept(diagnostics),
        }
    }

    /// Prints what comes at the end.
    pub fn finish(self, outcome: Outcome, stdout: &mut impl Write) -> Result<(), Failure> {
        match self {
            Self::Full if outcome.failures.is_empty() || outcome.summary.files > 0 => {
                writeln!(stdout, "{}", closing_line(outcome.summary, outcome.passed_over))?;
            }
            Self::Full | Self::Concise => {}
            Self::Json => {
                let mut report = LintReport::new(outcome.files, outcome.diagnostics);
                (report.summary.suppressed, report.summary.known) = (outcome.summary.suppressed, outcome.summary.known);
                write_json(stdout, &report)?;
            }
        }
        if let Some(line) = gone_line(outcome.gone) {
            match self {
                Self::Full => writeln!(stdout, "{line}")?,
                // Other formats are read by programs.
                _ => writeln!(anstream::stderr(), "note: {line}")?,
            }
        }
        stdout.flush()?;
        Ok(())
    }
}

fn gone_line(gone: usize) -> Option<String> {
    let entries = match gone {
        0 => return None,
        1 => "1 entry of the baseline no longer occurs".to_string(),
        many => format!("{many} entries of the baseline no longer occur"),
    };
    Some(format!("{entries}; --write-baseline leaves them out"))
}

fn closing_line(summary: Summary, passed_over: usize) -> String {
    let counted = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let files = counted(summary.files, "file");
    let others = match passed_over {
        0 => String::new(),
        1 => "; 1 other holds no ECS or ECR document".to_string(),
        many => format!("; {many} others hold no ECS or ECR document"),
    };
    let hidden: String = [(summary.suppressed, "suppressed"), (summary.known, "in the baseline")]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("; {count} {what}"))
        .collect();
    let others = hidden + &others;
    if summary.error + summary.warning + summary.info == 0 {
        return match (summary.files, passed_over) {
            (0, 0) => "no ECS or ECR document found".to_string(),
            (0, passed_over) => format!("no ECS or ECR document found in {}", counted(passed_over, "file")),
            _ => format!("{files} checked, no findings{others}"),
        };
    }
    let info = if summary.info > 0 { format!(", {} of advice", counted(summary.info, "piece")) } else { String::new() };
    format!("{files} checked: {}, {}{info}{others}", counted(summary.error, "error"), counted(summary.warning, "warning"))
}
