//! Linting many files: read in order, each by itself, then those together that name each other.
//!
//! In: files, settings, and how findings are rendered while the text of their file is at hand. Out: a [`FileAnswer`] for each file, in
//! order. No more than a few files are in memory at once.

mod roles;

use std::path::Path;

use super::judge::Judge;
use super::{Collected, DocumentName, LintError, RoleName, Settings, SettingsOfFiles, TasksAround, lint_together, pairs};
use crate::diagnostics::{Diagnostic, ReportFile, Summary, printable_line};
use crate::in_order::in_order;
use crate::model::Kind;
use crate::source::{ReadError, SourceFile};

/// What to lint, and how.
pub struct Run<'a> {
    /// A document that came on standard input; it stands before the files.
    pub standard_input: Option<SourceFile>,
    /// The files.
    pub files: &'a [Collected],
    /// Takes what is named on the command line as this kind.
    pub kind: Option<Kind>,
    /// What is shown, and what fails, for each file.
    pub settings: &'a SettingsOfFiles,
    /// What is done to a file before it is linted.
    pub mend: Option<&'a Mend<'a>>,
    /// What is done to a role, when it is read together with a task definition.
    pub mend_role: Option<&'a MendRole<'a>>,
}

/// The findings that are to be shown for a text.
pub type Shown<'a> = dyn Fn(&SourceFile) -> Vec<Diagnostic> + 'a;

/// Changes a role as [`Mend`] does; its findings are those that it has together with a task definition.
pub type MendRole<'a> = dyn Fn(SourceFile, &Shown<'_>) -> Result<SourceFile, String> + Sync + 'a;

/// Changes a source before it is linted, as fixes do, and gives the text to lint. An error is told in place of findings.
pub type Mend<'a> = dyn Fn(SourceFile, Option<Kind>, &Settings) -> Result<SourceFile, String> + Sync + 'a;

/// Whether a finding makes the run fail, by the settings of its file.
pub type Fails<'a> = dyn Fn(&Diagnostic) -> bool + 'a;

/// What one file gives.
#[derive(Debug)]
pub struct FileAnswer<R> {
    /// The number of the file, from 0 in the order of the run.
    pub number: usize,
    /// Whether it is more of a file that was answered before: what it gives together with another one.
    pub is_addition: bool,
    /// Its documents; empty where it holds none of ours.
    pub files: Vec<ReportFile>,
    /// The findings that are shown, as the caller renders them; none where it was not linted.
    pub rendered: Option<R>,
    /// Their counts.
    pub summary: Summary,
    /// Whether one of them makes the run fail.
    pub failed: bool,
    /// Why it, or a document in it, was not linted.
    pub failures: Vec<String>,
    names: Vec<DocumentName>,
    roles: Vec<RoleName>,
    around: TasksAround,
}

impl<R> FileAnswer<R> {
    fn nothing() -> Self {
        Self {
            number: 0,
            is_addition: false,
            files: Vec::new(),
            rendered: None,
            summary: Summary::default(),
            failed: false,
            failures: Vec::new(),
            names: Vec::new(),
            roles: Vec::new(),
            around: TasksAround::default(),
        }
    }

    fn failure(failure: String) -> Self {
        Self { failures: vec![failure], ..Self::nothing() }
    }
}

/// That a file cannot be read, and why.
pub fn cannot_read(path: &Path, error: &dyn std::fmt::Display) -> String {
    format!("cannot read {}: {error}", printable_line(&path.display().to_string()))
}

