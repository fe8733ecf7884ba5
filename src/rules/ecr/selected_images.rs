//! Which images a rule of a lifecycle policy selects, compared without looking at any image.

use crate::model::{CountType, LifecyclePolicy, Literal, Selection, TagStatus, Value};
use crate::simulators::lifecycle::TagPattern;

/// What a selection says about tags.
#[derive(Debug, Clone)]
pub enum SelectedImages {
    /// All images.
    Any,
    /// Images without tags.
    Untagged,
    /// Images of which the tags match every one of these.
    Tagged(Vec<TagWish>),
}

/// A pattern or a prefix, which some tag of an image must match.
#[derive(Debug, Clone)]
pub struct TagWish {
    pattern: TagPattern,
    /// A tag that matches, with a letter that no tag has for each `*`: what matches this text matches all tags of the pattern.
    general: String,
}

/// Stands for any text; no tag and no pattern holds it.
const ANY_TEXT: &str = "\u{1}";

impl SelectedImages {
    /// What a selection selects; `None` where it is not wholly known or not valid.
    pub fn of(selection: &Selection<'_>) -> Option<Self> {
        Some(match selection.tag_status()? {
            TagStatus::Any => Self::Any,
            TagStatus::Untagged => Self::Untagged,
            TagStatus::Tagged => {
                let (patterns, prefixes) = (&selection.tag_pattern_list, &selection.tag_prefix_list);
                if !patterns.complete || !prefixes.complete || patterns.is_empty() == prefixes.is_empty() {
                    return None;
                }
                let patterns = patterns.iter().map(|value| value.literal().map(TagWish::pattern));
                let prefixes = prefixes.iter().map(|value| value.literal().map(TagWish::prefix));
                Self::Tagged(patterns.chain(prefixes).collect::<Option<_>>()?)
            }
        })
    }

    /// Whether every image of the other is certainly one of these.
    pub fn contain(&self, other: &SelectedImages) -> bool {
        match (self, other) {
            (Self::Any, _) | (Self::Untagged, Self::Untagged) => true,
            // An image of the other has a tag for each of its wishes; one of those tags must meet each wish of ours.
            (Self::Tagged(ours), Self::Tagged(theirs)) => {
                ours.iter().all(|wish| theirs.iter().any(|other| wish.pattern.matches(&other.general)))
            }
            _ => false,
        }
    }

    /// Whether they are certainly all images that have a tag.
    pub fn are_all_tagged(&self) -> bool {
        matches!(self, Self::Tagged(wishes) if wishes.iter().all(|wish| wish.pattern.matches(ANY_TEXT)))
    }
}

impl TagWish {
    fn pattern(text: &str) -> Self {
        Self { pattern: TagPattern::pattern(text), general: text.replace('*', ANY_TEXT) }
    }

    fn prefix(text: &str) -> Self {
        Self { pattern: TagPattern::prefix(text), general: format!("{text}{ANY_TEXT}") }
    }
}

/// A rule that expires by one count all images of a repository, or all that have a tag.
#[derive(Debug)]
pub struct RuleOverAll<'p> {
    /// The tag status.
    pub selection: Value<&'p str>,
    /// Where the count stands.
    pub count_at: Value<i64>,
    /// Its value.
    pub count: i64,
    /// Whether images without a tag are another rule's.
    pub tagged_only: bool,
}

