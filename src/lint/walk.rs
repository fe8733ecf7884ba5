//! From the paths on a command line to the files to lint.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use ignore::types::TypesBuilder;

use crate::source::in_words;

/// A file to lint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it was named; a file found in a folder is skipped when it is none of the kinds.
    pub named: bool,
}

/// Files as they are named, and below folders every `.json`, `.yaml` and `.yml` that .gitignore does not exclude, sorted.
///
/// # Errors
/// Paths that cannot be read, each with its reason; the others are collected all the same.
pub fn collect(paths: &[PathBuf]) -> (Vec<Collected>, Vec<(PathBuf, String)>) {
    let mut files = Vec::new();
    let mut errors = Vec::new();
    for path in paths {
        match std::fs::metadata(path) {
            Err(error) => errors.push((path.clone(), in_words(&error))),
            Ok(metadata) if metadata.is_dir() => below(path, &mut files, &mut errors),
            Ok(_) => files.push(Collected { path: path.clone(), named: true }),
        }
    }
    (files, errors)
}

fn below(folder: &Path, files: &mut Vec<Collected>, errors: &mut Vec<(PathBuf, String)>) {
    let mut types = TypesBuilder::new();
    for glob in ["*.json", "*.yaml", "*.yml"] {
        // The name is a word and the glob a constant, so neither can be refused.
        let _ = types.add("document", glob);
    }
    types.select("document");
    let mut walk = WalkBuilder::new(folder);
    if let Ok(types) = types.build() {
        walk.types(types);
    }
    let mut found = Vec::new();
    // Hidden folders hold real configuration (.aws, .github); the repository's own does not.
    for entry in walk.hidden(false).filter_entry(|entry| entry.file_name() != ".git").build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) => {
                found.push(Collected { path: entry.into_path(), named: false });
            }
            Ok(_) => {}
            Err(error) => {
                let reason = error.io_error().map_or_else(|| error.to_string(), in_words);
                errors.push((folder.to_path_buf(), reason));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    files.extend(found);
}
