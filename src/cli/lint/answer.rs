//! The whole answer of `ecslab lint`, while it comes together.

use std::io::{IsTerminal, Write};

use super::format::{Outcome, Rendered, Style};
use crate::cli::{Exit, Failure};
use crate::diagnostics::{ReportFile, Reported, Statistics, Summary};
use crate::lint::{FileAnswer, Gone};

/// What was printed and what is still to print.
pub struct Answer {
    style: Style,
    output: std::io::BufWriter<Box<dyn Write>>,
    is_terminal: bool,
    files: Vec<ReportFile>,
    /// By the number of the file, where the format keeps them.
    findings: Vec<Vec<Reported>>,
    statistics: Statistics,
    pub failures: Vec<String>,
    summary: Summary,
    failed: bool,
    read: usize,
}

impl Answer {
    /// An answer on standard output, or on standard error where that is taken by something else.
    pub fn new(style: Style, is_stdout_taken: bool) -> Self {
        let is_terminal = if is_stdout_taken { std::io::stderr().is_terminal() } else { std::io::stdout().is_terminal() };
        // What programs read has no colours to look for.
        let output: Box<dyn Write> = match (style.format.is_text(), is_stdout_taken) {
            (true, false) => Box::new(anstream::stdout().lock()),
            (true, true) => Box::new(anstream::stderr()),
            (false, false) => Box::new(std::io::stdout().lock()),
            (false, true) => Box::new(std::io::stderr().lock()),
        };
        Self {
            style,
            // Standard output alone writes line by line.
            output: std::io::BufWriter::with_capacity(64 * 1024, output),
            is_terminal,
            files: Vec::new(),
            findings: Vec::new(),
            statistics: Statistics::default(),
            failures: Vec::new(),
            summary: Summary::default(),
            failed: false,
            read: 0,
        }
    }

    /// Takes what the next file gives, or one before it together with another.
    pub fn take(&mut self, answer: FileAnswer<Rendered>) -> Result<(), Failure> {
        self.read += usize::from(!answer.is_addition);
        self.summary.add(answer.summary);
        self.failed |= answer.failed;
        self.failures.extend(answer.failures);
        if !self.style.format.is_text() {
            self.files.extend(answer.files);
        }
        let Some(Rendered { text, kept, statistics }) = answer.rendered else { return Ok(()) };
        self.statistics.add(statistics);
        if !kept.is_empty() {
            self.findings.resize_with(self.findings.len().max(answer.number + 1), Vec::new);
            self.findings[answer.number].extend(kept);
        }
        if text.is_empty() { Ok(()) } else { self.print(&text) }
    }

    fn print(&mut self, text: &str) -> Result<(), Failure> {
        self.output.write_all(text.as_bytes())?;
        if self.is_terminal {
            self.output.flush()?;
        }
        Ok(())
    }

    pub fn finish(mut self, gone: Gone) -> Result<Exit, Failure> {
        for findings in &mut self.findings {
            findings.sort_by(|one, other| one.diagnostic.order(&other.diagnostic));
        }
        let exit = match (self.failures.is_empty(), self.failed) {
            (false, _) => Exit::Usage,
            (true, true) => Exit::Failed,
            (true, false) => Exit::Fine,
        };
        let outcome = Outcome {
            files: self.files,
            findings: self.findings.into_iter().flatten().collect(),
            statistics: self.statistics,
            summary: self.summary,
            passed_over: self.read.saturating_sub(self.summary.files + self.failures.len()),
            failures: self.failures.clone(),
            exit_code: exit.code(),
            gone: gone.0,
        };
        self.style.finish(outcome, &mut self.output)?;
        for failure in self.failures {
            Failure::usage(failure).print();
        }
        Ok(exit)
    }
}
