//! Findings that were there before: a file of fingerprints, so that only new findings are shown.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::fingerprint::fingerprint_at;
use super::suppression::is_judged_alone;
use super::{absolute, find_rule, seen_from};
use crate::diagnostics::Diagnostic;
use crate::source::{Fault, Position, SourceFile};

/// The version of the form that this program writes and reads.
const VERSION: u64 = 1;

/// Findings that are known, by the fingerprints of files as they are seen from the baseline's own folder.
#[derive(Debug, Clone)]
pub struct Baseline {
    file: PathBuf,
    entries: Vec<Entry>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Form {
    version: u64,
    entries: Vec<Entry>,
}

#[derive(Deserialize)]
struct Versioned {
    version: serde_json::Value,
}

/// Equal findings of one file. Only the fingerprint counts; rule and pointer are for people.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    path: String,
    rule: String,
    pointer: String,
    fingerprint: String,
    count: usize,
}

impl Baseline {
    /// Reads one.
    ///
    /// # Errors
    /// When it cannot be read, is of another version, or is no baseline.
    pub fn read(file: &Path) -> Result<Self, Fault> {
        let source = SourceFile::read(file).map_err(|error| {
            let help = "write it with --write-baseline, or lint without it";
            fault(file, (1, 1), format!("the baseline cannot be read: {error}")).help(help)
        })?;
        let broken = |error: serde_json::Error| {
            let told = error.to_string();
            // The place stands before the message.
            let message = told.rsplit_once(" at line ").map_or(told.as_str(), |(message, _)| message);
            fault(file, (error.line().max(1), error.column().max(1)), format!("this is no baseline: {message}")).help(ANEW)
        };
        let versioned: Versioned = serde_json::from_str(source.text()).map_err(broken)?;
        if versioned.version != VERSION {
            let message = format!("this baseline has version {}, and this ecslab reads version {VERSION}", versioned.version);
            return Err(fault(file, (1, 1), message).help(ANEW));
        }
        let form: Form = serde_json::from_str(source.text()).map_err(broken)?;
        Ok(Self { file: file.to_path_buf(), entries: form.entries })
    }

    /// All these findings, as a baseline that is to lie at `file`.
    pub fn of(file: &Path, diagnostics: &[Diagnostic]) -> Self {
        let folder = folder_of(file);
        let mut counts: BTreeMap<(String, String, String, String), usize> = BTreeMap::new();
        for diagnostic in diagnostics {
            let path = path_in(&folder, diagnostic);
            let fingerprint = fingerprint_at(&path, diagnostic);
            *counts.entry((path, diagnostic.code.to_string(), diagnostic.named_pointer.clone(), fingerprint)).or_default() += 1;
        }
        let entry = |((path, rule, pointer, fingerprint), count)| Entry { path, rule, pointer, fingerprint, count };
        Self { file: file.to_path_buf(), entries: counts.into_iter().map(entry).collect() }
    }

    /// Writes it whole or not at all.
    ///
    /// # Errors
    /// When its folder or the file cannot be written.
    pub fn write(&self) -> std::io::Result<()> {
        // A link stays one.
        let target = std::fs::canonicalize(&self.file).unwrap_or_else(|_| self.file.clone());
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let existing = std::fs::metadata(&target).ok();
        if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            return Err(std::io::Error::other("it is no regular file"));
        }
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // It is for the whole team, as far as the user's mask lets it.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let mut file = builder.tempfile_in(folder)?;
        serde_json::to_writer_pretty(&mut file, &Form { version: VERSION, entries: self.entries.clone() })?;
        file.write_all(b"\n")?;
        if let Some(metadata) = existing {
            if metadata.permissions().readonly() {
                return Err(std::io::Error::new(std::io::ErrorKind::PermissionDenied, "it is read-only"));
            }
            file.as_file().set_permissions(metadata.permissions())?;
        }
        file.as_file().sync_all()?;
        file.persist(&target).map_err(|error| error.error)?;
        Ok(())
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// How many findings it holds.
    pub fn len(&self) -> usize {
        self.entries.iter().map(|entry| entry.count).sum()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

const ANEW: &str = "write it anew with --write-baseline";

fn fault(file: &Path, (line, column): (usize, usize), message: String) -> Fault {
    Fault { path: file.display().to_string(), position: Position { line, column, offset: 0 }, message, help: None }
}

fn folder_of(file: &Path) -> PathBuf {
    absolute(file).parent().map(Path::to_path_buf).unwrap_or_default()
}

fn path_in(folder: &Path, diagnostic: &Diagnostic) -> String {
    if diagnostic.path == "-" { "-".to_string() } else { seen_from(folder, Path::new(&diagnostic.path)) }
}

/// A baseline while findings are held against it.
#[derive(Debug)]
pub(super) struct BaselineMatching<'b> {
    baseline: &'b Baseline,
    folder: PathBuf,
    /// How many findings of a fingerprint are still to come.
    remaining: HashMap<&'b str, usize>,
    /// Files that were linted whole.
    linted: HashSet<String>,
}

impl<'b> BaselineMatching<'b> {
    pub fn new(baseline: &'b Baseline) -> Self {
        let mut remaining: HashMap<&str, usize> = HashMap::new();
        for entry in &baseline.entries {
            *remaining.entry(&entry.fingerprint).or_default() += entry.count;
        }
        Self { baseline, folder: folder_of(&baseline.file), remaining, linted: HashSet::new() }
    }

    /// Takes what is known out of the findings; how many there were.
    pub fn apply(&mut self, diagnostics: &mut Vec<Diagnostic>) -> usize {
        let before = diagnostics.len();
        diagnostics.retain(|diagnostic| {
            let fingerprint = fingerprint_at(&path_in(&self.folder, diagnostic), diagnostic);
            match self.remaining.get_mut(fingerprint.as_str()) {
                Some(count) if *count > 0 => {
                    *count -= 1;
                    false
                }
                _ => true,
            }
        });
        before - diagnostics.len()
    }

    /// Notes that a file was linted whole.
    pub fn linted(&mut self, path: &str) {
        self.linted.insert(seen_from(&self.folder, Path::new(path)));
    }

    /// How many findings are gone: those of files that were linted whole, or that are not there any more. What a rule finds only beside
    /// another file may be there still.
    pub fn gone(&self) -> usize {
        let is_gone = |entry: &&Entry| self.linted.contains(&entry.path) || (entry.path != "-" && !self.folder.join(&entry.path).exists());
        let is_judged = |entry: &&Entry| find_rule(&entry.rule).is_none_or(is_judged_alone);
        let mut counted = HashSet::new();
        let entries = self.baseline.entries.iter().filter(is_gone).filter(is_judged);
        let fingerprints = entries.map(|entry| entry.fingerprint.as_str()).filter(|fingerprint| counted.insert(*fingerprint));
        fingerprints.map(|fingerprint| self.remaining.get(fingerprint).copied().unwrap_or_default()).sum()
    }
}
