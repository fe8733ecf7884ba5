//! Which configuration holds for which file of a run.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use super::{Baseline, Collected, Settings, find_configuration, read_configuration};
use crate::source::Fault;

/// Where configurations come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigurationSource {
    /// For each file the nearest one above it.
    Nearest,
    /// This one for all.
    File(PathBuf),
    /// Nowhere.
    None,
}

/// The settings for each file of a run, and their baselines.
#[derive(Debug)]
pub struct SettingsOfFiles {
    all: Vec<(Settings, Option<Baseline>)>,
    /// By the number of the file.
    by_file: Vec<usize>,
}

impl ConfigurationSource {
    /// The settings for one path, be it there or not.
    ///
    /// # Errors
    /// All that is wrong with the configuration.
    pub fn settings_for(&self, path: &Path) -> Result<Settings, Vec<Fault>> {
        self.file_for(path).map_or_else(|| Ok(Settings::default()), |file| read_configuration(&file))
    }

    fn file_for(&self, path: &Path) -> Option<PathBuf> {
        match self {
            Self::Nearest => find_configuration(path),
            Self::File(file) => Some(file.clone()),
            Self::None => None,
        }
    }
}

impl SettingsOfFiles {
    /// One for all.
    pub fn same(settings: Settings, baseline: Option<Baseline>) -> Self {
        Self { all: vec![(settings, baseline)], by_file: Vec::new() }
    }

    /// Reads each configuration once. `change` is what the command line says to each. A document on standard input, which stands before
    /// the files, has the configuration of the working folder.
    ///
    /// # Errors
    /// All that is wrong with configurations and baselines.
    pub fn find(
        source: &ConfigurationSource,
        has_standard_input: bool,
        files: &[Collected],
        change: impl Fn(&mut Settings),
    ) -> Result<Self, Vec<Fault>> {
        let mut by_folder: HashMap<PathBuf, Option<PathBuf>> = HashMap::new();
        let mut by_configuration: HashMap<Option<PathBuf>, usize> = HashMap::new();
        let mut found = Self { all: Vec::new(), by_file: Vec::with_capacity(files.len()) };
        let mut faults = Vec::new();
        let folder_of = |file: &Collected| match file.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
            _ => PathBuf::from("."),
        };
        // Where nothing is linted, the configuration of the working folder is still read, so that what is wrong with it is said.
        let needs_working_folder = has_standard_input || files.is_empty();
        let folders = needs_working_folder.then(|| PathBuf::from(".")).into_iter().chain(files.iter().map(folder_of));
        for folder in folders {
            let configuration = by_folder.entry(folder).or_insert_with_key(|folder| source.file_for(folder)).clone();
            let next = found.all.len();
            let number = *by_configuration.entry(configuration.clone()).or_insert(next);
            if number == next {
                let read = configuration.map_or_else(|| Ok(Settings::default()), |file| read_configuration(&file));
                let mut settings = read.unwrap_or_else(|wrong| {
                    faults.extend(wrong);
                    Settings::default()
                });
                change(&mut settings);
                let baseline = settings.baseline.value.as_deref().map(Baseline::read).transpose();
                let baseline = baseline.unwrap_or_else(|wrong| {
                    faults.push(wrong);
                    None
                });
                found.all.push((settings, baseline));
            }
            found.by_file.push(number);
        }
        if faults.is_empty() { Ok(found) } else { Err(faults) }
    }

    /// The settings for the file of that number in the run.
    pub fn of(&self, number: usize) -> &Settings {
        &self.all[self.number(number)].0
    }

    pub(super) fn all(&self) -> &[(Settings, Option<Baseline>)] {
        &self.all
    }

    /// Which of them holds for a file.
    pub(super) fn number(&self, file: usize) -> usize {
        self.by_file.get(file).copied().unwrap_or_default()
    }
}