impl Run<'_> {
    /// Lints all. `render` gets the findings of a file, its text, and which of them fail the run, of several files at once; `take` gets the answers in the order of the files, additions last: they are what
    /// files give together, and under numbers of their own what is wrong in configurations. What is left of baselines is given back.
    ///
    /// # Errors
    /// The first error of `take`, after which no further file is begun.
    pub fn lint<R: Send, E>(
        self,
        render: impl Fn(Vec<Diagnostic>, &SourceFile, &Fails<'_>) -> R + Sync,
        mut take: impl FnMut(FileAnswer<R>) -> Result<(), E>,
    ) -> Result<Gone, E> {
        let judges: Vec<_> = self.settings.all().iter().map(|(settings, baseline)| Judge::new(settings, baseline.as_ref())).collect();
        let work = Work { run: &self, judges: &judges, render: &render };
        let mut names: Vec<(usize, Vec<DocumentName>)> = Vec::new();
        let mut roles: Vec<(usize, Vec<RoleName>)> = Vec::new();
        let mut around = TasksAround::default();
        let first = usize::from(self.standard_input.is_some());
        let path_of =
            |number: usize| number.checked_sub(first).and_then(|index| self.files.get(index)).map_or(Path::new("-"), |file| &file.path);
        let mut number = 0;
        let mut take_next = |mut answer: FileAnswer<R>| {
            answer.number = number;
            number += 1;
            if !answer.names.is_empty() {
                // Each file has one, as a rule, and there may be many files.
                answer.names.shrink_to_fit();
                names.push((answer.number, std::mem::take(&mut answer.names)));
            }
            if !answer.roles.is_empty() {
                answer.roles.shrink_to_fit();
                roles.push((answer.number, std::mem::take(&mut answer.roles)));
            }
            around.extend(std::mem::take(&mut answer.around), path_of(answer.number));
            take(answer)
        };
        // Fixes of a text that came on standard input are printed by whoever mends it; what is left is linted as it is.
        let mut piped = None;
        if let Some(source) = &self.standard_input {
            let (answer, mended) = work.mend_and_lint(SourceFile::new(source.path(), source.text()), true, 0);
            piped = mended;
            take_next(answer)?;
        }
        let numbered: Vec<_> = self.files.iter().enumerate().map(|(index, file)| (first + index, file)).collect();
        in_order(&numbered, |(number, file)| work.read_and_lint(file, *number), &mut take_next)?;
        work.lint_pairs(piped.as_ref(), &names, &mut take)?;
        work.lint_roles(piped.as_ref(), &around, &roles, &mut take)?;
        work.judge_configurations(first + self.files.len(), take)?;
        Ok(Gone(judges.iter().filter_map(Judge::gone).sum()))
    }
}

/// How many findings of the baselines were not found any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone(pub usize);

/// The run with the way in which findings are rendered.
struct Work<'r, F> {
    run: &'r Run<'r>,
    judges: &'r [Judge<'r>],
    render: &'r F,
}

