//! Telling when a file that the linter reads was saved.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{collect, find_configuration};
use crate::source::Watch;

/// The files that the linter reads, by path, each with its size and the time of its last change; there may be too many to hold all.
pub type SeenFiles = BTreeMap<PathBuf, Option<(u64, SystemTime)>>;

/// Watches what [`collect`] finds in these paths, the configurations that hold there, and `others`.
pub fn watch(paths: &[PathBuf], others: &[PathBuf]) -> Watch<SeenFiles> {
    let configurations = paths.iter().filter_map(|path| find_configuration(path));
    let places: Vec<PathBuf> = paths.iter().chain(others).cloned().chain(configurations).collect();
    let (paths, others) = (paths.to_vec(), others.to_vec());
    Watch::start(&places, move || look(&paths, &others))
}

fn look(paths: &[PathBuf], others: &[PathBuf]) -> SeenFiles {
    let (files, _) = collect(paths);
    let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.path.parent()).collect();
    let configurations: Vec<PathBuf> = folders.into_iter().filter_map(find_configuration).collect();
    let seen = |path: PathBuf| {
        let state = std::fs::metadata(&path).ok().and_then(|metadata| Some((metadata.len(), metadata.modified().ok()?)));
        (path, state)
    };
    files.into_iter().map(|file| file.path).chain(configurations).chain(others.iter().cloned()).map(seen).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Watched;

    #[test]
    fn files_deep_in_a_folder_and_new_ones_are_seen() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir_all(folder.path().join("a/b")).expect("makes folders");
        let mut watched = watch(&[folder.path().to_path_buf()], &[]);
        for text in ["{}", "{} "] {
            std::fs::write(folder.path().join("a/b/td.json"), text).expect("writes");
            assert_eq!(watched.wait(), Watched::Changed);
        }
        std::fs::write(folder.path().join("a/ecslab.toml"), "").expect("writes");
        assert_eq!(watched.wait(), Watched::Changed);
        let stop = watched.stopper();
        std::fs::write(folder.path().join("a/b/notes.txt"), "not ours").expect("writes");
        stop();
        assert_eq!(watched.wait(), Watched::Stopped);
    }
}
