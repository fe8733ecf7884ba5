//! Questions.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A question with its options.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// Unique for ever.
    pub id: String,
    /// The lesson it asks about.
    pub lesson: String,
    /// What of which exam it serves.
    pub objectives: Vec<String>,
    /// 1 recall, 2 apply, 3 analyse.
    pub difficulty: u8,
    /// How it is answered.
    #[serde(rename = "type")]
    pub kind: QuestionType,
    /// Markdown.
    pub stem: String,
    /// What one can choose.
    pub options: Vec<AnswerOption>,
    /// AWS's page.
    pub source: String,
    /// When the claim was last held against it.
    pub verified: String,
    /// Documents by which the linter proves the answer.
    #[serde(default)]
    pub rules: Vec<Proof>,
    /// Simulations that prove the answer.
    #[serde(default)]
    pub simulate: Vec<SimulatorProof>,
}

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum QuestionType {
    /// One option is right.
    Single,
    /// Two or more are right, all or nothing.
    Multiple,
}

/// One option.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerOption {
    /// Markdown.
    pub text: String,
    /// Whether it is right.
    #[serde(default)]
    pub correct: bool,
    /// Why it is right, or what misconception it comes from.
    pub why: String,
}

/// A document and what the linter says of it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// A task definition or lifecycle policy.
    pub document: String,
    /// The codes of severity error, as a set.
    pub reports: Vec<String>,
}

/// A simulation and what its answer holds.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SimulatorProof {
    /// The simulation.
    pub run: Simulation,
    /// Values of the answer by their JSON Pointers, as `ecslab simulate --format json` prints it.
    pub expects: BTreeMap<String, serde_json::Value>,
}

/// A simulator with its inputs: documents as text, under the names of the options of `ecslab simulate`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(tag = "simulator", rename_all = "kebab-case", rename_all_fields = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the help of ecslab simulate says what each option is")]
pub enum Simulation {
    Autoscaling { target: String, policy: Vec<String>, metrics: String, alarm: Option<Vec<String>>, running: Option<u64> },
    Capacity { strategy: String, count: u64 },
    Deployment { service: String, scenario: String },
    Lifecycle { policy: String, images: String, now: String },
    ManagedScaling { needed: u32, running: u32, target: u32 },
    Placement { cluster: String, request: String, tasks: Option<String>, seed: Option<u64> },
    Policy(PolicySimulation),
}

/// `ecslab simulate policy`
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[expect(missing_docs, reason = "the help of ecslab simulate says what each option is")]
pub struct PolicySimulation {
    #[serde(default)]
    pub identity: Vec<String>,
    #[serde(default)]
    pub resource_policy: Vec<String>,
    #[serde(default)]
    pub boundary: Vec<String>,
    #[serde(default)]
    pub session: Vec<String>,
    pub action: Vec<String>,
    #[serde(default)]
    pub resource: Vec<String>,
    #[serde(default)]
    pub context: BTreeMap<String, String>,
    pub caller: Option<String>,
}

impl Question {
    /// The indices of the right options.
    pub fn correct(&self) -> Vec<usize> {
        self.options.iter().enumerate().filter(|(_, option)| option.correct).map(|(index, _)| index).collect()
    }

    /// The letter of an option: a, b, c, ...
    pub fn letter(index: usize) -> char {
        // A question has at most a handful of options; the check of the course sees to it.
        (b'a' + u8::try_from(index).unwrap_or(25).min(25)) as char
    }
}
