//! What a simulation answers.

use serde::Serialize;

/// The desired count after something was decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DesiredCount {
    /// Seconds: as the metrics give them, or since the first data point where they give dates.
    pub t: i64,
    /// The date, where the metrics give dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<String>,
    /// The service's desired count.
    pub desired: u64,
    /// Why it changed, or did not.
    pub reason: String,
    /// The least and the greatest capacity at that time.
    #[serde(skip)]
    pub limits: (u64, u64),
}

/// Simulated scaling.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Simulation {
    /// The start, and an entry for each data point and each scheduled action, in order.
    pub desired: Vec<DesiredCount>,
    /// Where AWS documents nothing and the simulation chose.
    pub choices: Vec<String>,
}
