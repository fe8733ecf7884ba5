//! What the containers of one run of a lab leave for each other: file systems and directories of the host.

use std::path::PathBuf;

use tempfile::TempDir;

use crate::runtime::{Engine, LiveSession, random_session, remove_file_systems};

/// Lasts as long as the checks of one run; two runs never meet.
pub(super) struct Scratch {
    scope: String,
    folder: Option<TempDir>,
    /// Keeps `ecslab clean` off.
    _live: LiveSession,
}

impl Scratch {
    /// Empty file systems, and a folder for the host's directories where one can be made.
    pub(super) fn new() -> Self {
        let scope = random_session();
        let folder = tempfile::Builder::new().prefix("ecslab-lab-").tempdir().ok();
        Self { _live: LiveSession::hold(&scope), scope, folder }
    }

    /// The part of the names of file systems that keeps runs apart.
    pub(super) fn scope(&self) -> &str {
        &self.scope
    }

    /// What stands in for the directories of the host.
    pub(super) fn folder(&self) -> Option<PathBuf> {
        self.folder.as_ref().map(|folder| folder.path().to_path_buf())
    }

    /// Removes the file systems with their data.
    pub(super) fn remove(self, engine: &dyn Engine) {
        // What cannot be removed now carries the session's label, for `ecslab clean`.
        let _ = remove_file_systems(engine, Some(&self.scope));
    }
}
