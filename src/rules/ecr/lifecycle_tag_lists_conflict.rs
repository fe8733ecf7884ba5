//! ECR105

use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, TagStatus};

declare_rule! {
    /// A rule selects by patterns or by prefixes, not by both. A prefix is a pattern with `*` at its end, so the prefixes
    /// can move over; other rules of the policy may use the other kind.
    LIFECYCLE_TAG_LISTS_CONFLICT {
        code: "ECR105",
        name: "lifecycle-tag-lists-conflict",
        severity: Error,
        summary: "A lifecycle rule has both a pattern list and a prefix list.",
        aws_message: "If policy has a tagged rule, it must specify only one of tagPrefixList or tagPatternList",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["*-rc"], "tagPrefixList": ["v1"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["v1*-rc"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for selection in policy.rules.iter().filter_map(|rule| rule.selection.as_ref()) {
        if selection.tag_status() != Some(TagStatus::Tagged) {
            continue;
        }
        if let (Some(patterns), Some(prefixes)) = (selection.tag_pattern_list.set_at(), selection.tag_prefix_list.set_at()) {
            findings
                .report(prefixes, "a rule cannot have both tagPatternList and tagPrefixList")
                .help("write each prefix as a pattern with * at its end, and remove tagPrefixList")
                .related(patterns, "the patterns");
        }
    }
}
