//! ECR107

use crate::facts::MAX_TAG_PATTERN_WILDCARDS;
use crate::lint::{Findings, declare_rule};
use crate::model::LifecyclePolicy;

declare_rule! {
    /// A tag pattern may hold up to four wildcards `*`, each for any number of characters. There is no other wildcard: `?`
    /// and `[ab]` stand for themselves.
    LIFECYCLE_INVALID_TAG_PATTERN {
        code: "ECR107",
        name: "lifecycle-invalid-tag-pattern",
        severity: Error,
        summary: "A tag pattern has more than four wildcards.",
        aws_message: "Invalid tag pattern provided",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["*a*b*c*d*"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["*a*b*c*d"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for selection in policy.rules.iter().filter_map(|rule| rule.selection.as_ref()) {
        for value in &selection.tag_pattern_list {
            let wildcards = value.literal().map_or(0, |pattern| pattern.matches('*').count());
            if wildcards > MAX_TAG_PATTERN_WILDCARDS {
                findings
                    .report(value.span(), format!("a tag pattern with {wildcards} wildcards"))
                    .help(format!("a pattern may hold up to {MAX_TAG_PATTERN_WILDCARDS} *"));
            }
        }
    }
}
