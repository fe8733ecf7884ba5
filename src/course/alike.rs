//! Which questions do not belong in one session.

use schemars::JsonSchema;
use serde::Deserialize;

/// Where the groups stand.
pub(super) const ALIKE: &str = "quizzes/alike.yaml";

/// Groups of questions that ask the same fact, or of which one gives the answer of another away.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AlikeFile {
    /// Of this form: 1.
    pub version: u32,
    /// Ids of questions; one may stand in several groups.
    pub groups: Vec<Vec<String>>,
}
