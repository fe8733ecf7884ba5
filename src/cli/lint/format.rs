//! What each `--format` prints: some file by file, some as one value at the end.

use std::io::Write;

use crate::cli::Failure;
use crate::cli::output::write_json;
use crate::counted::counted;
use crate::diagnostics::{
    Diagnostic, LintReport, ProjectFolder, Report, ReportFile, Reported, Statistics, Summary, gitlab_issues, render_concise, render_full,
    render_github, render_junit, render_statistics, sarif_log,
};
use crate::lint::{Fails, Rule, find_rule, fingerprint_at};
use crate::source::SourceFile;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum LintFormat {
    /// Findings with the lines that they are about.
    #[default]
    Full,
    /// One line a finding, for editors and grep.
    Concise,
    /// For programs.
    Json,
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// JUnit's XML, for build servers.
    Junit,
    /// Annotations of GitHub Actions.
    Github,
    /// GitLab's code quality report.
    Gitlab,
}

/// What is printed, and how.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    pub format: LintFormat,
    /// Findings are counted by rule.
    pub statistics: bool,
}

/// Findings of one file: as text to print at once, or kept for the end.
#[derive(Default)]
pub struct Rendered {
    pub text: String,
    pub kept: Vec<Reported>,
    pub statistics: Statistics,
}

/// All that a run gave, when it is over.
pub struct Outcome {
    /// Documents that were read, for formats that keep findings.
    pub files: Vec<ReportFile>,
    /// Findings in order, for formats that keep them.
    pub findings: Vec<Reported>,
    pub statistics: Statistics,
    pub summary: Summary,
    /// Files that hold no document of ours.
    pub passed_over: usize,
    /// Why something was not linted.
    pub failures: Vec<String>,
    /// How the program ends.
    pub exit_code: u8,
    /// Findings of the baseline that do not occur any more.
    pub gone: usize,
}

impl LintFormat {
    /// Whether people read it as it comes.
    pub fn is_text(self) -> bool {
        matches!(self, Self::Full | Self::Concise)
    }
}

impl Style {
    /// Renders the findings of a file; runs on several threads.
    pub fn render(self, diagnostics: Vec<Diagnostic>, source: &SourceFile, fails: &Fails<'_>) -> Rendered {
        let mut rendered = Rendered::default();
        if self.statistics {
            diagnostics.iter().for_each(|diagnostic| rendered.statistics.count(diagnostic));
        }
        match self.format {
            // The table stands in their place.
            LintFormat::Full | LintFormat::Concise if self.statistics => {}
            LintFormat::Full => rendered.text.extend(diagnostics.iter().map(|found| render_full(found, source.text()) + "\n\n")),
            LintFormat::Concise => rendered.text.extend(diagnostics.iter().map(|found| render_concise(found) + "\n")),
            _ => rendered.kept.extend(diagnostics.into_iter().map(|found| {
                let fails = fails(&found);
                Reported::new(found, fails, source)
            })),
        }
        rendered
    }

    /// Prints what comes at the end.
    pub fn finish(self, outcome: Outcome, stdout: &mut impl Write) -> Result<(), Failure> {
        let gone = outcome.gone;
        match self.format {
            LintFormat::Full | LintFormat::Concise => {
                stdout.write_all(render_statistics(&outcome.statistics.into_rows()).as_bytes())?;
                let says_how_many = self.format == LintFormat::Full && (outcome.failures.is_empty() || outcome.summary.files > 0);
                if says_how_many {
                    writeln!(stdout, "{}", closing_line(outcome.summary, outcome.passed_over))?;
                }
            }
            LintFormat::Json => self.print_json(outcome, stdout)?,
            LintFormat::Sarif | LintFormat::Junit | LintFormat::Github | LintFormat::Gitlab => self.report(&outcome, stdout)?,
        }
        if let Some(line) = gone_line(gone) {
            match self.format {
                LintFormat::Full => writeln!(stdout, "{line}")?,
                // Other formats are read by programs.
                _ => writeln!(anstream::stderr(), "note: {line}")?,
            }
        }
        stdout.flush()?;
        Ok(())
    }

    fn print_json(self, outcome: Outcome, stdout: &mut impl Write) -> Result<(), Failure> {
        let mut report = LintReport::new(outcome.files, outcome.findings.into_iter().map(|found| found.diagnostic).collect());
        (report.summary.suppressed, report.summary.known) = (outcome.summary.suppressed, outcome.summary.known);
        report.statistics = self.statistics.then(|| outcome.statistics.into_rows());
        write_json(stdout, &report)
    }

    /// Prints what other tools read.
    fn report(self, outcome: &Outcome, stdout: &mut impl Write) -> Result<(), Failure> {
        // Whoever stands in a folder that is gone gets paths as they were named.
        let folder = ProjectFolder::around(&std::env::current_dir().unwrap_or_default());
        let report = Report {
            files: &outcome.files,
            findings: &outcome.findings,
            failures: &outcome.failures,
            folder: &folder,
            fingerprint: fingerprint_at,
            exit_code: outcome.exit_code,
        };
        match self.format {
            LintFormat::Sarif => write_json(stdout, &sarif_log(&report, |code| find_rule(code).map(Rule::describe)))?,
            LintFormat::Gitlab => write_json(stdout, &gitlab_issues(&report))?,
            LintFormat::Junit => stdout.write_all(render_junit(&report).as_bytes())?,
            _ => stdout.write_all(render_github(&report).as_bytes())?,
        }
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
