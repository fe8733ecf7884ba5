//! Reading the inputs of simulators.

use std::path::Path;

use crate::cli::Failure;
pub use crate::simulators::document;
use crate::source::{MAX_FILE_BYTES, SourceFile};

/// Reads a file, or standard input for `-`.
///
/// # Errors
/// When it cannot be read.
pub fn read(path: &Path) -> Result<SourceFile, Failure> {
    read_within(path, MAX_FILE_BYTES)
}

/// Reads a file of up to `limit` bytes, or standard input for `-`.
///
/// # Errors
/// When it cannot be read.
pub fn read_within(path: &Path, limit: u64) -> Result<SourceFile, Failure> {
    let read = if path.as_os_str() == "-" {
        SourceFile::read_from_within("-", std::io::stdin().lock(), limit)
    } else {
        SourceFile::read_within(path, limit)
    };
    read.map_err(|error| Failure::usage(format!("cannot read {}: {error}", path.display())))
}
