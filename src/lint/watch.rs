//! Telling when a file that the linter reads was saved.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::SystemTime;

use super::collect;
use crate::source::Watch;

/// The files that the linter reads, by path, each with its size and the time of its last change; there may be too many to hold all.
pub type SeenFiles = BTreeMap<PathBuf, Option<(u64, SystemTime)>>;

/// Watches what [`collect`] finds in these paths.
pub fn watch(paths: &[PathBuf]) -> Watch<SeenFiles> {
    let looked_at = paths.to_vec();
    Watch::start(paths, move || look(&looked_at))
}

fn look(paths: &[PathBuf]) -> SeenFiles {
    let (files, _) = collect(paths);
    let seen = |path: PathBuf| {
        let state = std::fs::metadata(&path).ok().and_then(|metadata| Some((metadata.len(), metadata.modified().ok()?)));
        (path, state)
    };
    files.into_iter().map(|file| seen(file.path)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Watched;

    #[test]
    fn files_deep_in_a_folder_and_new_ones_are_seen() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::create_dir_all(folder.path().join("a/b")).expect("makes folders");
        let mut watched = watch(&[folder.path().to_path_buf()]);
        for text in ["{}", "{} "] {
            std::fs::write(folder.path().join("a/b/td.json"), text).expect("writes");
            assert_eq!(watched.wait(), Watched::Changed);
        }
        let stop = watched.stopper();
        std::fs::write(folder.path().join("a/b/notes.txt"), "not ours").expect("writes");
        stop();
        assert_eq!(watched.wait(), Watched::Stopped);
    }
}
