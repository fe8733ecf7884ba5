//! Content files and what can be wrong with them.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use serde::de::DeserializeOwned;

static BOOK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/book");
static LABS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/labs");
static QUIZZES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/quizzes");

/// Where content comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// What is embedded in the program.
    Embedded,
    /// A folder that holds `book/`, `labs/` and `quizzes/`, such as a clone of the repository.
    Folder(PathBuf),
}

/// A file of the course.
#[derive(Debug, Clone, Copy)]
pub struct ContentFile {
    /// Its path from the repository's root, with forward slashes.
    pub path: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

/// Something wrong with a content file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The file from the repository's root.
    pub file: String,
    /// The line from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong.
    pub message: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.line {
            Some(line) => write!(formatter, "{}:{line}: {}", self.file, self.message),
            None => write!(formatter, "{}: {}", self.file, self.message),
        }
    }
}

impl Problem {
    /// A problem of a file as a whole.
    pub fn of(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, message: message.into() }
    }
}

impl Problem {
    /// With a line, where the file has one: that of the question whose id the message begins with, else the first.
    #[must_use]
    pub fn with_line(self, content: &Content) -> Self {
        if self.line.is_some() {
            return self;
        }
        let Some(Ok(text)) = content.get(&self.file).map(|file| file.text()) else { return self };
        let id = self.message.split(':').next().unwrap_or_default();
        let names = |line: &str| line.trim_start().trim_start_matches("- ").strip_prefix("id:").is_some_and(|rest| rest.trim() == id);
        let line = text.lines().position(names).map_or(1, |index| index + 1);
        Self { line: Some(line), ..self }
    }
}

impl Content {
    /// The file at a path from the repository's root.
    pub fn get(&self, path: &str) -> Option<ContentFile> {
        match self {
            Content::Embedded => {
                let (folder, rest) = path.split_once('/')?;
                let file = directory(folder)?.get_file(rest)?;
                Some(ContentFile { path: leak(folder, file.path()), bytes: file.contents() })
            }
            Content::Folder(root) => {
                let bytes = std::fs::read(root.join(path)).ok()?;
                Some(ContentFile { path: leak_text(path.to_string()), bytes: Box::leak(bytes.into_boxed_slice()) })
            }
        }
    }

    /// All files below a folder such as `labs/fargate`, sorted by path.
    pub fn below(&self, folder: &str) -> Vec<ContentFile> {
        let mut found = Vec::new();
        match self {
            Content::Embedded => {
                let (root, rest) = folder.split_once('/').unwrap_or((folder, ""));
                let Some(directory) = directory(root) else { return Vec::new() };
                collect(root, directory, &mut found);
                found.retain(|file| rest.is_empty() || file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/')));
            }
            Content::Folder(root) => self.collect_folder(root, Path::new(folder), &mut found),
        }
        found.sort_by_key(|file| file.path);
        found
    }

    fn collect_folder(&self, root: &Path, folder: &Path, found: &mut Vec<ContentFile>) {
        // What cannot be listed is reported as missing by whoever needs it.
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else { return };
        for entry in entries.flatten() {
            let path = folder.join(entry.file_name());
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => self.collect_folder(root, &path, found),
                Ok(_) => found.extend(self.get(&with_slashes(&path))),
                Err(_) => {}
            }
        }
    }
}

impl ContentFile {
    /// The embedded file at a path from the repository's root.
    pub fn get(path: &str) -> Option<Self> {
        Content::Embedded.get(path)
    }

    /// All embedded files below a folder such as `labs/fargate`, sorted by path.
    pub fn below(folder: &str) -> Vec<Self> {
        Content::Embedded.below(folder)
    }

    /// The text.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&'static str, Problem> {
        std::str::from_utf8(self.bytes).map_err(|error| Problem::of(self.path, format!("not UTF-8: {error}")))
    }

    /// Reads the file as YAML.
    ///
    /// # Errors
    /// The first place that does not fit `T`.
    pub fn yaml<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        parse_yaml(self.path, self.text()?, 0)
    }
}

/// Reads YAML whose first line is line `skipped + 1` of the file.
pub(super) fn parse_yaml<T: DeserializeOwned>(path: &str, text: &str, skipped: usize) -> Result<T, Problem> {
    serde_yaml::from_str(text).map_err(|error| Problem {
        file: path.to_string(),
        line: error.location().map(|location| location.line() + skipped),
        message: error.to_string(),
    })
}

fn directory(name: &str) -> Option<&'static Dir<'static>> {
    match name {
        "book" => Some(&BOOK),
        "labs" => Some(&LABS),
        "quizzes" => Some(&QUIZZES),
        _ => None,
    }
}

fn collect(root: &str, directory: &'static Dir<'static>, found: &mut Vec<ContentFile>) {
    found.extend(directory.files().map(|file| ContentFile { path: leak(root, file.path()), bytes: file.contents() }));
    for child in directory.dirs() {
        collect(root, child, found);
    }
}

fn with_slashes(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// The full path of an embedded file.
fn leak(root: &str, path: &Path) -> &'static str {
    leak_text(format!("{root}/{}", with_slashes(path)))
}

/// A course is loaded once in a process, so its few kilobytes stay.
fn leak_text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
