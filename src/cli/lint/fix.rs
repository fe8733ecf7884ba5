//! `ecslab lint --fix`, `--unsafe-fixes` and `--diff`.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use similar::TextDiff;

use crate::cli::{Exit, Failure};
use crate::counted::counted;
use crate::diagnostics::{Applicability, printable, printable_line};
use crate::lint::{FixedText, Run, Settings, Shown, fix_source, lint_text, replace_file};
use crate::model::Kind;
use crate::source::SourceFile;

/// Which fixes are applied, and what became of them.
pub struct Fixing {
    most: Applicability,
    shows_only: bool,
    tally: Mutex<Tally>,
}

/// What became of the fixes of all files.
#[derive(Default)]
struct Tally {
    applied: usize,
    files: usize,
    unsafe_left: usize,
    refused: Vec<String>,
    /// Texts before and after by path, where fixes are only shown.
    texts: BTreeMap<String, (String, String)>,
}

impl Fixing {
    /// Applies what is certain, and what needs a look if `unsafe_too`; or only shows it.
    pub fn new(unsafe_too: bool, shows_only: bool) -> Self {
        let most = if unsafe_too { Applicability::Unsafe } else { Applicability::Safe };
        Self { most, shows_only, tally: Mutex::default() }
    }

    /// Fixes a source where it stands: a file is replaced, standard input printed. Gives the text as it is then.
    pub fn mend(&self, source: SourceFile, kind: Option<Kind>, settings: &Settings) -> Result<SourceFile, String> {
        let shown = |source: &SourceFile| lint_text(source, kind, settings).map(|linted| linted.diagnostics).unwrap_or_default();
        self.mend_shown(source, kind, &shown)
    }

    /// The same for the findings that `shown` gives for a text.
    pub fn mend_shown(&self, source: SourceFile, kind: Option<Kind>, shown: &Shown<'_>) -> Result<SourceFile, String> {
        // Where fixes are only shown, the file is as it was, and fixed before together with another.
        let before = self.tally().texts.get(source.path()).map(|(_, fixed)| SourceFile::new(source.path(), fixed.as_str()));
        let source = before.unwrap_or(source);
        // What is no document is told when it is linted.
        let fixed = fix_source(&source, kind, self.most, |source: &SourceFile| shown(source)).ok();
        let is_piped = source.path() == "-" && !self.shows_only;
        if is_piped {
            let text = fixed.as_ref().map_or(source.text(), |fixed| &fixed.text);
            std::io::stdout().lock().write_all(text.as_bytes()).map_err(|error| format!("cannot write standard output: {error}"))?;
        }
        let Some(fixed) = fixed else { return Ok(source) };
        if self.shows_only {
            self.keep(&source, &fixed);
        } else if fixed.text != source.text() && !is_piped {
            replace_file(source.path().as_ref(), &fixed.text)
                .map_err(|error| format!("cannot write the fixes to {}: {error}", printable_line(source.path())))?;
        }
        let mended = if self.shows_only { source } else { SourceFile::new(source.path(), fixed.text.as_str()) };
        self.count(fixed);
        Ok(mended)
    }

    fn keep(&self, source: &SourceFile, fixed: &FixedText) {
        if fixed.text != source.text() {
            let mut tally = self.tally();
            let texts = tally.texts.entry(source.path().to_string()).or_insert_with(|| (source.text().to_string(), String::new()));
            texts.1.clone_from(&fixed.text);
        }
    }

    fn count(&self, fixed: FixedText) {
        let mut tally = self.tally();
        tally.applied += fixed.applied;
        tally.files += usize::from(fixed.applied > 0);
        tally.unsafe_left += fixed.unsafe_left;
        tally.refused.extend(fixed.refused.iter().map(ToString::to_string));
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        // A panic elsewhere leaves numbers that are as good as before.
        self.tally.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints as unified diffs what fixes would change.
    pub fn print_diffs(&self, run: Run<'_>, mut failures: Vec<String>) -> Result<Exit, Failure> {
        run.lint(
            |_, _, _| (),
            |file| -> Result<(), Failure> {
                failures.extend(file.failures);
                Ok(())
            },
        )?;
        let texts = std::mem::take(&mut self.tally().texts);
        for (path, (before, after)) in &texts {
            let path = printable_line(path);
            print_diff(&TextDiff::from_lines(before, after).unified_diff().header(&path, &path).to_string())?;
        }
        self.tell();
        for failure in &failures {
            Failure::usage(failure.clone()).print();
        }
        if !failures.is_empty() {
            return Ok(Exit::Usage);
        }
        Ok(if texts.is_empty() { Exit::Fine } else { Exit::Failed })
    }

    /// Says on standard error what was done and what is left.
    pub fn tell(&self) {
        let mut tally = self.tally();
        // Files are fixed side by side.
        tally.refused.sort();
        let mut stderr = anstream::stderr();
        // Without standard error there is nobody to tell.
        for refused in &tally.refused {
            let _ = writeln!(stderr, "{}", printable_line(refused));
        }
        let verb = if self.shows_only { "would be applied" } else { "applied" };
        let done = match tally.applied {
            0 => format!("no fixes {verb}"),
            applied => format!(
                "{} {verb} to {}",
                if applied == 1 { "1 fix".to_string() } else { format!("{applied} fixes") },
                counted(tally.files, "file")
            ),
        };
        let more = match tally.unsafe_left {
            0 => String::new(),
            left => format!("; {left} more with --unsafe-fixes"),
        };
        let _ = writeln!(stderr, "{done}{more}");
    }
}

/// Prints a diff byte for byte, as `patch` takes it; on a terminal without what would change the terminal.
fn print_diff(diff: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    let shown = if stdout.is_terminal() { printable(diff) } else { diff.into() };
    stdout.write_all(shown.as_bytes())?;
    stdout.flush()?;
    Ok(())
}
