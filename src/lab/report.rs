//! What checking a lab says.

use serde::Serialize;

use crate::course::Check;
use crate::diagnostics::Diagnostic;

/// The outcome of all checks of a lab.
#[derive(Debug)]
pub struct LabReport {
    /// The lab.
    pub lab: String,
    /// In the order of the lab.
    pub checks: Vec<CheckReport>,
}

/// The outcome of one check.
#[derive(Debug, Serialize)]
pub struct CheckReport {
    /// The check.
    pub id: String,
    /// What is true when it passes.
    pub title: String,
    /// How it ended.
    pub state: CheckState,
    /// What was expected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// What was seen instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<String>,
    /// The level of the hint that fits, where the check failed and names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<String>,
    /// The findings of a lint check.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub diagnostics: Vec<Diagnostic>,
    /// The last lines that the containers wrote, where that helps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub logs: Vec<String>,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum CheckState {
    /// As it should be.
    Passed,
    /// Not as it should be.
    Failed,
    /// Not tried, because an earlier check did not pass.
    Blocked,
    /// Not tried, because something is missing on this machine.
    Missing,
}

impl LabReport {
    /// Whether every check passed.
    pub fn passed(&self) -> bool {
        self.checks.iter().all(|check| check.state == CheckState::Passed)
    }

    /// Checks in a state, by id.
    pub fn ids(&self, wanted: impl Fn(CheckState) -> bool) -> Vec<String> {
        self.checks.iter().filter(|check| wanted(check.state)).map(|check| check.id.clone()).collect()
    }
}

impl CheckReport {
    /// A report without details.
    pub fn new(check: &Check, state: CheckState) -> Self {
        let (id, title, hint) = (check.id.clone(), check.title.clone(), check.hint.clone().filter(|_| state == CheckState::Failed));
        Self { id, title, state, expected: None, seen: None, hint, diagnostics: Vec::new(), logs: Vec::new() }
    }

    /// Says why it did not pass.
    #[must_use]
    pub fn because(mut self, expected: impl Into<String>, seen: impl Into<String>) -> Self {
        self.expected = Some(expected.into());
        self.seen = Some(seen.into());
        self
    }
}
