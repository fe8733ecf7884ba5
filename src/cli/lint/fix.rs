//! `ecslab lint --fix`, `--unsafe-fixes` and `--diff`.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use similar::TextDiff;

use super::read_standard_input;
use crate::cli::{Exit, Failure};
use crate::diagnostics::{Applicability, printable, printable_line};
use crate::lint::{Collected, FixedText, Settings, cannot_read, collect, fix_source, in_order, replace_file};
use crate::model::Kind;
use crate::source::{ReadError, SourceFile};

/// Which fixes are applied, and what became of them.
pub struct Fixing<'a> {
    most: Applicability,
    settings: &'a Settings,
    tally: Mutex<Tally>,
}

/// What became of the fixes of all files.
#[derive(Default)]
struct Tally {
    applied: usize,
    files: usize,
    unsafe_left: usize,
    refused: Vec<String>,
}

impl<'a> Fixing<'a> {
    pub fn new(unsafe_too: bool, settings: &'a Settings) -> Self {
        let most = if unsafe_too { Applicability::Unsafe } else { Applicability::Safe };
        Self { most, settings, tally: Mutex::default() }
    }

    /// Fixes a source where it stands: a file is replaced, standard input printed. Gives the text as it is then.
    pub fn mend(&self, source: SourceFile, kind: Option<Kind>) -> Result<SourceFile, String> {
        let fixed = self.fixed(&source, kind);
        let is_piped = source.path() == "-";
        let text = fixed.as_ref().map_or(source.text(), |fixed| &fixed.text);
        if is_piped {
            std::io::stdout().lock().write_all(text.as_bytes()).map_err(|error| format!("cannot write standard output: {error}"))?;
        }
        let Some(fixed) = fixed else { return Ok(source) };
        if fixed.text != source.text() && !is_piped {
            replace_file(source.path().as_ref(), &fixed.text)
                .map_err(|error| format!("cannot write the fixes to {}: {error}", printable_line(source.path())))?;
        }
        let mended = SourceFile::new(source.path(), fixed.text.as_str());
        self.count(fixed);
        Ok(mended)
    }

    /// What fixes make of a source; nothing where it is no document, which linting tells.
    fn fixed(&self, source: &SourceFile, kind: Option<Kind>) -> Option<FixedText> {
        fix_source(source, kind, self.most, |_, linted| {
            linted.diagnostics.iter().filter(|found| self.settings.shows(found)).cloned().collect()
        })
        .ok()
    }

    fn count(&self, fixed: FixedText) {
        // A panic inside would leave the numbers as they were before.
        let mut tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        tally.applied += fixed.applied;
        tally.files += usize::from(fixed.applied > 0);
        tally.unsafe_left += fixed.unsafe_left;
        tally.refused.extend(fixed.refused.iter().map(ToString::to_string));
    }

    /// Says on standard error what was done and what is left.
    pub fn tell(&self) {
        self.print(|tally| match tally.applied {
            0 => "no fixes applied".to_string(),
            applied => format!("{} applied to {}", counted(applied, "fix", "fixes"), counted(tally.files, "file", "files")),
        });
    }

    fn print(&self, done: impl Fn(&Tally) -> String) {
        let tally = self.tally.lock().unwrap_or_else(PoisonError::into_inner);
        let mut stderr = anstream::stderr();
        // Without standard error there is nobody to tell.
        for refused in &tally.refused {
            let _ = writeln!(stderr, "{}", printable_line(refused));
        }
        let more = match tally.unsafe_left {
            0 => String::new(),
            left => format!("; {left} more with --unsafe-fixes"),
        };
        let _ = writeln!(stderr, "{}{more}", done(&tally));
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What one file gives: a diff, or why there is none.
type Diff = Result<Option<String>, String>;

/// Prints as unified diffs what fixes would change.
pub fn print_diffs(paths: &[PathBuf], kind: Option<Kind>, fixing: &Fixing<'_>) -> Result<Exit, Failure> {
    let (standard_input, paths): (Vec<_>, Vec<_>) = paths.iter().cloned().partition(|path| path.as_os_str() == "-");
    let mut failures = Vec::new();
    let piped = if standard_input.is_empty() { None } else { read_standard_input(&mut failures) };
    let (files, errors) = collect(&paths);
    failures.extend(errors.into_iter().map(|(path, error)| cannot_read(&path, &error)));
    let mut changes = false;
    let mut take = |diff: Diff| -> Result<(), Failure> {
        match diff {
            Ok(None) => {}
            Ok(Some(diff)) => {
                changes = true;
                print_diff(&diff)?;
            }
            Err(failure) => failures.push(failure),
        }
        Ok(())
    };
    if let Some(source) = piped {
        take(fixing.diff(&source, kind, true))?;
    }
    in_order(&files, |file| fixing.read_and_diff(file, kind.filter(|_| file.named)), take)?;
    fixing.print(|tally| match tally.applied {
        0 => "nothing would be fixed".to_string(),
        applied => format!("{} would be applied to {}", counted(applied, "fix", "fixes"), counted(tally.files, "file", "files")),
    });
    for failure in &failures {
        Failure::usage(failure.clone()).print();
    }
    if !failures.is_empty() {
        return Ok(Exit::Usage);
    }
    Ok(if changes { Exit::Failed } else { Exit::Fine })
}

/// Prints a diff byte for byte, as `patch` takes it; on a terminal without what would change the terminal.
fn print_diff(diff: &str) -> Result<(), Failure> {
    let mut stdout = std::io::stdout().lock();
    let shown = if stdout.is_terminal() { printable(diff) } else { diff.into() };
    stdout.write_all(shown.as_bytes())?;
    stdout.flush()?;
    Ok(())
}

impl Fixing<'_> {
    fn read_and_diff(&self, file: &Collected, kind: Option<Kind>) -> Diff {
        match SourceFile::read(&file.path) {
            Ok(source) => self.diff(&source, kind, file.named),
            // It was there when its folder was searched.
            Err(ReadError::Io(error)) if !file.named && error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(cannot_read(&file.path, &error)),
        }
    }

    fn diff(&self, source: &SourceFile, kind: Option<Kind>, named: bool) -> Diff {
        let path = printable_line(source.path());
        let Some(fixed) = self.fixed(source, kind) else {
            return if named { Err(format!("{path} is no document that can be linted; `ecslab lint {path}` says why")) } else { Ok(None) };
        };
        let is_changed = fixed.text != source.text();
        let diff = is_changed.then(|| TextDiff::from_lines(source.text(), &fixed.text).unified_diff().header(&path, &path).to_string());
        self.count(fixed);
        Ok(diff)
    }
}
