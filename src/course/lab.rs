//! Labs: what the learner gets, what is checked, and what proves the checks.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::ContentFile;

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
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabFile {
    pub version: u32,
    pub id: String,
    pub title: String,
    pub lesson: String,
    pub objectives: Vec<String>,
    pub minutes: u32,
    pub images: Vec<String>,
    pub starter: Starter,
    pub checks: Vec<CheckFile>,
    pub hints: Vec<Hint>,
    pub mutants: BTreeMap<String, Vec<String>>,
}

/// How the starter must fail.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Starter {
    /// The codes of severity error that the linter gives for its files, as a set.
    pub findings: Vec<String>,
    /// The checks that fail.
    pub fails: Vec<String>,
}

/// One hint.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// `observe`, `locate`, `principle` or `solution`.
    pub level: String,
    /// Markdown.
    pub text: String,
}

/// A check.
#[derive(Debug, Clone)]
pub struct Check {
    /// Short name, unique in the lab.
    pub id: String,
    /// What is true when it passes.
    pub title: String,
    /// What to do.
    pub kind: CheckKind,
}

/// The kinds of check.
#[derive(Debug, Clone)]
pub enum CheckKind {
    /// The linter finds no error.
    Lint(LintCheck),
    /// The task runs and does what is expected.
    Task(Box<TaskCheck>),
}

/// A check as it is written: exactly one of the kinds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    pub id: String,
    pub title: String,
    pub lint: Option<LintCheck>,
    pub task: Option<Box<TaskCheck>>,
}

/// Lints one file.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LintCheck {
    /// A file of the workspace.
    pub file: String,
    /// Codes below error that must be absent too.
    #[serde(default)]
    pub without: Vec<String>,
    /// Containers that the definition must still have.
    #[serde(default)]
    pub containers: Vec<String>,
    /// Images that containers must keep.
    #[serde(default)]
    pub images: BTreeMap<String, String>,
}

/// Runs one task definition.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaskCheck {
    /// A file of the workspace.
    pub file: String,
    /// The state to wait for before the expectations are looked at.
    pub until: Until,
    /// Seconds to wait for the state and for each expectation.
    pub within: u64,
    /// Seconds that the task must keep running after it got there.
    #[serde(default)]
    pub keeps_running: u64,
    /// Answers to HTTP requests.
    #[serde(default)]
    pub http: Vec<HttpExpectation>,
    /// Commands in containers.
    #[serde(default)]
    pub exec: Vec<ExecExpectation>,
    /// Lines in logs.
    #[serde(default)]
    pub logs: Vec<LogExpectation>,
    /// Exit codes of containers that have stopped.
    #[serde(default)]
    pub exit_codes: BTreeMap<String, i64>,
}

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Until {
    /// The task's last status is RUNNING.
    Running,
    /// The task's health status is HEALTHY.
    Healthy,
    /// The task has stopped by itself.
    Stopped,
}

/// An HTTP request from outside and its answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HttpExpectation {
    /// The container port.
    pub port: u16,
    /// The path.
    pub path: String,
    /// The status.
    pub status: u16,
    /// Text in the body.
    pub contains: Option<String>,
}

/// A command in a container and its outcome.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExecExpectation {
    /// The container.
    pub container: String,
    /// The command, word by word.
    pub command: Vec<String>,
    /// Its exit code.
    #[serde(default)]
    pub exit_code: i64,
    /// Text in its output.
    pub contains: Option<String>,
}

/// A line in the log of a container.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogExpectation {
    /// The container.
    pub container: String,
    /// Text in its log.
    pub contains: String,
}

impl Lab {
    /// Whether some check needs a container engine.
    pub fn needs_engine(&self) -> bool {
        self.checks.iter().any(|check| matches!(check.kind, CheckKind::Task(_)))
    }

    /// The files of a mutant: the solution's, with those that the mutant changes.
    pub fn mutant_files(&self, name: &str) -> Vec<(String, ContentFile)> {
        let changed = self.files.mutants.get(name).cloned().unwrap_or_default();
        let kept = self.files.solution.iter().filter(|(path, _)| !changed.iter().any(|(other, _)| other == path)).cloned();
        kept.chain(changed.iter().cloned()).collect()
    }
}