/// Rules that expire images of the standard storage class, all of them or all that have a tag, and that no rule for chosen tags or for
/// all tagged images precedes: what such a rule keeps is kept.
pub fn rules_over_all<'p>(policy: &LifecyclePolicy<'p>, counted: CountType) -> Vec<RuleOverAll<'p>> {
    let chosen = |selection: &Selection<'_>| selection.tag_status().is_none_or(|status| status == TagStatus::Tagged);
    let is_all = |selection: &Selection<'_>| {
        SelectedImages::of(selection).is_some_and(|images| matches!(images, SelectedImages::Any) || images.are_all_tagged())
    };
    let chosen_exist = !policy.rules.complete
        || policy.rules.iter().filter_map(|rule| rule.selection.as_ref()).any(|selection| chosen(selection) && !is_all(selection));
    if chosen_exist {
        return Vec::new();
    }
    let standard = |selection: &Selection<'_>| selection.storage_class_name() != Some("archive");
    policy
        .rules
        .iter()
        .filter_map(|rule| {
            let selection = rule.selection.as_ref()?;
            let expires = rule.action.as_ref()?.kind?.literal() == Some("expire");
            let count_at = selection.count_number?;
            let priority = rule.rule_priority.literal();
            // One of which the order is not known may come before.
            let before = policy
                .rules
                .iter()
                .filter(|other| !std::ptr::eq(*other, rule))
                .filter(|other| other.rule_priority.literal().zip(priority).is_none_or(|(other, priority)| other < priority));
            let before: Vec<&Selection<'_>> =
                before.filter_map(|other| other.selection.as_ref()).filter(|selection| standard(selection)).collect();
            let is_first = !before.iter().any(|other| is_all(other));
            let is_meant = selection.count_type() == Some(counted) && selection.storage_class_name() == Some("standard");
            let untagged_before = before.iter().any(|other| other.tag_status() == Some(TagStatus::Untagged));
            let tagged_only = untagged_before || selection.tag_status() == Some(TagStatus::Tagged);
            (expires && is_meant && is_first && is_all(selection)).then_some(RuleOverAll {
                selection: selection.tag_status?,
                count_at,
                count: count_at.literal()?,
                tagged_only,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{SelectedImages, TagWish};

    #[test]
    fn a_selection_contains_another_where_every_tag_of_it_would_do() {
        let tagged = |patterns: &[&str]| SelectedImages::Tagged(patterns.iter().map(|text| TagWish::pattern(text)).collect());
        let prefix = |text: &str| SelectedImages::Tagged(vec![TagWish::prefix(text)]);
        for (outer, inner, expected) in [
            (tagged(&["*"]), tagged(&["prod*"]), true),
            (tagged(&["prod*"]), tagged(&["prod-eu*"]), true),
            (tagged(&["prod-eu*"]), tagged(&["prod*"]), false),
            (tagged(&["prod"]), tagged(&["prod*"]), false),
            (tagged(&["*-eu"]), tagged(&["prod-*"]), false),
            (tagged(&["prod*"]), prefix("prod"), true),
            (prefix("prod"), tagged(&["prod*"]), true),
            (prefix("prod"), tagged(&["*prod"]), false),
            (tagged(&["prod*"]), tagged(&["prod*", "v1*"]), true),
            (tagged(&["prod*", "v1*"]), tagged(&["prod*"]), false),
            (tagged(&["*"]), SelectedImages::Untagged, false),
            (tagged(&["*"]), SelectedImages::Any, false),
            (SelectedImages::Untagged, SelectedImages::Untagged, true),
            (SelectedImages::Any, tagged(&["a"]), true),
        ] {
            assert_eq!(outer.contain(&inner), expected, "{outer:?} {inner:?}");
        }
        assert!(tagged(&["*", "**"]).are_all_tagged());
        assert!(!tagged(&["*a"]).are_all_tagged());
    }

    /// Whether an image with these tags is selected: each wish is met by one of them.
    fn selects(wishes: &[TagWish], tags: &[String]) -> bool {
        wishes.iter().all(|wish| tags.iter().any(|tag| wish.pattern.matches(tag)))
    }

    proptest! {
        #[test]
        fn what_is_contained_is_never_an_image_that_the_outer_does_not_select(
            outer in prop::collection::vec("[ab*]{1,4}", 1..3),
            inner in prop::collection::vec("[ab*]{1,4}", 1..3),
            tags in prop::collection::vec("[ab]{1,5}", 1..4),
        ) {
            let wishes = |patterns: &[String]| -> Vec<TagWish> { patterns.iter().map(|text| TagWish::pattern(text)).collect() };
            let (outer, inner) = (wishes(&outer), wishes(&inner));
            if SelectedImages::Tagged(outer.clone()).contain(&SelectedImages::Tagged(inner.clone())) && selects(&inner, &tags) {
                prop_assert!(selects(&outer, &tags));
            }
        }
    }
}
