//! Whether a tag may move to another image.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html>, checked 2026-11-24.

use serde::{Deserialize, Serialize};

use crate::simulators::lifecycle::TagPattern;

/// `imageTagMutability` with its `imageTagMutabilityExclusionFilters`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TagMutability {
    /// What holds for most tags.
    pub setting: MutabilitySetting,
    /// Wildcard filters of the tags for which the opposite holds.
    #[serde(default)]
    pub exclusions: Vec<String>,
}

/// `imageTagMutability`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are the API's own")]
pub enum MutabilitySetting {
    #[default]
    Mutable,
    Immutable,
    ImmutableWithExclusion,
    MutableWithExclusion,
}

impl MutabilitySetting {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Mutable, Self::Immutable, Self::ImmutableWithExclusion, Self::MutableWithExclusion];

    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mutable => "MUTABLE",
            Self::Immutable => "IMMUTABLE",
            Self::ImmutableWithExclusion => "IMMUTABLE_WITH_EXCLUSION",
            Self::MutableWithExclusion => "MUTABLE_WITH_EXCLUSION",
        }
    }

    /// Reads the API's name.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|setting| setting.name() == name)
    }
}

impl TagMutability {
    /// Whether a tag that an image has may move to another one.
    pub fn may_move(&self, tag: &str) -> bool {
        let excluded = || self.exclusions.iter().any(|filter| TagPattern::pattern(filter).matches(tag));
        match self.setting {
            MutabilitySetting::Mutable => true,
            MutabilitySetting::Immutable => false,
            MutabilitySetting::ImmutableWithExclusion => excluded(),
            MutabilitySetting::MutableWithExclusion => !excluded(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exclusions_turn_the_setting_round() {
        use MutabilitySetting::{Immutable, ImmutableWithExclusion, Mutable, MutableWithExclusion};
        for (setting, tag, expected) in [
            (Mutable, "v1", true),
            (Mutable, "latest", true),
            (Immutable, "v1", false),
            (Immutable, "latest", false),
            (ImmutableWithExclusion, "v1", false),
            (ImmutableWithExclusion, "latest", true),
            (ImmutableWithExclusion, "dev-7", true),
            (MutableWithExclusion, "v1", true),
            (MutableWithExclusion, "latest", false),
        ] {
            let mutability = TagMutability { setting, exclusions: vec!["latest".to_string(), "dev-*".to_string()] };
            assert_eq!(mutability.may_move(tag), expected, "{setting:?} {tag}");
            assert_eq!(MutabilitySetting::of_name(setting.name()), Some(setting));
        }
    }
}
