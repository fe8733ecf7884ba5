//! What is shown of what is found, and what makes a run fail.

use super::RulePattern;
use crate::diagnostics::{Diagnostic, Severity};

/// How to judge what is found.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Only these rules; all where it is empty.
    pub select: Vec<RulePattern>,
    /// Not these rules.
    pub ignore: Vec<RulePattern>,
    /// What is shown where nothing is selected.
    pub profile: Profile,
    /// From which severity on a finding makes a run fail.
    pub fail_on: FailOn,
}

/// A named choice of what is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Errors and warnings.
    #[default]
    Default,
    /// Advice too.
    Strict,
    /// Advice too, for learners.
    Exam,
}

impl Profile {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Default, Self::Strict, Self::Exam];

    /// Its name in options and configurations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Default => "default",
            Self::Strict => "strict",
            Self::Exam => "exam",
        }
    }

    /// The profile of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|profile| profile.name() == name)
    }
}

/// The least severity that makes a run fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FailOn {
    /// Errors.
    #[default]
    Error,
    /// Warnings and errors.
    Warning,
    /// Anything.
    Info,
    /// Nothing.
    Never,
}

impl FailOn {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Error, Self::Warning, Self::Info, Self::Never];

    /// Its name in options and configurations.
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Never => "never",
        }
    }

    /// The one of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fail_on| fail_on.name() == name)
    }

    /// Whether a finding of this severity makes the run fail.
    pub fn is_reached_by(self, severity: Severity) -> bool {
        match self {
            Self::Error => severity >= Severity::Error,
            Self::Warning => severity >= Severity::Warning,
            Self::Info => true,
            Self::Never => false,
        }
    }
}

impl Settings {
    /// Whether a finding is to be shown.
    pub fn shows(&self, diagnostic: &Diagnostic) -> bool {
        let matches = |patterns: &[RulePattern]| patterns.iter().any(|pattern| pattern.matches(diagnostic.code));
        if matches(&self.ignore) {
            return false;
        }
        if !self.select.is_empty() {
            return matches(&self.select);
        }
        // Who fails on advice wants to see it.
        diagnostic.severity > Severity::Info || self.profile != Profile::Default || self.fail_on == FailOn::Info
    }
}
