//! The whole answer of `ecslab lint`, while it comes together.

use std::io::{IsTerminal, Write};

use super::format::{LintFormat, Outcome, Rendered};
use crate::cli::{Exit, Failure};
use crate::diagnostics::{Diagnostic, ReportFile, Summary};
use crate::lint::{FileAnswer, Gone};

/// What was printed and what is still to print.
pub struct Answer {
    format: LintFormat,
    output: std::io::BufWriter<Box<dyn Write>>,
    is_terminal: bool,
    files: Vec<ReportFile>,
    /// By the number of the file, where the format keeps them.
    diagnostics: Vec<Vec<Diagnostic>>,
    pub failures: Vec<String>,
    summary: Summary,
    failed: bool,
    read: usize,
}

impl Answer {
    /// An answer on standard output, or on standard error where that is taken by something else.
    pub fn new(format: LintFormat, is_stdout_taken: bool) -> Self {
        let (output, is_terminal): (Box<dyn Write>, bool) = if is_stdout_taken {
            (Box::new(anstream::stderr()), std::io::stderr().is_terminal())
        } else {
            (Box::new(anstream::stdout().lock()), std::io::stdout().is_terminal())
        };
        Self {
            format,
            // Standard output alone writes line by line.
            output: std::io::BufWriter::with_capacity(64 * 1024, output),
            is_terminal,
            files: Vec::new(),
            diagnostics: Vec::new(),
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
        if self.format.keeps_findings() {
            self.files.extend(answer.files);
            self.diagnostics.resize_with(self.diagnostics.len().max(answer.number + 1), Vec::new);
        }
        match answer.rendered {
            Some(Rendered::Text(text)) if !text.is_empty() => self.print(&text),
            Some(Rendered::Kept(found)) => {
                self.diagnostics[answer.number].extend(found);
                Ok(())
            }
            Some(Rendered::Text(_)) | None => Ok(()),
        }
    }

    fn print(&mut self, text: &str) -> Result<(), Failure> {
        self.output.write_all(text.as_bytes())?;
        if self.is_terminal {
            self.output.flush()?;
        }
        Ok(())
    }

    pub fn finish(mut self, gone: Gone) -> Result<Exit, Failure> {
        for diagnostics in &mut self.diagnostics {
            diagnostics.sort_by(Diagnostic::order);
        }
        let outcome = Outcome {
            files: self.files,
            diagnostics: self.diagnostics.into_iter().flatten().collect(),
            summary: self.summary,
            passed_over: self.read.saturating_sub(self.summary.files + self.failures.len()),
            failures: self.failures,
            gone: gone.0,
        };
        let failures = outcome.failures.clone();
        self.format.finish(outcome, &mut self.output)?;
        for failure in &failures {
            Failure::usage(failure.clone()).print();
        }
        if !failures.is_empty() {
            return Ok(Exit::Usage);
        }
        Ok(if self.failed { Exit::Failed } else { Exit::Fine })
    }
}
