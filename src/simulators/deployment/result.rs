//! What a simulation answers.

use serde::Serialize;

/// How a deployment ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    /// The new revision has taken over.
    Completed,
    /// It failed, and nothing goes back.
    Failed,
    /// It failed, and the old revision is back.
    RolledBack,
    /// It neither ends nor fails: nothing more happens, or the same goes on for ever.
    Stuck,
}

impl Outcome {
    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Self::Completed => "COMPLETED",
            Self::Failed => "FAILED",
            Self::RolledBack => "ROLLED_BACK",
            Self::Stuck => "STUCK",
        }
    }
}

/// A simulated deployment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Simulation {
    /// Healthy tasks that stay.
    pub floor: u64,
    /// Tasks that are never exceeded.
    pub ceiling: u64,
    /// Failed tasks at which the circuit breaker fires; none without one.
    pub threshold: Option<u64>,
    /// How it ends.
    pub outcome: Outcome,
    /// What happened, in order.
    pub timeline: Vec<TimelineEntry>,
    /// Why it ended so, and what to change.
    pub explanation: String,
    /// Where AWS documents nothing and the simulation chose.
    pub choices: Vec<String>,
}

/// Something that happened, with the counts after it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TimelineEntry {
    /// Seconds since the deployment began.
    pub t: u64,
    /// What happened.
    pub event: String,
    /// PENDING, RUNNING and STOPPING tasks of the old revision.
    pub old: u64,
    /// The same of the new revision.
    pub new: u64,
    /// Healthy tasks of both.
    pub healthy: u64,
    /// The count that the circuit breaker compares with its threshold.
    pub failed_tasks: u64,
    /// Whether the circuit breaker fired.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub breaker: bool,
    /// The lifecycle stage, in blue/green, linear and canary deployments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<&'static str>,
    /// Percent of the production traffic on the new revision, in such deployments.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub production_traffic: Option<f64>,
}
