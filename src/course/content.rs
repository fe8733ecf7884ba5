//! Content files, wherever they come from.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use include_dir::{Dir, include_dir};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::Problem;
use super::form::read_yaml;

static BOOK: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/book");
static LABS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/labs");
static QUIZZES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/quizzes");
/// All embedded files, sorted by path: each start looks for hundreds of them.
static EMBEDDED: LazyLock<Vec<ContentFile>> = LazyLock::new(|| {
    let mut files = Vec::new();
    for (root, directory) in [("book", &BOOK), ("labs", &LABS), ("quizzes", &QUIZZES)] {
        collect(root, directory, &mut files);
    }
    files.sort_by_key(|file| file.path);
    files
});

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
            Content::Embedded => find(&EMBEDDED, path),
            Content::Folder(root) => {
                let bytes = std::fs::read(root.join(path)).ok()?;
                Some(ContentFile::kept(path.to_string(), bytes))
            }
            Content::Files(files) => find(files, path),
        }
    }

    /// All files below a folder such as `labs/fargate`, sorted by path.
    pub fn below(&self, folder: &str) -> Vec<ContentFile> {
        match self {
            Content::Embedded => below(&EMBEDDED, folder).to_vec(),
            Content::Folder(root) => {
                let mut found = Vec::new();
                self.collect_folder(root, Path::new(folder), &mut found);
                found.sort_by_key(|file| file.path);
                found
            }
            Content::Files(files) => below(files, folder).to_vec(),
        }
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

fn find(sorted: &[ContentFile], path: &str) -> Option<ContentFile> {
    sorted.binary_search_by_key(&path, |file| file.path).ok().map(|index| sorted[index])
}

/// Those below a folder stand together, since nothing else begins with its name and a slash.
fn below<'f>(sorted: &'f [ContentFile], folder: &str) -> &'f [ContentFile] {
    let prefix = format!("{folder}/");
    let start = sorted.partition_point(|file| file.path < prefix.as_str());
    let count = sorted[start..].partition_point(|file| file.path.starts_with(&prefix));
    &sorted[start..start + count]
}

fn collect(root: &str, directory: &'static Dir<'static>, found: &mut Vec<ContentFile>) {
    found.extend(
        directory
            .files()
            .map(|file| ContentFile { path: leak_text(format!("{root}/{}", with_slashes(file.path()))), bytes: file.contents() }),
    );
    for child in directory.dirs() {
        collect(root, child, found);
    }
}

fn with_slashes(path: &Path) -> String {
    path.iter().map(|part| part.to_string_lossy()).collect::<Vec<_>>().join("/")
}

/// A course is loaded once in a process, so its few kilobytes stay.
fn leak_text(text: String) -> &'static str {
    Box::leak(text.into_boxed_str())
}
