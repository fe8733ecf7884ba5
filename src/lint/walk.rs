//! From the paths on a command line to the files to lint.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::source::in_words;

/// A file to lint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collected {
    /// Where it is.
    pub path: PathBuf,
    /// Whether it was named; a file found in a folder is skipped when it is none of the kinds.
    pub named: bool,
}

/// Files as they are named, and below folders every `.json`, `.yaml`, `.yml` and `.template` that .gitignore does not exclude, sorted; each once,
/// where it comes first. Links to folders are not followed, so that none leads around in a circle.
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
    // Within one folder nothing is found twice.
    let files = if paths.len() > 1 { each_once(files) } else { files };
    (files, errors)
}

fn below(folder: &Path, files: &mut Vec<Collected>, errors: &mut Vec<(PathBuf, String)>) {
    let mut walk = WalkBuilder::new(folder);
    // Hidden folders hold real configuration (.aws, .github); the repository's own does not.
    walk.hidden(false).filter_entry(|entry| entry.file_name() != ".git");
    let first = files.len();
    for entry in walk.build() {
        match entry {
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_file()) && is_document(entry.path()) => {
                files.push(Collected { path: entry.into_path(), named: false });
            }
            Ok(_) => {}
            Err(error) => {
                let reason = error.io_error().map_or_else(|| error.to_string(), in_words);
                errors.push((place(&error).unwrap_or(folder).to_path_buf(), reason));
            }
        }
    }
    files[first..].sort_unstable_by(|one, other| one.path.cmp(&other.path));
}

fn is_document(path: &Path) -> bool {
    path.extension().is_some_and(|extension| ["json", "yaml", "yml", "template"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

/// The path that an error of the walk is about.
fn place(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => place(err),
        ignore::Error::Loop { child, .. } => Some(child),
        _ => None,
    }
}

/// Leaves each file where it comes first; one that is named anywhere counts as named.
fn each_once(files: Vec<Collected>) -> Vec<Collected> {
    let mut folders: HashMap<PathBuf, PathBuf> = HashMap::new();
    let mut seen: HashMap<PathBuf, usize> = HashMap::new();
    let mut once: Vec<Collected> = Vec::new();
    for file in files {
        // Of a file that was found only the folder can stand for several; one that was named may be a link itself.
        let real = if file.named {
            file.path.canonicalize().unwrap_or_else(|_| file.path.clone())
        } else {
            let folder = file.path.parent().unwrap_or(Path::new("")).to_path_buf();
            let real = folders.entry(folder).or_insert_with_key(|folder| folder.canonicalize().unwrap_or_else(|_| folder.clone()));
            file.path.file_name().map_or_else(|| file.path.clone(), |name| real.join(name))
        };
        match seen.get(&real) {
            Some(index) => once[*index].named |= file.named,
            None => {
                seen.insert(real, once.len());
                once.push(file);
            }
        }
    }
    once
}
