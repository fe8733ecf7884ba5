//! `ecslab.toml`: where it is looked for, and reading it.
//!
//! In: a path. Out: [`Settings`] with the place of every value, or all that is wrong with the file.

mod keys;
mod values;

use std::path::{Path, PathBuf};

use super::{Settings, absolute};
use crate::source::{Fault, Position, SourceFile};

/// The name of a configuration.
pub const CONFIGURATION_NAME: &str = "ecslab.toml";

/// A configuration is written by hand; a larger file is none.
const MAX_BYTES: u64 = 1024 * 1024;

/// The configuration that holds for a file or in a folder: the nearest on the way from there to the root of the file system.
///
/// The file's own place decides and not the working folder, so that an editor, a hook and a run over the whole repository agree.
pub fn find_configuration(path: &Path) -> Option<PathBuf> {
    let plain = absolute(path);
    let start = if plain.is_dir() { plain.as_path() } else { plain.parent()? };
    let found = start.ancestors().map(|folder| folder.join(CONFIGURATION_NAME)).find(|file| file.is_file())?;
    Some(as_named(path, found))
}

/// A path below the working folder is shown from there.
fn as_named(path: &Path, found: PathBuf) -> PathBuf {
    if path.is_absolute() {
        return found;
    }
    let short = std::env::current_dir().ok().and_then(|working| found.strip_prefix(working).ok().map(Path::to_path_buf));
    short.unwrap_or(found)
}

/// Reads a configuration.
///
/// # Errors
/// All that is wrong with it, in the order of the text.
pub fn read_configuration(path: &Path) -> Result<Settings, Vec<Fault>> {
    let source = SourceFile::read_within(path, MAX_BYTES).map_err(|error| vec![unreadable(path, &error)])?;
    let folder = absolute(path).parent().map(Path::to_path_buf).unwrap_or_default();
    settings_from(&source, folder)
}

/// The settings that a text makes, as the configuration in `folder`.
///
/// # Errors
/// All that is wrong with it, in the order of the text.
pub(crate) fn settings_from(source: &SourceFile, folder: PathBuf) -> Result<Settings, Vec<Fault>> {
    keys::read(source, folder)
}

fn unreadable(path: &Path, error: &dyn std::fmt::Display) -> Fault {
    Fault {
        path: path.display().to_string(),
        position: Position { line: 1, column: 1, offset: 0 },
        message: format!("the configuration cannot be read: {error}"),
        help: Some("name another with --config, or do without with --no-config".to_string()),
    }
}
