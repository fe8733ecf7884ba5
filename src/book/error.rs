//! What can stop the making of a book.

use std::path::{Path, PathBuf};

/// Why there is no book.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// The folder holds something else, which nobody wants to lose.
    #[error("{} is not empty and not a book made by ecslab, so it is left alone", .0.display())]
    ForeignFolder(PathBuf),
    /// There is a file where the folder should be.
    #[error("{} is not a folder", .0.display())]
    NotAFolder(PathBuf),
    /// A file or folder cannot be read or written.
    #[error("cannot {action} {}: {source}", .path.display())]
    Io {
        /// What was tried, such as `create`.
        action: &'static str,
        /// Where.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A template of the book is broken.
    #[error("cannot fill a template of the book: {0}")]
    Template(#[from] tera::Error),
    /// mdBook gave up.
    #[error("cannot make the pages: {0:#}")]
    Pages(anyhow::Error),
}

impl BookError {
    /// Adds to a system's error what was tried and where.
    pub(super) fn io(action: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_path_buf(), source }
    }
}
