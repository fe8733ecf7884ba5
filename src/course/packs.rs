//! Content packs: folders with lessons, labs and questions of one's own, beside those of the course.
//!
//! A pack has `pack.yaml` and, in the forms of the course, `book/modules.yaml`, `book/glossary.yaml`, `book/src`, `labs` and `quizzes`. Its
//! ids get the pack's id in front, so that they clash with none. Installed packs are copies below the learner's folder.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::alike::ALIKE;
use super::form::shortened;
use super::load::{COMMANDS, COVERAGE, is_built_in_module};
use super::pack_files::read_files;
use super::{Content, ContentFile, Course, Problem, exam_profile};
use crate::counted::counted;

/// The file that makes a folder a pack.
pub const PACK_FILE: &str = "pack.yaml";

/// What a pack says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pack {
    /// Before the ids of its content: small letters, digits and hyphens.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its own version, such as 1.2.0.
    pub version: String,
    /// Under what it may be used, such as CC-BY-4.0.
    pub licence: String,
}

/// A folder read as a pack.
#[derive(Debug)]
pub struct ReadPack {
    /// What it says of itself, where that can be read.
    pub pack: Option<Pack>,
    /// Its content, with the ids as they are written.
    pub course: Course,
    /// Its files; what was refused is not among them.
    pub content: Content,
    /// Everything that is wrong with its form, with lines.
    pub problems: Vec<Problem>,
}

/// A pack whose form has no problem.
#[derive(Debug)]
pub struct CheckedPack {
    /// What it says of itself.
    pub pack: Pack,
    /// Its content, with the ids as they are written.
    pub course: Course,
    files: Vec<ContentFile>,
}

/// Why a pack was not installed or removed.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// It has problems, all of which are here.
    #[error("the pack has {}; nothing was installed", counted(.0.len(), "problem"))]
    Problems(Vec<Problem>),
    /// None of that id.
    #[error("no pack called {0} is installed")]
    Unknown(String),
    /// The system refused to read the folder of the installed packs.
    #[error("cannot read {}: {reason}", path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
    /// The system refused.
    #[error("cannot write {}: {reason}", path.display())]
    Io {
        /// What.
        path: PathBuf,
        /// Why.
        reason: std::io::Error,
    },
}

impl ReadPack {
    /// Reads a folder; no problem stops the search for others.
    pub fn of(folder: &Path) -> Self {
        let (files, mut problems) = read_files(folder);
        let refused: HashSet<String> = problems.iter().map(|problem| problem.file.clone()).collect();
        let content = Content::Files(files);
        let pack = match read_pack_file(&content) {
            Ok(pack) => {
                problems.extend(pack_file_problems(&pack));
                Some(pack)
            }
            Err(found) => {
                problems.extend(found.into_iter().filter(|problem| !refused.contains(&problem.file)));
                None
            }
        };
        let (course, found) = Course::load_pack(&content);
        // That a file was refused says why it is missing.
        let is_refused = |file: &str| Path::new(file).ancestors().any(|part| part.to_str().is_some_and(|part| refused.contains(part)));
        problems.extend(found.into_iter().filter(|problem| !is_refused(&problem.file)));
        problems.extend(files_not_taken(&course, &content));
        problems.extend(repeated_questions(&course));
        let problems = problems.into_iter().map(|problem| problem.with_line(&content)).collect();
        Self { pack, course, content, problems }
    }

    /// The pack, if nothing is wrong with its form.
    ///
    /// # Errors
    /// Every problem.
    pub fn checked(self) -> Result<CheckedPack, Vec<Problem>> {
        match (self.pack, self.content) {
            (Some(pack), Content::Files(files)) if self.problems.is_empty() => Ok(CheckedPack { pack, course: self.course, files }),
            _ => Err(self.problems),
        }
    }
}

impl CheckedPack {
    /// The ids of all its lessons, labs and questions, as the learner's record has them once it is installed.
    pub fn ids(&self) -> impl Iterator<Item = String> {
        let lessons = self.course.lessons.iter().map(|lesson| &lesson.id);
        let labs = self.course.labs.iter().map(|lab| &lab.id);
        let questions = self.course.questions.iter().map(|question| &question.id);
        lessons.chain(labs).chain(questions).map(|id| own_id(&self.pack.id, id))
    }

    fn write_to(&self, folder: &Path) -> Result<(), PackError> {
        for file in &self.files {
            let to = folder.join(file.path);
            let io = |reason| PackError::Io { path: to.clone(), reason };
            if let Some(parent) = to.parent() {
                std::fs::create_dir_all(parent).map_err(io)?;
            }
            std::fs::write(&to, file.bytes).map_err(io)?;
        }
        Ok(())
    }
}

