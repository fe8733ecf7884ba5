//! Content packs: folders with lessons, labs and questions of one's own, beside those of the course.
//!
//! A pack has `pack.yaml` and, in the forms of the course, `book/modules.yaml`, `book/src`, `labs` and `quizzes`. Its ids get the pack's
//! id in front, so that they clash with none. Installed packs are copies below the learner's folder.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::content::parse_yaml;
use super::load::is_built_in_module;
use super::{Content, Course, Problem};
use crate::counted::counted;

/// The file that makes a folder a pack.
pub const PACK_FILE: &str = "pack.yaml";
/// What a pack consists of.
const PARTS: [&str; 3] = ["book", "labs", "quizzes"];
/// More is no content, but a mistake in the folder's name.
const MOST_FILES: usize = 10_000;
const MOST_BYTES: u64 = 100 * 1024 * 1024;

/// What a pack says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
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
    /// Everything that is wrong with its form.
    pub problems: Vec<Problem>,
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
        let mut problems = Vec::new();
        let pack = match read_pack_file(folder) {
            Ok(pack) => {
                problems.extend(pack_file_problems(&pack));
                Some(pack)
            }
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        let listed = list_files(folder, &mut problems);
        let (course, found) = Course::load_pack(&Content::Folder(folder.to_path_buf()));
        problems.extend(found);
        problems.extend(unnamed_files(&course, &listed));
        problems.extend(twice(&course));
        Self { pack, course, problems }
    }
}