impl<'r, R, F: Fn(Vec<Diagnostic>, &SourceFile, &Fails<'_>) -> R> Work<'r, F> {
    fn judge(&self, number: usize) -> &'r Judge<'r> {
        &self.judges[self.run.settings.number(number)]
    }

    fn read_and_lint(&self, file: &Collected, number: usize) -> FileAnswer<R> {
        match SourceFile::read(&file.path) {
            Ok(source) => self.mend_and_lint(source, file.named, number).0,
            // It was there when its folder was searched.
            Err(ReadError::Io(error)) if !file.named && error.kind() == std::io::ErrorKind::NotFound => FileAnswer::nothing(),
            Err(error) => FileAnswer::failure(cannot_read(&file.path, &error)),
        }
    }

    /// What the source gives, and the source as it was linted.
    fn mend_and_lint(&self, source: SourceFile, named: bool, number: usize) -> (FileAnswer<R>, Option<SourceFile>) {
        let mended = match self.run.mend {
            Some(mend) => mend(source, self.run.kind.filter(|_| named), self.run.settings.of(number)),
            None => Ok(source),
        };
        match mended {
            Ok(source) => (self.lint(&source, named, number), Some(source)),
            Err(failure) => (FileAnswer::failure(failure), None),
        }
    }

    fn lint(&self, source: &SourceFile, named: bool, number: usize) -> FileAnswer<R> {
        let path = printable_line(source.path());
        // In a walk, text of no kind of ours is none of our business, not even when it is broken.
        let judge = self.judge(number);
        let shown = match judge.lint(source, self.run.kind.filter(|_| named)) {
            Ok(shown) => shown,
            Err(_) if !named => return FileAnswer::nothing(),
            Err(error) => {
                return FileAnswer::failure(match error {
                    LintError::UnknownKind(unknown) => format!("{path} is {unknown}"),
                    LintError::Empty => format!("{} is empty: {error}", if path == "-" { "standard input" } else { &path }),
                });
            }
        };
        let linted = shown.linted;
        if !named && linted.files.iter().all(|file| file.kind.is_none()) && !Kind::is_hinted_in(source.text()) {
            return FileAnswer::nothing();
        }
        let unknown = linted.unknown.iter().filter(|_| named);
        let failures = unknown.map(|(index, what)| format!("{path}: document {} of the stream (counted from 1) is {what}", index + 1));
        let mut answer = self.answer(linted.diagnostics, source, judge);
        (answer.summary.suppressed, answer.summary.known) = (shown.suppressed, shown.known);
        answer.failures = failures.collect();
        answer.summary.files = usize::from(!linted.files.is_empty());
        answer.files = linted.files;
        answer.names = linted.names;
        answer.roles = linted.roles;
        answer.around = linted.around;
        answer
    }

    /// Counts and renders findings that are to be shown.
    fn answer(&self, diagnostics: Vec<Diagnostic>, source: &SourceFile, judge: &Judge<'_>) -> FileAnswer<R> {
        let mut answer = FileAnswer::nothing();
        let here = judge.at(source.path());
        for diagnostic in &diagnostics {
            answer.summary.count(diagnostic.severity);
            answer.failed |= here.fails(diagnostic);
        }
        answer.rendered = Some((self.render)(diagnostics, source, &|diagnostic| here.fails(diagnostic)));
        answer
    }

    /// Reads the files together that name each other, by their numbers in the run.
    fn lint_pairs<E>(
        &self,
        piped: Option<&SourceFile>,
        names: &[(usize, Vec<DocumentName>)],
        take: &mut impl FnMut(FileAnswer<R>) -> Result<(), E>,
    ) -> Result<(), E> {
        let on_disk = self.run.files.iter().map(|file| file.path.as_path());
        let paths: Vec<&Path> = self.run.standard_input.iter().map(|_| Path::new("-")).chain(on_disk).collect();
        let named: Vec<_> = names.iter().map(|(number, names)| (paths[*number], names.as_slice())).collect();
        let pairs = pairs(&named);
        // A pair of files is read once for all its families.
        for pair in pairs.chunk_by(|one, other| (one.0, one.1) == (other.0, other.1)) {
            let (service, task) = (names[pair[0].0].0, names[pair[0].1].0);
            let families: Vec<&str> = pair.iter().map(|(_, _, family)| family.as_str()).collect();
            let is_piped = |number: usize| number == 0 && self.run.standard_input.is_some();
            let read = |number: usize| if is_piped(number) { None } else { SourceFile::read(paths[number]).ok() };
            let (services, tasks) = (read(service), read(task));
            let at_hand = |number: usize| piped.filter(|_| is_piped(number));
            // What went away in between was linted by itself.
            let (Some(services), Some(tasks)) = (services.as_ref().or(at_hand(service)), tasks.as_ref().or(at_hand(task))) else {
                continue;
            };
            let mut found = lint_together(services, tasks, &families);
            let judge = self.judge(service);
            let (suppressed, known) = judge.judge_addition(services, &mut found);
            let mut answer = self.answer(found, services, judge);
            (answer.summary.suppressed, answer.summary.known) = (suppressed, known);
            take(FileAnswer { number: service, is_addition: true, ..answer })?;
        }
        Ok(())
    }

    /// What is wrong in configurations shows when all is linted; they have numbers after those of the files.
    fn judge_configurations<E>(&self, first: usize, mut take: impl FnMut(FileAnswer<R>) -> Result<(), E>) -> Result<(), E> {
        for (index, judge) in self.judges.iter().enumerate() {
            let Some((source, found)) = judge.unused_listed().filter(|(_, found)| !found.is_empty()) else { continue };
            let answer = self.answer(found, &source, judge);
            take(FileAnswer { number: first + index, is_addition: true, ..answer })?;
        }
        Ok(())
    }
}
