//! The folder of the book: checked first, and replaced as a whole at the end.

use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::BookError;

/// The file that tells a book of ours from somebody's folder.
const MARKER: &str = ".ecslab-book";

/// Where the book will stand, and a workshop beside it on the same file system.
pub(super) struct Destination {
    folder: PathBuf,
    workshop: TempDir,
}

impl Destination {
    /// Looks whether a book may stand there, before any work is done.
    ///
    /// # Errors
    /// When the folder holds something else, or cannot be written.
    pub fn prepare(folder: &Path) -> Result<Self, BookError> {
        // Through links and `.`, because a rename replaces the name that it is given.
        let folder = match folder.canonicalize() {
            Ok(folder) => folder,
            Err(_) => std::path::absolute(folder).map_err(BookError::io("find", folder))?,
        };
        check(&folder)?;
        let Some(parent) = folder.parent() else { return Err(BookError::ForeignFolder(folder)) };
        std::fs::create_dir_all(parent).map_err(BookError::io("create", parent))?;
        let workshop = tempfile::Builder::new().prefix(".ecslab-book-").tempdir_in(parent).map_err(BookError::io("write in", parent))?;
        Ok(Self { folder, workshop })
    }

    /// Where the work is done; it is gone when this value is.
    pub fn workshop(&self) -> &Path {
        self.workshop.path()
    }

    /// Puts a finished site from the workshop into place and gives the folder.
    ///
    /// # Errors
    /// When the system does not let it; what stood there before stays.
    pub fn publish(self, site: &Path) -> Result<PathBuf, BookError> {
        let marker = site.join(MARKER);
        std::fs::write(&marker, "made by ecslab book build, which may replace this folder\n").map_err(BookError::io("write", &marker))?;
        let before = self.workshop.path().join("before");
        let stood = self.folder.exists();
        if stood {
            std::fs::rename(&self.folder, &before).map_err(BookError::io("replace", &self.folder))?;
        }
        if let Err(error) = std::fs::rename(site, &self.folder) {
            if stood {
                // The error below is the one to tell; a second one would say the same.
                let _ = std::fs::rename(&before, &self.folder);
            }
            return Err(BookError::io("create", &self.folder)(error));
        }
        Ok(self.folder)
    }
}

fn check(folder: &Path) -> Result<(), BookError> {
    if !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        return Err(BookError::NotAFolder(folder.to_path_buf()));
    }
    let mut entries = std::fs::read_dir(folder).map_err(BookError::io("read", folder))?;
    if entries.next().is_none() || folder.join(MARKER).is_file() {
        return Ok(());
    }
    Err(BookError::ForeignFolder(folder.to_path_buf()))
}
