//! What a run of a script says.

use serde::Serialize;

use crate::registry::{RegistryId, Repository};

/// What happened, step by step, and what the registries hold at the end.
#[derive(Debug)]
pub struct CommandsReport {
    /// The commands that were run, in order.
    pub steps: Vec<Step>,
    /// How the run ended.
    pub ended: Ended,
    /// Each registry that was used, with its repositories as they are at the end.
    pub registries: Vec<(RegistryId, Vec<Repository>)>,
}

/// A command that was run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Its line in the script, from 1.
    pub line: usize,
    /// As it is written there.
    pub command: String,
    /// What it printed.
    pub output: String,
    /// Whether it did what it should.
    pub ok: bool,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ended {
    /// At the end of the script.
    Finished,
    /// At a step that failed, after `set -e`.
    AtFailure,
    /// After the time that it had.
    TimedOut,
    /// Somebody asked it to.
    Cancelled,
}

impl CommandsReport {
    /// A repository of a Region, as it is at the end.
    pub fn repository(&self, region: &str, name: &str) -> Option<&Repository> {
        let (_, repositories) = self.registries.iter().find(|(id, _)| id.region == region)?;
        repositories.iter().find(|repository| repository.name() == name)
    }

    /// Whether the script ran to its end and no step failed.
    pub fn is_clean(&self) -> bool {
        self.ended == Ended::Finished && self.steps.iter().all(|step| step.ok)
    }
}
