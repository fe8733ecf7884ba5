//! A learner's folder for one lab.

use std::path::{Path, PathBuf};

use crate::course::{ContentFile, Lab};
use crate::source::{ReadError, SourceFile};

/// What a learner's file may have, bytes: a hundred times what any lab's files have.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// The folder of a workspace into which the solution is written.
const SOLUTION: &str = "solution";

/// Reads a file of a workspace under its own name.
///
/// # Errors
/// When it cannot be read, or is too large.
pub(super) fn read_file(folder: &Path, file: &str) -> Result<SourceFile, ReadError> {
    let source = SourceFile::read_within(&folder.join(file), MAX_FILE_BYTES)?;
    Ok(SourceFile::new(file, source.text()))
}

/// Why a workspace cannot be made or used.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// There is something there already.
    #[error("{} is there already, and its README.md tells the task: go on with `ecslab lab check`. `ecslab lab reset` begins anew (it keeps a copy), --dir starts elsewhere", .0.display())]
    Exists(PathBuf),
    /// The folder is gone.
    #[error("the workspace {} is not there; `ecslab lab start` makes it", .0.display())]
    Gone(PathBuf),
    /// The system refused.
    #[error("cannot write {}: {reason}", path.display())]
    Io {
        /// What.
        path: PathBuf,
        /// Why.
        reason: String,
    },
}

/// A learner's folder for one lab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    folder: PathBuf,
}

impl Workspace {
    /// Makes a workspace with the lab's starter and its task. All files are there or none.
    ///
    /// # Errors
    /// When the folder exists or cannot be made.
    pub fn start(lab: &Lab, folder: &Path) -> Result<Self, WorkspaceError> {
        if folder.exists() && std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(WorkspaceError::Exists(folder.to_path_buf()));
        }
        let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::create_dir_all(parent).map_err(|error| io_error(parent, &error))?;
        // Written beside its place and then moved there, so that a kill leaves no half of it.
        let staging = tempfile::Builder::new().prefix(".ecslab-").tempdir_in(parent).map_err(|error| io_error(parent, &error))?;
        write_files(staging.path(), &lab.files.starter)?;
        write(&staging.path().join("README.md"), lab.readme.as_bytes())?;
        if folder.exists() {
            std::fs::remove_dir(folder).map_err(|error| io_error(folder, &error))?;
        }
        let staged = staging.keep();
        open_to_all(&staged);
        std::fs::rename(&staged, folder).map_err(|error| io_error(folder, &error))?;
        let folder = folder.canonicalize().map_err(|error| io_error(folder, &error))?;
        Ok(Self { folder })
    }

    /// The workspace in a folder.
    ///
    /// # Errors
    /// When the folder is not there.
    pub fn open(folder: &Path) -> Result<Self, WorkspaceError> {
        if folder.is_dir() { Ok(Self { folder: folder.to_path_buf() }) } else { Err(WorkspaceError::Gone(folder.to_path_buf())) }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Puts the starter's files back, byte for byte, and gives the folder beside it that keeps what they were.
    ///
    /// # Errors
    /// When something cannot be written; the learner's files are in one of the two folders all the same.
    pub fn reset(&self, lab: &Lab) -> Result<PathBuf, WorkspaceError> {
        let name = self.folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let kept = (1..)
            .map(|number| self.folder.with_file_name(format!("{name}.before-reset-{number}")))
            .find(|path| !path.exists())
            // The range has no end.
            .unwrap_or_else(|| self.folder.with_extension("before-reset"));
        std::fs::rename(&self.folder, &kept).map_err(|error| io_error(&kept, &error))?;
        Self::start(lab, &self.folder)?;
        Ok(kept)
    }

    /// Writes the solution into a folder `solution` of the workspace, beside the learner's own files.
    ///
    /// # Errors
    /// When something cannot be written.
    pub fn write_solution(&self, lab: &Lab) -> Result<PathBuf, WorkspaceError> {
        let folder = self.folder.join(SOLUTION);
        write_files(&folder, &lab.files.solution)?;
        Ok(folder)
    }

    /// The folder of the solution, where it was written.
    pub fn written_solution(&self) -> Option<PathBuf> {
        Some(self.folder.join(SOLUTION)).filter(|folder| folder.is_dir())
    }
}

/// Writes files below a folder.
pub(crate) fn write_files(folder: &Path, files: &[(String, ContentFile)]) -> Result<(), WorkspaceError> {
    for (path, file) in files {
        write(&folder.join(path), file.bytes)?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), WorkspaceError> {
    if let Some(parent) = path.parent() {
        std::fs::create_dir_all(parent).map_err(|error| io_error(parent, &error))?;
    }
    std::fs::write(path, bytes).map_err(|error| io_error(path, &error))
}

/// A temporary folder is its owner's alone; a workspace is an ordinary folder.
fn open_to_all(folder: &Path) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Left as it is where that cannot be changed: the owner can work in it all the same.
        let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o755));
    }
    #[cfg(not(unix))]
    let _ = folder;
}

fn io_error(path: &Path, error: &std::io::Error) -> WorkspaceError {
    WorkspaceError::Io { path: path.to_path_buf(), reason: error.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Course;

    #[test]
    fn a_file_that_no_lab_has_is_refused_by_its_size() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let write =
            |bytes: u64| std::fs::write(folder.path().join("a"), vec![b' '; usize::try_from(bytes).expect("fits")]).expect("writes");
        write(MAX_FILE_BYTES);
        assert_eq!(read_file(folder.path(), "a").expect("it is small enough").path(), "a", "it is told under its own name");
        write(MAX_FILE_BYTES + 1);
        assert!(matches!(read_file(folder.path(), "a"), Err(ReadError::TooLarge { limit: MAX_FILE_BYTES })));
    }

    #[test]
    fn a_workspace_is_the_starter_and_reset_brings_it_back_byte_for_byte() {
        let course = Course::embedded();
        let place = tempfile::tempdir().expect("a temporary folder");
        for lab in &course.labs {
            let folder = place.path().join(lab.id.replace('/', "-"));
            let workspace = Workspace::start(lab, &folder).expect("starts");
            assert!(matches!(Workspace::start(lab, &folder), Err(WorkspaceError::Exists(_))));
            let (path, original) = &lab.files.starter[0];
            std::fs::write(folder.join(path), "mine").expect("writes");
            std::fs::write(folder.join("notes"), "also mine").expect("writes");
            let kept = workspace.reset(lab).expect("resets");
            assert_eq!(std::fs::read(folder.join(path)).expect("reads"), original.bytes);
            assert_eq!(std::fs::read_to_string(kept.join(path)).expect("reads"), "mine");
            assert_eq!(std::fs::read_to_string(kept.join("notes")).expect("reads"), "also mine");
            assert_ne!(workspace.reset(lab).expect("resets again"), kept);
        }
    }
}
