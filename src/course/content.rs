//! Content files, wherever they come from.

use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::Problem;
use super::form::read_yaml;

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
    /// Files that were read before, sorted by path; nothing else is looked at.
    Files(Vec<ContentFile>),
}

/// A file of the course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ContentFile {
    /// Its path from the repository's root, with forward slashes.
    pub path: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
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
                Some(ContentFile::kept(path.to_string(), bytes))
            }
            Content::Files(files) => files.binary_search_by_key(&path, |file| file.path).ok().map(|index| files[index]),
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
            Content::Files(files) => {
                let is_below = |file: &&ContentFile| file.path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'));
                found.extend(files.iter().filter(is_below));
            }
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

    /// A file that stays as long as the program runs: a course is loaded once, so these are a few megabytes.
    pub(super) fn kept(path: String, bytes: Vec<u8>) -> Self {
        Self { path: leak_text(path), bytes: Box::leak(bytes.into_boxed_slice()) }
    }

    /// The text.
    ///
    /// # Errors
    /// When it is not UTF-8.
    pub fn text(&self) -> Result<&'static str, Problem> {
        std::str::from_utf8(self.bytes).map_err(|error| {
            let line = self.bytes[..error.valid_up_to()].iter().filter(|byte| **byte == b'\n').count() + 1;
            Problem::of(self.path, "this is not UTF-8; save the file as UTF-8").on_line(line)
        })
    }

    /// Reads the file as YAML.
    ///
    /// # Errors
    /// All that does not fit `T`.
    pub fn yaml<T: DeserializeOwned + JsonSchema>(&self) -> Result<T, Vec<Problem>> {
        read_yaml(self.path, self.text().map_err(|problem| vec![problem])?, 0)
    }
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
