//! Telling when a learner has saved a file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::source::Watch;

/// Of a larger file only the size and the time of the last change are compared.
const MOST_COMPARED: u64 = 1024 * 1024;

/// What tells one state of a file from another.
#[derive(Debug, PartialEq, Eq)]
pub enum Content {
    /// All of it.
    Bytes(Vec<u8>),
    /// Its size, and when it was changed.
    Large(u64, Option<SystemTime>),
}

/// Watches the files of a folder.
pub fn watch(folder: &Path) -> Watch<BTreeMap<PathBuf, Content>> {
    let looked_at = folder.to_path_buf();
    Watch::start(&[folder.to_path_buf()], move || read_all(&looked_at))
}

/// The files directly in the folder; a workspace has no deeper ones but the solution.
fn read_all(folder: &Path) -> BTreeMap<PathBuf, Content> {
    let Ok(entries) = std::fs::read_dir(folder) else { return BTreeMap::new() };
    let read = |path: PathBuf| {
        let metadata = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?;
        let content = match metadata.len() {
            0..=MOST_COMPARED => Content::Bytes(std::fs::read(&path).ok()?),
            larger => Content::Large(larger, metadata.modified().ok()),
        };
        Some((path, content))
    };
    entries.flatten().filter_map(|entry| read(entry.path())).collect()
}
