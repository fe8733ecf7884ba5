//! What names rules on a command line, in a configuration and in a suppression.

use super::{closest, find_rule, rules};

/// One rule by its code, or all whose codes begin alike (`ECS1`, `ECR`).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RulePattern(String);

/// No rule has this code, name or prefix.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no rule has the code, name or prefix {written:?}")]
pub struct UnknownRule {
    /// As it is written.
    pub written: String,
    /// What may have been meant.
    pub closest: Option<&'static str>,
}

impl UnknownRule {
    /// What to do.
    pub fn remedy(&self) -> String {
        let meant = self.closest.map(|meant| format!("did you mean {meant}? ")).unwrap_or_default();
        format!("{meant}`ecslab rules` lists them")
    }
}

impl RulePattern {
    /// A code, a name or a prefix of at least three letters, case aside.
    ///
    /// # Errors
    /// When it fits no rule.
    pub fn parse(text: &str) -> Result<Self, UnknownRule> {
        let code = text.trim().to_ascii_uppercase();
        if let Some(rule) = find_rule(&code) {
            return Ok(Self(rule.code.to_string()));
        }
        if code.len() >= 3 && rules().iter().any(|rule| rule.code.starts_with(&code)) {
            return Ok(Self(code));
        }
        Err(UnknownRule { written: text.trim().to_string(), closest: similar(text.trim()) })
    }

    /// Whether it means the rule of this code.
    pub fn matches(&self, code: &str) -> bool {
        code.starts_with(&self.0)
    }

    /// A code or a prefix of codes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A name that is written almost so. Codes differ by a digit from many others, so none of them is guessed.
fn similar(text: &str) -> Option<&'static str> {
    closest(&text.to_ascii_lowercase(), rules().iter().map(|rule| rule.name))
}
