//! ECR603

use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, LifecycleRule, TagStatus};

declare_rule! {
    /// Where a tag moves, the image that had it stays without one. Nobody pulls it by a tag again, and it is paid for every
    /// month.
    LIFECYCLE_UNTAGGED_KEPT {
        code: "ECR603",
        name: "lifecycle-untagged-kept",
        severity: Info,
        summary: "No rule of a lifecycle policy expires untagged images.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
        verified: "2026-11-24",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan", "countNumber": 30}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["*"], "countType": "imageCountMoreThan", "countNumber": 30}, "action": {"type": "expire"}},
 {"rulePriority": 2, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    let Some(place) = policy.rules.place.filter(|_| policy.rules.complete) else { return };
    let only_tagged = |rule: &LifecycleRule<'_>| {
        rule.selection.as_ref().is_some_and(|selection| selection.tag_status() == Some(TagStatus::Tagged) || selection.is_archive())
    };
    if !policy.rules.is_empty() && policy.rules.iter().all(only_tagged) {
        findings
            .report(place.key, "images without tags are kept for ever")
            .help("add a rule with \"tagStatus\": \"untagged\", such as after 14 days");
    }
}
