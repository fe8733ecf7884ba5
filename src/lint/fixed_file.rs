//! Puts a new text in the place of a file at once, or not at all.

use std::io::{Error, ErrorKind, Write};
use std::path::Path;

/// Replaces the text of a file. Its mode stays, its owner where the system lets it, and a link goes on pointing where it did.
///
/// # Errors
/// When the file is read-only or may not be written, or its folder takes no file beside it. The file is then as it was.
pub fn replace_file(path: &Path, text: &str) -> Result<(), Error> {
    let file = path.canonicalize()?;
    let metadata = file.metadata()?;
    // A new file could take its place all the same, which is not what its owner meant.
    if metadata.permissions().readonly() {
        return Err(Error::new(ErrorKind::PermissionDenied, "it is read-only; change its mode first"));
    }
    std::fs::OpenOptions::new().write(true).open(&file)?;
    let mut beside = tempfile::NamedTempFile::new_in(file.parent().unwrap_or(Path::new(".")))?;
    beside.write_all(text.as_bytes())?;
    keep_owner(beside.path(), &metadata);
    beside.as_file().set_permissions(metadata.permissions())?;
    beside.as_file().sync_all()?;
    beside.persist(&file).map_err(|error| error.error)?;
    Ok(())
}

/// Only root can give a file away; anybody else owns what they may replace, or shares it by its mode.
#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &std::fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let _ = std::os::unix::fs::chown(path, Some(metadata.uid()), Some(metadata.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &std::fs::Metadata) {}
