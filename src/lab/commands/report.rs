//! What a run of a script says.

use serde::Serialize;
use serde_json::{Value, json};

use crate::registry::{RegistryId, Repository, describe};

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

    /// The report for programs, and for what a lab expects: `version`, `ended`, `steps` with `line`, `command`, `output` and `ok`, and
    /// `repositories` as `describe-repositories` shows them, each with `lifecyclePolicy` and `repositoryPolicy` (objects, or null) and
    /// `images` as `describe-images` shows them; `imageTags` is always there.
    pub fn as_json(&self) -> Value {
        let repositories = self.registries.iter().flat_map(|(id, repositories)| repositories.iter().map(move |each| shown(each, id)));
        json!({"version": 1, "ended": self.ended, "steps": self.steps, "repositories": repositories.collect::<Vec<_>>()})
    }

    /// Whether the script ran to its end and no step failed.
    pub fn is_clean(&self) -> bool {
        self.ended == Ended::Finished && self.steps.iter().all(|step| step.ok)
    }
}

fn shown(repository: &Repository, registry: &RegistryId) -> Value {
    // Policies were checked when they were put: they are JSON.
    let policy = |text: &Option<String>| text.as_ref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or(Value::Null);
    let images = repository.images.iter().map(|image| {
        let mut shown = describe::image(image, repository, registry);
        shown["imageTags"] = image.tags.clone().into();
        shown
    });
    let mut shown = describe::repository(repository, registry);
    shown["lifecyclePolicy"] = policy(&repository.lifecycle_policy);
    shown["repositoryPolicy"] = policy(&repository.repository_policy);
    shown["images"] = images.collect::<Vec<_>>().into();
    shown
}
