//! Labs: what the learner gets, and what proves its checks.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::check::CheckFile;
use super::{Check, ContentFile, Problem};

/// A lab as `lab.yaml` describes it, with its files.
#[derive(Debug, Clone)]
pub struct Lab {
    /// `<module>/<slug>`, never reused.
    pub id: String,
    /// Its folder from the repository's root.
    pub folder: String,
    /// Its title.
    pub title: String,
    /// The lesson it practises.
    pub lesson: String,
    /// What of which exam it serves.
    pub objectives: Vec<String>,
    /// How long it takes.
    pub minutes: u32,
    /// The images that its containers need.
    pub images: Vec<String>,
    /// What the starter must show.
    pub starter: Starter,
    /// What is checked, in order.
    pub checks: Vec<Check>,
    /// From the gentlest to the whole answer.
    pub hints: Vec<Hint>,
    /// Plausible wrong answers: the folder's name and the checks that must fail.
    pub mutants: BTreeMap<String, Vec<String>>,
    /// Its files.
    pub files: LabFiles,
    /// The task, as Markdown.
    pub readme: String,
}

/// The files of a lab, each by its path inside its folder.
#[derive(Debug, Clone, Default)]
pub struct LabFiles {
    /// What the learner begins with.
    pub starter: Vec<(String, ContentFile)>,
    /// What solves it.
    pub solution: Vec<(String, ContentFile)>,
    /// Mutants by name; a mutant's folder holds only what differs from the solution.
    pub mutants: BTreeMap<String, Vec<(String, ContentFile)>>,
}

/// The text of `lab.yaml`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct LabFile {
    /// Of this form: 1.
    pub version: u32,
    /// `<module>/<slug>`, as the folder; never reused.
    pub id: String,
    /// What is at stake, in a few words.
    pub title: String,
    /// The lesson that it practises.
    pub lesson: String,
    /// What of which exam it serves: `exam/number`.
    pub objectives: Vec<String>,
    /// How long it takes someone who has read the lesson.
    pub minutes: u32,
    /// The images that its containers need; empty for a lab without containers.
    pub images: Vec<String>,
    /// How the starter must fail.
    pub starter: Starter,
    /// In order.
    pub checks: Vec<CheckFile>,
    /// Four: observe, locate, principle, solution.
    pub hints: Vec<Hint>,
    /// Plausible wrong answers: the folder's name and the checks that must fail.
    pub mutants: BTreeMap<String, Vec<String>>,
}

/// How the starter must fail.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Starter {
    /// The codes of severity error that the linter gives for its files, as a set.
    pub findings: Vec<String>,
    /// The checks that fail.
    pub fails: Vec<String>,
}

/// One hint.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// `observe`, `locate`, `principle` or `solution`.
    pub level: String,
    /// Markdown.
    pub text: String,
}

impl Lab {
    /// The file that describes it, from the repository's root.
    pub fn file(&self) -> String {
        format!("{}/lab.yaml", self.folder)
    }

    /// Something wrong with it, at a place of that file.
    pub fn problem(&self, pointer: impl Into<String>, message: impl Into<String>) -> Problem {
        Problem::of(self.file(), message).at(pointer)
    }

    /// Whether some check needs a container engine.
    pub fn needs_engine(&self) -> bool {
        self.checks.iter().any(Check::needs_engine)
    }

    /// The files of a mutant: the solution's, with those that the mutant changes.
    pub fn mutant_files(&self, name: &str) -> Vec<(String, ContentFile)> {
        let changed = self.files.mutants.get(name).cloned().unwrap_or_default();
        let kept = self.files.solution.iter().filter(|(path, _)| !changed.iter().any(|(other, _)| other == path)).cloned();
        kept.chain(changed.iter().cloned()).collect()
    }
}