impl Course {
    /// The course of the program and of all installed packs, which stand after it. A pack that cannot be read is left out, and
    /// [`crate::progress::take_notices`] says so.
    pub fn open() -> Self {
        let mut course = Self::embedded();
        let Some(folder) = packs_folder() else { return course };
        for (folder, read) in installed(&folder) {
            match read {
                Ok((pack, content)) => course.append(&pack.id, content),
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
        let own = |id: &str| format!("{pack}/{id}");
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
        self.modules.extend(content.modules);
        self.lessons.extend(content.lessons);
        self.questions.extend(content.questions);
        self.labs.extend(content.labs);
    }
}

/// The folder of the installed packs, if the learner's folder is known.
pub fn packs_folder() -> Option<PathBuf> {
    crate::progress::home().map(|home| home.join("packs"))
}

/// The installed packs, sorted by folder: each can be read, or says its first problem.
#[expect(clippy::type_complexity, reason = "a name for the pair would say no more")]
pub fn installed(packs: &Path) -> Vec<(PathBuf, Result<(Pack, Course), Problem>)> {
    let folders = std::fs::read_dir(packs).into_iter().flatten().flatten().map(|entry| entry.path());
    // Half-made ones begin with a dot.
    let mut folders: Vec<PathBuf> =
        folders.filter(|path| path.is_dir() && path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'))).collect();
    folders.sort();
    let read = |folder: PathBuf| {
        let read = ReadPack::of(&folder);
        let named = read.pack.as_ref().map(|pack| pack.id.clone());
        let outcome = match (read.pack, read.problems.into_iter().next()) {
            (Some(pack), None) if folder.file_name().is_some_and(|name| name == pack.id.as_str()) => Ok((pack, read.course)),
            (_, Some(problem)) => Err(problem),
            _ => Err(Problem::of(PACK_FILE, format!("its id is {}, which is not the folder's name", named.unwrap_or_default()))),
        };
        (folder, outcome)
    };
    folders.into_iter().map(read).collect()
}

/// Installs a copy of a pack, in the place of an older one. What is installed is what was checked: the copy.
///
/// # Errors
/// When it has a problem, or cannot be copied; then nothing is changed.
pub fn install(folder: &Path, packs: &Path) -> Result<Pack, PackError> {
    let io = |path: &Path| {
        let path = path.to_path_buf();
        move |reason| PackError::Io { path, reason }
    };
    let mut problems = Vec::new();
    let files = list_files(folder, &mut problems);
    if !problems.is_empty() {
        return Err(PackError::Problems(ReadPack::of(folder).problems));
    }
    std::fs::create_dir_all(packs).map_err(io(packs))?;
    let staging = tempfile::Builder::new().prefix(".new-").tempdir_in(packs).map_err(io(packs))?;
    for file in &files {
        let to = staging.path().join(file);
        if let Some(parent) = to.parent() {
            std::fs::create_dir_all(parent).map_err(io(parent))?;
        }
        std::fs::copy(folder.join(file), &to).map_err(io(&to))?;
    }
    let read = ReadPack::of(staging.path());
    let pack = match read.pack {
        Some(pack) if read.problems.is_empty() => pack,
        _ => return Err(PackError::Problems(read.problems)),
    };
    let place = packs.join(&pack.id);
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
    Ok(pack)
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

fn read_pack_file(folder: &Path) -> Result<Pack, Problem> {
    let text = std::fs::read_to_string(folder.join(PACK_FILE)).map_err(|error| Problem::of(PACK_FILE, crate::source::in_words(&error)))?;
    parse_yaml(PACK_FILE, &text, 0)
}

fn pack_file_problems(pack: &Pack) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = |message: String| problems.push(Problem { file: PACK_FILE.to_string(), line: Some(1), message });
    if !is_name(&pack.id) {
        report(format!("the id {} must be small letters, digits and hyphens", crate::diagnostics::printable_line(&pack.id)));
    }
    if is_built_in_module(&pack.id) {
        report(format!("the id {} is that of a module of the course; choose another", pack.id));
    }
    for (what, text) in [("title", &pack.title), ("version", &pack.version), ("licence", &pack.licence)] {
        if text.trim().is_empty() || text.contains(char::is_control) {
            report(format!("the {what} must be one line that is not empty"));
        }
    }
    problems
}

/// Whether it can be part of an id and of a path: small letters, digits and hyphens.
pub(super) fn is_name(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty() && text.len() <= 64 && !text.starts_with('-') && text.chars().all(fits)
}

/// All files of a pack, from its folder. Links are problems: they may lead out of it.
fn list_files(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut bytes = 0;
    let mut open: Vec<PathBuf> = PARTS.iter().map(PathBuf::from).chain([PathBuf::from(PACK_FILE)]).collect();
    while let Some(path) = open.pop() {
        let shown = path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let Ok(metadata) = std::fs::symlink_metadata(folder.join(&path)) else { continue };
        if metadata.is_symlink() {
            problems.push(Problem::of(shown, "this is a link; a pack holds files and folders only"));
        } else if metadata.is_dir() {
            match std::fs::read_dir(folder.join(&path)) {
                Ok(entries) => open.extend(entries.flatten().map(|entry| path.join(entry.file_name()))),
                Err(error) => problems.push(Problem::of(shown, crate::source::in_words(&error))),
            }
        } else if metadata.is_file() {
            bytes += metadata.len();
            files.push(path);
        } else {
            problems.push(Problem::of(shown, "this is no file"));
        }
        if files.len() > MOST_FILES || bytes > MOST_BYTES {
            problems.push(Problem::of(".", format!("a pack has at most {MOST_FILES} files and {} MiB", MOST_BYTES / 1024 / 1024)));
            return files;
        }
    }
    files.sort();
    files
}

/// Ids that stand twice: progress could not tell them apart.
fn twice(course: &Course) -> Vec<Problem> {
    let mut seen = std::collections::BTreeSet::new();
    let lessons = course.lessons.iter().map(|lesson| (&lesson.id, "book/modules.yaml".to_string()));
    let labs = course.labs.iter().map(|lab| (&lab.id, "book/modules.yaml".to_string()));
    let questions = course.questions.iter().map(|question| (&question.id, format!("quizzes/{}.yaml", question.lesson)));
    let modules = course.modules.iter().map(|module| (&module.id, "book/modules.yaml".to_string()));
    let mut problems = Vec::new();
    for (kind, ids) in
        [("module", modules.collect::<Vec<_>>()), ("lesson", lessons.collect()), ("lab", labs.collect()), ("question", questions.collect())]
    {
        for (id, file) in ids {
            if !seen.insert((kind, id)) {
                problems.push(Problem::of(file, format!("{id}: this {kind} stands twice")));
            }
        }
    }
    problems
}

/// Lessons, questions and labs that no module names: nobody would see them.
fn unnamed_files(course: &Course, files: &[PathBuf]) -> Vec<Problem> {
    let names = |id: &str, labs: bool| {
        id.split_once('/').is_some_and(|(module, slug)| {
            let module = course.module(module);
            module.is_some_and(|module| if labs { &module.labs } else { &module.lessons }.iter().any(|known| known == slug))
        })
    };
    let mut problems = Vec::new();
    for file in files {
        let path = file.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/");
        let lesson = path.strip_prefix("book/src/").and_then(|rest| rest.strip_suffix(".md"));
        let questions = path.strip_prefix("quizzes/").and_then(|rest| rest.strip_suffix(".yaml"));
        let lab = path.strip_prefix("labs/").and_then(|rest| rest.strip_suffix("/lab.yaml"));
        let unnamed = lesson.or(questions).is_some_and(|id| !names(id, false)) || lab.is_some_and(|id| !names(id, true));
        if unnamed {
            problems.push(Problem::of(path, "no module in book/modules.yaml names it"));
        }
    }
    problems
}