/// The id of a pack's content among that of all others.
fn own_id(pack: &str, id: &str) -> String {
    format!("{pack}/{id}")
}

impl Course {
    /// The course of the program and of all installed packs, which stand after it. A pack that cannot be read is left out, and
    /// [`crate::progress::take_notices`] says so.
    pub fn open() -> Self {
        let mut course = Self::embedded();
        let Some(folder) = packs_folder() else { return course };
        let installed = installed(&folder).unwrap_or_else(|error| {
            crate::progress::tell(format!("no content pack can be used: {error}"));
            Vec::new()
        });
        for (folder, read) in installed {
            match read {
                Ok(read) => course.append(&read.pack.id, read.course),
                Err(problem) => crate::progress::tell(format!(
                    "the content pack in {} is left out: {problem}. `ecslab author check {}` says all that is wrong with it",
                    folder.display(),
                    folder.display()
                )),
            }
        }
        course
    }

    /// Adds content under the id of its pack.
    fn append(&mut self, pack: &str, mut content: Course) {
        let own = |id: &str| own_id(pack, id);
        // Content may name lessons and labs of the program too.
        let lessons: Vec<String> = content.lessons.iter().map(|lesson| lesson.id.clone()).collect();
        let labs: Vec<String> = content.labs.iter().map(|lab| lab.id.clone()).collect();
        let named = |id: &str, among: &[String]| if among.iter().any(|known| known == id) { own(id) } else { id.to_string() };
        for module in &mut content.modules {
            module.id = own(&module.id);
        }
        for lesson in &mut content.lessons {
            lesson.id = own(&lesson.id);
            lesson.labs = lesson.labs.iter().map(|lab| named(lab, &labs)).collect();
        }
        for question in &mut content.questions {
            question.id = own(&question.id);
            question.lesson = named(&question.lesson, &lessons);
        }
        for lab in &mut content.labs {
            lab.id = own(&lab.id);
            lab.lesson = named(&lab.lesson, &lessons);
        }
        for term in &mut content.terms {
            term.lesson = named(&term.lesson, &lessons);
        }
        for id in content.alike.iter_mut().flatten() {
            *id = own(id);
        }
        self.modules.extend(content.modules);
        self.lessons.extend(content.lessons);
        self.questions.extend(content.questions);
        self.labs.extend(content.labs);
        self.terms.extend(content.terms);
        // A word of the course comes before the same word of a pack.
        self.terms.sort_by_cached_key(|term| term.term.to_lowercase());
        self.alike.extend(content.alike);
    }
}

/// The folder of the installed packs, if the learner's folder is known.
pub fn packs_folder() -> Option<PathBuf> {
    crate::progress::home().map(|home| home.join("packs"))
}

/// The installed packs, sorted by folder: each can be read, or says its first problem.
///
/// # Errors
/// When the folder is there and cannot be listed.
#[expect(clippy::type_complexity, reason = "a name for the pair would say no more")]
pub fn installed(packs: &Path) -> Result<Vec<(PathBuf, Result<CheckedPack, Problem>)>, PackError> {
    let entries = match std::fs::read_dir(packs) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(reason) => return Err(PackError::Unreadable { path: packs.to_path_buf(), reason }),
    };
    let folders = entries.flatten().map(|entry| entry.path());
    // Half-made ones begin with a dot.
    let mut folders: Vec<PathBuf> =
        folders.filter(|path| path.is_dir() && path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'))).collect();
    folders.sort();
    let read = |folder: PathBuf| {
        let outcome = match ReadPack::of(&folder).checked() {
            Ok(read) if folder.file_name().is_some_and(|name| name == read.pack.id.as_str()) => Ok(read),
            Ok(read) => Err(Problem::of(PACK_FILE, format!("its id is {}, which is not the folder's name", read.pack.id))),
            // Without problems there is a pack.
            Err(problems) => Err(problems.into_iter().next().unwrap_or_else(|| Problem::of(PACK_FILE, "it cannot be read"))),
        };
        (folder, outcome)
    };
    Ok(folders.into_iter().map(read).collect())
}

