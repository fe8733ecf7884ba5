//! ECR210

use super::selected_images::SelectedImages;
use crate::facts::LIFECYCLE_RULES;
use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, LifecycleRule, Value};

declare_rule! {
    /// The rule with the lowest priority number that selects an image is the only one that decides about it, also where it
    /// keeps the image. A later rule whose images are all selected by an earlier one of the same storage class never expires
    /// anything: a rule for `prod-eu*` after one for `prod*`, a rule for `any` after rules for all tagged and all untagged
    /// images.
    LIFECYCLE_RULE_SHIELDED {
        code: "ECR210",
        name: "lifecycle-rule-shielded",
        severity: Warning,
        summary: "A lifecycle rule can never act: a rule before it selects all its images.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
        verified: "2026-11-24",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["prod*"], "countType": "imageCountMoreThan", "countNumber": 100}, "action": {"type": "expire"}},
 {"rulePriority": 2, "selection": {"tagStatus": "tagged", "tagPatternList": ["prod-eu*"], "countType": "imageCountMoreThan", "countNumber": 10}, "action": {"type": "expire"}},
 {"rulePriority": 3, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["prod-eu*"], "countType": "imageCountMoreThan", "countNumber": 10}, "action": {"type": "expire"}},
 {"rulePriority": 2, "selection": {"tagStatus": "tagged", "tagPatternList": ["prod*"], "countType": "imageCountMoreThan", "countNumber": 100}, "action": {"type": "expire"}},
 {"rulePriority": 3, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    // A policy with more is refused for that, and comparing all of an endless one would take hours.
    let rules: Vec<Known<'_>> = policy.rules.iter().take(2 * LIFECYCLE_RULES.end()).filter_map(Known::of).collect();
    for rule in &rules {
        let before: Vec<&Known<'_>> = rules.iter().filter(|other| other.priority < rule.priority && other.class == rule.class).collect();
        // A rule for any images that is not the last is rejected (ECR102, ECR103).
        if before.iter().any(|other| matches!(other.images, SelectedImages::Any)) {
            continue;
        }
        if let Some(shield) = before.iter().find(|other| other.images.contain(&rule.images)) {
            findings
                .report(rule.at.span(), format!("all images of this rule are selected by the rule with rulePriority {}", shield.priority))
                .help("give the narrower rule the lower number, or remove one of the two")
                .related(shield.at.span(), "this rule decides about them, also where it keeps them");
        } else if let (SelectedImages::Any, Some(tagged), Some(untagged)) = (
            &rule.images,
            before.iter().find(|other| other.images.are_all_tagged()),
            before.iter().find(|other| matches!(other.images, SelectedImages::Untagged)),
        ) {
            findings
                .report(rule.at.span(), "earlier rules select all tagged and all untagged images, and none is left for this one")
                .help("remove this rule, or narrow the one for tagged images")
                .related(tagged.at.span(), "all tagged images")
                .related(untagged.at.span(), "all untagged images");
        }
    }
}

/// A rule of which all that decides what it selects is known.
struct Known<'a> {
    at: Value<i64>,
    priority: i64,
    class: &'a str,
    images: SelectedImages,
}

impl<'a> Known<'a> {
    fn of(rule: &LifecycleRule<'a>) -> Option<Self> {
        let selection = rule.selection.as_ref()?;
        let at = rule.rule_priority?;
        Some(Self { at, priority: at.literal()?, class: selection.storage_class_name()?, images: SelectedImages::of(selection)? })
    }
}
