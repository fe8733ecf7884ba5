//! Files that are whole or not there, and locks between processes.

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::RegistryError;

/// Replaces a file by other content. After a kill at any moment it has the old content or the new; others of this machine may not
/// read it.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), RegistryError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let write = || {
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(path).map_err(|error| error.error)?;
        sync_folder(folder)
    };
    write().map_err(|error| RegistryError::storage(path, &error))
}

/// Makes the names in a folder last through a power failure, where the system can.
pub fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// Reads a file; `None` where there is none.
pub fn read_if_there(path: &Path) -> Result<Option<Vec<u8>>, RegistryError> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(RegistryError::storage(path, &error)),
    }
}

/// Makes a folder and those above it.
pub fn make_folder(path: &Path) -> Result<(), RegistryError> {
    std::fs::create_dir_all(path).map_err(|error| RegistryError::storage(path, &error))
}

/// A lock that one holder at a time has, of all threads and processes; the system lets go of it when a process ends.
#[derive(Debug)]
pub struct Lock(#[expect(dead_code, reason = "closing it unlocks")] File);

impl Lock {
    /// Waits for the lock.
    pub fn wait(path: &Path) -> Result<Self, RegistryError> {
        let file = open(path)?;
        file.lock().map_err(|error| RegistryError::storage(path, &error))?;
        Ok(Self(file))
    }

    /// Takes the lock; `None` where another one holds it.
    #[cfg(feature = "containers")]
    pub fn try_take(path: &Path) -> Result<Option<Self>, RegistryError> {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self(file))),
            Err(std::fs::TryLockError::WouldBlock) => Ok(None),
            Err(std::fs::TryLockError::Error(error)) => Err(RegistryError::storage(path, &error)),
        }
    }
}

fn open(path: &Path) -> Result<File, RegistryError> {
    // Never truncated: another one may hold it.
    let mut options = File::options();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).map_err(|error| RegistryError::storage(path, &error))
}

/// The files of a folder; none where it is not there.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}
