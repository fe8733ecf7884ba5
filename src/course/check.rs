//! What a lab checks: one kind a check, as `lab.yaml` writes it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
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
    /// A service runs, and rolls out what it should.
    Service(Box<ServiceCheck>),
    /// A script of real commands does its work against a registry with ECR's ways.
    Commands(CommandsCheck),
}

/// A check as it is written: exactly one of the kinds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CheckFile {
    /// Short name, unique in the lab.
    pub id: String,
    /// What is true when it passes.
    pub title: String,
    /// The checks that must pass before it is tried; without it, all before it. What does not wait runs side by side.
    pub needs: Option<Vec<String>>,
    /// The level of the hint that fits when it fails: observe, locate, principle or solution.
    pub hint: Option<String>,
    /// The linter finds no error.
    pub lint: Option<LintCheck>,
    /// The task runs and does what is expected.
    pub task: Option<Box<TaskCheck>>,
    /// A simulator answers as expected.
    pub simulate: Option<SimulateCheck>,
    /// Questions about the case are answered.
    pub answer: Option<AnswerCheck>,
    /// A document says what it should.
    pub document: Option<DocumentCheck>,
    /// A service runs, and rolls out what it should.
    pub service: Option<Box<ServiceCheck>>,
    /// A script of real commands does its work against a registry with ECR's ways.
    pub commands: Option<CommandsCheck>,
}

impl CheckFile {
    /// The check, if it has exactly one of the kinds.
    pub fn into_check(self) -> Result<Check, String> {
        let Self { id, title, needs, hint, lint, task, simulate, answer, document, service, commands } = self;
        let kinds = [
            lint.map(CheckKind::Lint),
            task.map(CheckKind::Task),
            simulate.map(CheckKind::Simulate),
            answer.map(CheckKind::Answer),
            document.map(CheckKind::Document),
            service.map(CheckKind::Service),
            commands.map(CheckKind::Commands),
        ];
        let mut kinds = kinds.into_iter().flatten();
        match (kinds.next(), kinds.next()) {
            (Some(kind), None) => Ok(Check { id, title, needs, hint, kind }),
            _ => Err(format!("the check {id} needs exactly one of lint, task, simulate, answer, document, service and commands")),
        }
    }
}

impl Check {
    /// Whether it runs containers.
    pub fn needs_engine(&self) -> bool {
        matches!(self.kind, CheckKind::Task(_) | CheckKind::Service(_) | CheckKind::Commands(_))
    }

    /// Waits this many times as long for what it waits for.
    pub fn wait_longer(&mut self, times: u64) {
        match &mut self.kind {
            CheckKind::Task(task) => task.within = task.within.saturating_mul(times),
            CheckKind::Service(service) => service.within = service.within.saturating_mul(times),
            CheckKind::Commands(commands) => commands.within = commands.within.saturating_mul(times),
            CheckKind::Lint(_) | CheckKind::Simulate(_) | CheckKind::Answer(_) | CheckKind::Document(_) => {}
        }
    }
}

/// Lints one file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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
    /// What the task's description holds, as `ecslab task run --format json` prints it.
    #[serde(default)]
    pub has: Vec<Expectation>,
    /// Lines in log streams of the awslogs driver.
    #[serde(default)]
    pub streams: Vec<StreamExpectation>,
    /// Values of secrets by `valueFrom` or the name of the variable.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
    /// Files of the workspace that stand in for environment files, by their ARN on S3.
    #[serde(default)]
    pub env_files: BTreeMap<String, String>,
    /// EFS access points by their ids.
    #[serde(default)]
    pub access_points: BTreeMap<String, AccessPointOfLab>,
}

/// An EFS access point that a task of the lab mounts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessPointOfLab {
    /// User that owns its directory.
    pub uid: u32,
    /// Group that owns its directory.
    pub gid: u32,
    /// Its root directory.
    pub path: String,
}

/// A line in a log stream of CloudWatch Logs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StreamExpectation {
    /// The log group.
    pub group: String,
    /// The stream's name without the id of the task at its end.
    pub stream: String,
    /// Text in it.
    pub contains: String,
}

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogExpectation {
    /// The container.
    pub container: String,
    /// Text in its log.
    pub contains: String,
}

/// Runs a simulator over the learner's files.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InputFile {
    /// Without its dashes.
    pub option: String,
    /// The path in the workspace.
    pub file: String,
}

/// Asks for answers in a file: a YAML mapping from a question's key to a short answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerCheck {
    /// A file of the workspace.
    pub file: String,
    /// The answers that count, for each key. Case and surrounding space do not matter.
    pub accepts: BTreeMap<String, Vec<String>>,
}

/// Looks into a JSON or YAML document.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
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

/// Runs a service, and a new revision of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServiceCheck {
    /// The service, as create-service takes it.
    pub file: String,
    /// Files with its task definition; without any, those beside it.
    #[serde(default)]
    pub task_definitions: Vec<String>,
    /// A task definition that is rolled out once the service is steady.
    pub update: Option<String>,
    /// Target groups and listener rules, as `ecslab service run --target-group` reads them.
    pub target_groups: Option<String>,
    /// What to wait for, after the update if there is one.
    pub until: ServiceUntil,
    /// Seconds to wait for each state and expectation.
    pub within: u64,
    /// Requests through the load balancer.
    #[serde(default)]
    pub http: Vec<BalancerExpectation>,
    /// Whether every request made while the update goes on must be answered as `http` says.
    #[serde(default)]
    pub unbroken: bool,
    /// What its description holds, as `ecslab service run --format json` prints it.
    #[serde(default)]
    pub has: Vec<Expectation>,
    /// Values of secrets by `valueFrom` or the name of the variable.
    #[serde(default)]
    pub secrets: BTreeMap<String, String>,
}

/// What to wait for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ServiceUntil {
    /// All tasks of the newest revision are there and healthy.
    Steady,
    /// The deployment has ended: completed, failed or rolled back.
    Deployed,
}

/// A request through the load balancer and its answer.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BalancerExpectation {
    /// The path.
    pub path: String,
    /// The status.
    pub status: u16,
    /// Text in the body.
    pub contains: Option<String>,
}

/// Runs a script of `aws ecr` and `docker` commands against a local registry.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommandsCheck {
    /// A file of the workspace.
    pub file: String,
    /// Seconds that it may take.
    pub within: u64,
    /// What the report holds: `steps` with line, command, output and ok; `repositories` as they are afterwards.
    #[serde(default)]
    pub has: Vec<Expectation>,
}

/// A place in a document and what stands there.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
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
