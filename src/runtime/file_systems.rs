//! What stands in for EFS: data that outlive a task.
//!
//! By default a volume of the engine, one for each file system and root directory: like a new file system it is empty and
//! belongs to root, it needs no rights on this machine, and it stays until `ecslab clean --file-systems`. A directory of this
//! machine may stand in instead, to be looked into. A root directory in a volume of its own cannot be reached from the root of
//! its file system; in exchange no container can lead a later mount elsewhere by a symbolic link.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::{Engine, EngineError, Label};

/// Directories and access points, which a task definition names without saying what they are.
#[derive(Debug, Clone, Default)]
pub struct FileSystems {
    /// From the id of a file system to the directory that stands in for it; others are volumes of the engine.
    pub directories: BTreeMap<String, PathBuf>,
    /// From the id of an access point to what it is.
    pub access_points: BTreeMap<String, AccessPoint>,
    /// Part of the volumes' names: what has another scope has other data. A scope that is not empty is a session: a sweep removes its
    /// volumes when nobody [holds](super::LiveSession) it any more.
    pub scope: String,
}

/// An EFS access point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessPoint {
    /// User that owns its directory.
    pub uid: u32,
    /// Group that owns its directory, and what is made in it.
    pub gid: u32,
    /// Its root directory, `/` for that of the file system.
    pub path: String,
}

impl FileSystems {
    /// Name of the engine's volume for a directory of a file system; `path` is without a leading slash.
    pub(super) fn volume_name(&self, file_system: &str, path: &str) -> String {
        let parts = [self.scope.as_str(), file_system, path];
        let name = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
        // Names of volumes are letters, digits, `_`, `.` and `-`; a placeholder may hold anything.
        let safe = name.chars().map(|c| match c {
            '/' => '.',
            c if c.is_ascii_alphanumeric() || "_.-".contains(c) => c,
            _ => '_',
        });
        format!("ecslab-efs-{}", safe.collect::<String>())
    }
}

/// Names of the engine's volumes that stand in for file systems.
///
/// # Errors
/// When the engine cannot be asked.
pub fn file_systems(engine: &dyn Engine) -> Result<Vec<String>, EngineError> {
    engine.volumes(Label::FileSystem, None)
}

/// Removes these volumes with their data: all, or those of one scope.
///
/// # Errors
/// When the engine cannot be asked, or a task uses one.
pub fn remove_file_systems(engine: &dyn Engine, scope: Option<&str>) -> Result<Vec<String>, EngineError> {
    let volumes = match scope {
        None => file_systems(engine)?,
        Some(scope) => engine.volumes(Label::Scope, Some(scope))?,
    };
    for volume in &volumes {
        engine.remove_volume(volume)?;
    }
    Ok(volumes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_volumes_tell_file_system_and_directory() {
        let of = |scope: &str| FileSystems { scope: scope.to_string(), ..FileSystems::default() };
        for (scope, id, path, expected) in [
            ("", "fs-1", "", "ecslab-efs-fs-1"),
            ("", "fs-1", "app/data", "ecslab-efs-fs-1-app.data"),
            ("lab-7", "${EFS ID}", "", "ecslab-efs-lab-7-__EFS_ID_"),
        ] {
            assert_eq!(of(scope).volume_name(id, path), expected);
        }
    }
}
