//! The roles of the task definitions of a run.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Fails, FileAnswer, Work};
use crate::diagnostics::Diagnostic;
use crate::lint::judge::Judge;
use crate::lint::{RoleFiles, RoleFolders, RoleName, TasksAround, lint_execution_role, lint_roles, role_files, role_path};
use crate::source::SourceFile;

/// A role that is used as an execution role: where it is, and what its tasks need together.
type ExecutionRoles = BTreeMap<(Place, String), (BTreeSet<&'static str>, bool)>;

/// Where a document is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A file of the run, by its number.
    OfRun(usize),
    /// A file that a task definition leads to; the number is that of the file with the task definition.
    Elsewhere(PathBuf, usize),
}

impl Place {
    /// The number of the file in whose name it counts.
    fn number(&self) -> usize {
        match self {
            Place::OfRun(number) | Place::Elsewhere(_, number) => *number,
        }
    }
}

impl<R, F: Fn(Vec<Diagnostic>, &SourceFile, &Fails<'_>) -> R> Work<'_, F> {
    /// Reads task definitions together with their roles: those among the files, those that the run is told, and those that stand beside.
    pub(super) fn lint_roles<E>(
        &self,
        piped: Option<&SourceFile>,
        around: &TasksAround,
        roles: &[(usize, Vec<RoleName>)],
        mut take: impl FnMut(FileAnswer<R>) -> Result<(), E>,
    ) -> Result<(), E> {
        let on_disk = self.run.files.iter().map(|file| file.path.as_path());
        let paths: Vec<&Path> = self.run.standard_input.iter().map(|_| Path::new("-")).chain(on_disk).collect();
        let named: Vec<_> = roles.iter().map(|(number, names)| (paths[*number], names.as_slice())).collect();
        let read = |place: &Place| match place {
            Place::OfRun(0) if piped.is_some() => piped.map(|source| SourceFile::new(source.path(), source.text())),
            Place::OfRun(number) => SourceFile::read(paths[*number]).ok(),
            Place::Elsewhere(path, _) => SourceFile::read(path).ok(),
        };
        let mut execution_roles = ExecutionRoles::new();
        let mut told: BTreeSet<(Place, &'static str, usize, String)> = BTreeSet::new();
        let mut folders = RoleFolders::default();
        for files in role_files(&named) {
            let tasks = roles[files.tasks].0;
            let places = self.places(&files, paths[tasks], roles, &mut folders);
            if places.is_empty() {
                continue;
            }
            let Some(task_source) = read(&Place::OfRun(tasks)) else { continue };
            let around = &*around.of_file(paths[tasks], self.run.settings.of(tasks));
            let mut sources: Vec<(&Place, SourceFile)> = places.iter().filter_map(|place| Some((place, read(place)?))).collect();
            for failure in self.mend_roles(&task_source, &mut sources, around) {
                take(FileAnswer { number: tasks, is_addition: true, ..FileAnswer::failure(failure) })?;
            }
            let role_sources: Vec<&SourceFile> = sources.iter().map(|(_, source)| source).collect();
            let linted = lint_roles(&task_source, &role_sources, around);
            for role_use in linted.uses {
                let key = (sources[role_use.file].0.clone(), role_use.name);
                let (needed, is_all) = execution_roles.entry(key).or_insert_with(|| (BTreeSet::new(), true));
                needed.extend(role_use.needed);
                *is_all &= role_use.is_all;
            }
            let mut by_file: BTreeMap<usize, Vec<Diagnostic>> = BTreeMap::new();
            for (file, diagnostic) in linted.diagnostics {
                // What is wrong with a role is wrong for all its tasks, and said once.
                let seen = (sources[file].0.clone(), diagnostic.code, diagnostic.start.offset, diagnostic.message.clone());
                if told.insert(seen) {
                    by_file.entry(file).or_default().push(diagnostic);
                }
            }
            for (file, diagnostics) in by_file {
                let (place, source) = &sources[file];
                self.take_of_role(place, diagnostics, source, &mut take)?;
            }
        }
        for ((place, name), (needed, is_all)) in execution_roles {
            let Some(source) = read(&place).filter(|_| is_all && !needed.is_empty()) else { continue };
            self.take_of_role(&place, lint_execution_role(&source, &name, &needed), &source, &mut take)?;
        }
        Ok(())
    }

    /// Mends the roles of the task definitions of a file, and gives what went wrong.
    fn mend_roles(&self, tasks: &SourceFile, roles: &mut [(&Place, SourceFile)], around: &TasksAround) -> Vec<String> {
        let Some(mend) = self.run.mend_role else { return Vec::new() };
        let mut failures = Vec::new();
        for index in 0..roles.len() {
            // The text on standard input was printed when it was mended.
            if roles[index].1.path() == "-" {
                continue;
            }
            // As for a text alone, what is mended is what a baseline knows too.
            let judge = Judge::new(self.run.settings.of(roles[index].0.number()), None);
            let shown = |text: &SourceFile| {
                let all: Vec<&SourceFile> =
                    roles.iter().enumerate().map(|(other, (_, source))| if other == index { text } else { source }).collect();
                let linted = lint_roles(tasks, &all, around);
                let mut found: Vec<_> = linted.diagnostics.into_iter().filter(|(file, _)| *file == index).map(|(_, found)| found).collect();
                judge.judge_addition(text, &mut found);
                found
            };
            let source = SourceFile::new(roles[index].1.path(), roles[index].1.text());
            match mend(source, &shown) {
                Ok(mended) => roles[index].1 = mended,
                Err(failure) => failures.push(failure),
            }
        }
        failures
    }

    /// The files with the roles of the task definitions of a file.
    fn places(&self, files: &RoleFiles<'_>, tasks: &Path, roles: &[(usize, Vec<RoleName>)], folders: &mut RoleFolders) -> Vec<Place> {
        let mut places: Vec<Place> = files.roles.iter().map(|role| Place::OfRun(roles[*role].0)).collect();
        let number = roles[files.tasks].0;
        let told = self.run.settings.of(number).roles.iter().map(|role| (role.value.arn.clone(), role.value.path.clone())).collect();
        for name in &files.elsewhere {
            let path = role_path(name, tasks, &told, folders);
            let place = path.map(|path| Place::Elsewhere(path, number));
            places.extend(place.filter(|place| !places.contains(place)));
        }
        places
    }

    fn take_of_role<E>(
        &self,
        place: &Place,
        mut found: Vec<Diagnostic>,
        source: &SourceFile,
        take: &mut impl FnMut(FileAnswer<R>) -> Result<(), E>,
    ) -> Result<(), E> {
        let number = place.number();
        let judge = self.judge(number);
        let (suppressed, known) = judge.judge_addition(source, &mut found);
        let mut answer = self.answer(found, source, judge);
        (answer.summary.suppressed, answer.summary.known) = (suppressed, known);
        take(FileAnswer { number, is_addition: true, ..answer })
    }
}
