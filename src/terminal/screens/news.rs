//! What a lab that is watched tells.

use crate::lab::CheckState;

/// Something that happened in a lab that is watched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LabNews {
    /// All checks begin.
    Begun,
    /// A check begins, by its id.
    Started(String),
    /// A check ended.
    Ended(Outcome),
    /// All checks ended.
    Finished(Finished),
    /// The file system does not tell of changes, so it is looked at every second.
    Polling,
    /// The watch ended with this error.
    Broken(String),
}

/// How a check ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The check.
    pub id: String,
    /// How.
    pub state: CheckState,
    /// Why, for people; empty where it passed.
    pub details: Vec<String>,
    /// How many findings of the linter are among them.
    pub findings: usize,
    /// The hint that fits, from 0.
    pub hint: Option<usize>,
}

/// How all checks ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finished {
    /// Ids of those that passed.
    pub passed: Vec<String>,
    /// Ids of those that did not.
    pub failed: Vec<String>,
    /// What is missing on this machine, where some check could not be tried.
    pub missing: Option<String>,
}
