//! Printing on standard output.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use super::Failure;

/// `--format` of the commands that answer with text or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs; the shape carries `"version": 1`.
    Json,
}

/// Prints one JSON document and a line break.
///
/// # Errors
/// When standard output cannot be written.
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    // Standard output writes line by line, and an answer may have millions.
    write_json(&mut std::io::BufWriter::with_capacity(64 * 1024, std::io::stdout().lock()), value)
}

/// Writes one JSON document and a line break.
///
/// # Errors
/// When the output cannot be written.
pub fn write_json(output: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *output, value).map_err(std::io::Error::from)?;
    writeln!(output)?;
    output.flush()?;
    Ok(())
}

/// Writes a file whole or not at all. A file that was there keeps its permissions.
///
/// # Errors
/// When its folder takes no file.
pub fn write_atomically(path: &Path, content: &[u8]) -> std::io::Result<()> {
    let file = temporary_beside(path, content)?;
    if let Ok(before) = std::fs::metadata(path) {
        file.as_file().set_permissions(before.permissions())?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// As [`write_atomically`], where there is no file yet.
///
/// # Errors
/// When its folder takes no file, or has one of that name, which stays as it is.
pub fn create_atomically(path: &Path, content: &[u8]) -> std::io::Result<()> {
    temporary_beside(path, content)?.persist_noclobber(path).map_err(|error| error.error)?;
    Ok(())
}

fn temporary_beside(path: &Path, content: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    // A temporary file is only its owner's; what was asked for is for whom the umask lets read it.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    Ok(file)
}
