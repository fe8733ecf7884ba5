//! Options that say what stands in for what a definition names on AWS.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::super::Failure;
use crate::runtime::{AccessPoint, DEFAULT_DISK_LIMIT_MIB, EnvironmentFile, FileSystems, PlanOptions};
use crate::source::SourceFile;

/// More is no environment file.
const MAX_ENVIRONMENT_FILE_BYTES: u64 = 1024 * 1024;

/// What stands in for S3, EFS and the host's directories.
#[derive(Debug, Clone, clap::Args)]
pub struct StandIns {
    /// The file that stands in for an environment file on S3, by its ARN; once for each.
    #[arg(long = "env-file", value_name = "ARN=PATH", value_parser = parse_file)]
    environment_files: Vec<(String, PathBuf)>,
    /// A directory whose subdirectories stand in for the host's: /srv/data is DIR/srv/data.
    #[arg(long, value_name = "DIR")]
    workspace: Option<PathBuf>,
    /// A directory that stands in for an EFS file system; without it a volume of the engine does, which outlives the task.
    #[arg(long = "efs", value_name = "FS_ID=DIR", value_parser = parse_file)]
    file_systems: Vec<(String, PathBuf)>,
    /// What an EFS access point is: its user and group, and its root directory.
    #[arg(long = "access-point", value_name = "ID=UID:GID[/PATH]", value_parser = parse_access_point)]
    access_points: Vec<(String, AccessPoint)>,
    /// Stop the task when a container has written more than this to its own file system (500m, 2g); 0 for no limit.
    #[arg(long, value_name = "SIZE", default_value_t = DiskLimit(DEFAULT_DISK_LIMIT_MIB), value_parser = parse_size)]
    disk_limit: DiskLimit,
}

/// MiB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct DiskLimit(u32);

impl std::fmt::Display for DiskLimit {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            mib if mib > 0 && mib % 1024 == 0 => write!(formatter, "{}g", mib / 1024),
            mib => write!(formatter, "{mib}m"),
        }
    }
}

impl StandIns {
    /// Reads the files and adds everything to the options of a plan.
    ///
    /// # Errors
    /// When a file cannot be used, or a directory is none.
    pub fn add_to(&self, options: &mut PlanOptions) -> Result<(), Failure> {
        for (arn, path) in &self.environment_files {
            let unusable = |error: String| Failure::usage(format!("cannot use the environment file: {error}"));
            let source = SourceFile::read_within(path, MAX_ENVIRONMENT_FILE_BYTES)
                .map_err(|error| unusable(format!("{}: {error}", path.display())))?;
            options.environment_files.insert(arn.clone(), EnvironmentFile::read(&source).map_err(unusable)?);
        }
        options.workspace = self.workspace.as_deref().map(|path| directory("--workspace", path)).transpose()?;
        let directories = self.file_systems.iter().map(|(id, path)| Ok((id.clone(), directory("--efs", path)?)));
        options.file_systems = FileSystems {
            directories: directories.collect::<Result<BTreeMap<_, _>, Failure>>()?,
            access_points: self.access_points.iter().cloned().collect(),
            ..FileSystems::default()
        };
        options.disk_limit_mib = Some(self.disk_limit.0);
        Ok(())
    }
}

/// The engine wants absolute paths.
fn directory(option: &str, path: &Path) -> Result<PathBuf, Failure> {
    match path.canonicalize() {
        Ok(found) if found.is_dir() => Ok(found),
        Ok(_) => Err(Failure::usage(format!("{option} {} is no directory", path.display()))),
        Err(error) => Err(Failure::usage(format!("cannot use {option} {}: {}", path.display(), crate::source::in_words(&error)))
            .help("It must be there already; mkdir makes it.")),
    }
}

fn parse_file(text: &str) -> Result<(String, PathBuf), String> {
    // The first `=`: neither ARNs nor ids hold one, paths may.
    match text.split_once('=') {
        Some((name, path)) if !name.is_empty() && !path.is_empty() => Ok((name.to_string(), PathBuf::from(path))),
        _ => Err("write it as fs-0123456789abcdef0=./data or arn:aws:s3:::bucket/app.env=./app.env".to_string()),
    }
}

fn parse_access_point(text: &str) -> Result<(String, AccessPoint), String> {
    let parsed = || {
        let (id, rest) = text.split_once('=').filter(|(id, _)| !id.is_empty())?;
        let (owner, path) = rest.find('/').map_or((rest, "/"), |slash| rest.split_at(slash));
        let (uid, gid) = owner.split_once(':')?;
        Some((id.to_string(), AccessPoint { uid: uid.parse().ok()?, gid: gid.parse().ok()?, path: path.to_string() }))
    };
    parsed().ok_or_else(|| "write it as ID=UID:GID/PATH, such as fsap-0123456789abcdef0=1000:1000/app".to_string())
}

fn parse_size(text: &str) -> Result<DiskLimit, String> {
    let (number, factor) = match text.char_indices().next_back() {
        Some((at, 'm' | 'M')) => (&text[..at], 1),
        Some((at, 'g' | 'G')) => (&text[..at], 1024),
        _ if text == "0" => (text, 1),
        _ => ("", 1),
    };
    let mib = number.parse::<u32>().ok().and_then(|number| number.checked_mul(factor));
    mib.map(DiskLimit).ok_or_else(|| "write it as 500m or 2g".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn access_points_are_an_owner_and_a_path() {
        let point = |path: &str| AccessPoint { uid: 1000, gid: 50, path: path.to_string() };
        assert_eq!(parse_access_point("fsap-1=1000:50/app/data"), Ok(("fsap-1".to_string(), point("/app/data"))));
        assert_eq!(parse_access_point("fsap-1=1000:50"), Ok(("fsap-1".to_string(), point("/"))));
        for text in ["fsap-1", "=1:1", "fsap-1=1000", "fsap-1=root:root", "fsap-1=-1:1"] {
            assert!(parse_access_point(text).is_err(), "{text}");
        }
    }

    #[test]
    fn sizes_are_numbers_with_a_unit() {
        for (text, expected) in [("500m", 500), ("2g", 2048), ("0", 0), ("0m", 0)] {
            assert_eq!(parse_size(text), Ok(DiskLimit(expected)), "{text}");
        }
        for text in ["", "g", "5", "-1g", "9999999g", "2gb", "ü"] {
            assert!(parse_size(text).is_err(), "{text}");
        }
        assert_eq!(DiskLimit(2048).to_string(), "2g");
    }
}
