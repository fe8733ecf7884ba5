//! What a lab checks: one kind a check, as `lab.yaml` writes it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

/// A check.
#[derive(Debug, Clone)]
pub struct Check {
    /// Short name, unique in the lab.
    pub id: String,
    /// What is true when it passes.
    pub title: String,
    /// The checks that must pass before it is tried; without it, all before it. What does not wait runs side by side.
    pub needs: Option<Vec<String>>,
    /// The level of the hint that fits when it fails.
    pub hint: Option<String>,
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
    /// A simulator answers as expected.
    Simulate(SimulateCheck),
    /// Questions about the case are answered.
    Answer(AnswerCheck),
    /// A document says what it should.
    Document(DocumentCheck),
}

/// A check as it is written: exactly one of the kinds.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    pub id: String,
    pub title: String,
    pub needs: Option<Vec<String>>,
    pub hint: Option<String>,
    pub lint: Option<LintCheck>,
    pub task: Option<Box<TaskCheck>>,
    pub simulate: Option<SimulateCheck>,
    pub answer: Option<AnswerCheck>,
    pub document: Option<DocumentCheck>,
}

impl CheckFile {
    /// The check, if it has exactly one of the kinds.
    pub fn into_check(self) -> Result<Check, String> {
        let Self { id, title, needs, hint, lint, task, simulate, answer, document } = self;
        let kinds = [
            lint.map(CheckKind::Lint),
            task.map(CheckKind::Task),
            simulate.map(CheckKind::Simulate),
            answer.map(CheckKind::Answer),
            document.map(CheckKind::Document),
        ];
        let mut kinds = kinds.into_iter().flatten();
        match (kinds.next(), kinds.next()) {
            (Some(kind), None) => Ok(Check { id, title, needs, hint, kind }),
            _ => Err(format!("the check {id} needs exactly one of lint, task, simulate, answer and document")),
        }
    }
}

impl Check {
    /// Whether it runs containers.
    pub fn needs_engine(&self) -> bool {
        matches!(self.kind, CheckKind::Task(_))
    }
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

/// Runs a simulator over the learner's files.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulateCheck {
    /// The simulator under `simulator`, and options that the learner does not decide, as `ecslab simulate` calls them.
    pub run: Map<String, Value>,
    /// Options that are files of the workspace; an option that takes several stands several times.
    pub files: Vec<InputFile>,
    /// Options that are files of the starter, whatever the learner has made of them.
    #[serde(default)]
    pub given: Vec<InputFile>,
    /// What its answer as JSON holds.
    pub has: Vec<Expectation>,
}

/// An option of a simulator and the file that is its value.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputFile {
    /// Without its dashes.
    pub option: String,
    /// The path in the workspace.
    pub file: String,
}

/// Asks for answers in a file: a YAML mapping from a question's key to a short answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerCheck {
    /// A file of the workspace.
    pub file: String,
    /// The answers that count, for each key. Case and surrounding space do not matter.
    pub accepts: BTreeMap<String, Vec<String>>,
}

/// Looks into a JSON or YAML document.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentCheck {
    /// A file of the workspace.
    pub file: String,
    /// What it holds.
    #[serde(default)]
    pub has: Vec<Expectation>,
    /// Places at which it has nothing.
    #[serde(default)]
    pub lacks: Vec<String>,
}

/// A place in a document and what stands there.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// A JSON Pointer. A segment `*` is every element (and at least one); `name=web` is the element whose member `name` is `web`.
    pub at: String,
    /// It is this value.
    pub is: Option<Value>,
    /// It is one of these values.
    #[serde(default)]
    pub one_of: Vec<Value>,
    /// It is a text, or a list of texts, with this in it.
    pub contains: Option<String>,
    /// It is a number, or a list with so many elements, and not below.
    pub at_least: Option<f64>,
    /// It is a number, or a list with so many elements, and not above.
    pub at_most: Option<f64>,
}