/// Installs a copy of a pack, in the place of an older one, and gives both. What is installed is what was checked.
///
/// # Errors
/// When it has a problem, or cannot be copied; then nothing is changed.
pub fn install(folder: &Path, packs: &Path) -> Result<(CheckedPack, Option<CheckedPack>), PackError> {
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |reason| PackError::Io { path, reason }
    };
    let read = ReadPack::of(folder).checked().map_err(PackError::Problems)?;
    std::fs::create_dir_all(packs).map_err(io(packs))?;
    let staging = tempfile::Builder::new().prefix(".new-").tempdir_in(packs).map_err(io(packs))?;
    read.write_to(staging.path())?;
    let place = packs.join(&read.pack.id);
    let before = if place.exists() { ReadPack::of(&place).checked().ok() } else { None };
    let old = tempfile::Builder::new().prefix(".old-").tempdir_in(packs).map_err(io(packs))?;
    if place.exists() {
        std::fs::rename(&place, old.path().join("pack")).map_err(io(&place))?;
    }
    let staged = staging.keep();
    if let Err(reason) = std::fs::rename(&staged, &place) {
        // The older one goes back; where even that fails, it is still there under its other name.
        if std::fs::rename(old.path().join("pack"), &place).is_err() {
            let _ = old.keep();
        }
        return Err(io(&place)(reason));
    }
    Ok((read, before))
}

/// Removes an installed pack. Progress made with it is kept.
///
/// # Errors
/// When there is none, or it cannot be removed.
pub fn uninstall(id: &str, packs: &Path) -> Result<(), PackError> {
    let place = packs.join(id);
    if !is_name(id) || !place.is_dir() {
        return Err(PackError::Unknown(id.to_string()));
    }
    let io = |reason| PackError::Io { path: place.clone(), reason };
    // Away at once, whatever happens while the files go.
    let old = tempfile::Builder::new().prefix(".old-").tempdir_in(packs).map_err(io)?;
    std::fs::rename(&place, old.path().join("pack")).map_err(io)
}

fn read_pack_file(content: &Content) -> Result<Pack, Vec<Problem>> {
    content.get(PACK_FILE).ok_or_else(|| vec![Problem::of(PACK_FILE, "this file is missing")])?.yaml()
}

fn pack_file_problems(pack: &Pack) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = |member: &str, message: String| problems.push(Problem::of(PACK_FILE, message).at(format!("/{member}")));
    if !is_name(&pack.id) {
        report("id", format!("the id {} must be small letters, digits and hyphens", shortened(&pack.id, 100)));
    }
    if is_built_in_module(&pack.id) {
        report("id", format!("the id {} is that of a module of the course; choose another", pack.id));
    }
    for (what, text) in [("title", &pack.title), ("version", &pack.version), ("licence", &pack.licence)] {
        if text.trim().is_empty() || text.contains(char::is_control) {
            report(what, format!("the {what} must be one line that is not empty"));
        }
    }
    problems
}

/// Whether it can be part of an id and of a path: small letters, digits and hyphens.
pub(super) fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 64 && !text.starts_with('-') && text.chars().all(fits)
}

/// Questions whose id stands twice: progress could not tell them apart.
fn repeated_questions(course: &Course) -> Vec<Problem> {
    let mut seen = HashSet::new();
    course.questions.iter().filter(|question| !seen.insert(&question.id)).map(|question| question.problem("the id stands twice")).collect()
}

/// Files that look like content and would be shown to nobody.
fn files_not_taken(course: &Course, content: &Content) -> Vec<Problem> {
    let names = |id: &str, labs: bool| {
        id.split_once('/').is_some_and(|(module, slug)| {
            let module = course.module(module);
            module.is_some_and(|module| if labs { &module.labs } else { &module.lessons }.iter().any(|known| known == slug))
        })
    };
    let reason = |path: &str| {
        if path == COMMANDS || path == COVERAGE || path.strip_prefix(exam_profile::FOLDER).is_some_and(|rest| rest.starts_with('/')) {
            return Some("a pack has lessons, labs, questions and a glossary; this file is not taken, so remove it");
        }
        let lesson = path.strip_prefix("book/src/").and_then(|rest| rest.strip_suffix(".md"));
        let questions = path.strip_prefix("quizzes/").filter(|_| path != ALIKE).and_then(|rest| rest.strip_suffix(".yaml"));
        let lab = path.strip_prefix("labs/").and_then(|rest| rest.strip_suffix("/lab.yaml"));
        let unnamed = lesson.or(questions).is_some_and(|id| !names(id, false)) || lab.is_some_and(|id| !names(id, true));
        unnamed.then_some("no module in book/modules.yaml names it")
    };
    let files = ["book", "labs", "quizzes"].into_iter().flat_map(|part| content.below(part));
    files.filter_map(|file| Some(Problem::of(file.path, reason(file.path)?))).collect()
}
