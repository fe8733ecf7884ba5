//! ECR109

use crate::facts::LIFECYCLE_LEAST_NUMBER;
use crate::lint::{Findings, declare_rule};
use crate::model::LifecyclePolicy;

declare_rule! {
    /// `rulePriority` and `countNumber` start at 1. There is no way to keep no image at all: a policy that should empty a
    /// repository keeps one.
    LIFECYCLE_NUMBER_BELOW_ONE {
        code: "ECR109",
        name: "lifecycle-number-below-one",
        severity: Error,
        summary: "A priority or a count of a lifecycle rule is below 1.",
        aws_message: "numeric instance is lower than the required minimum",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 0}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for rule in &policy.rules {
        let count = rule.selection.as_ref().and_then(|selection| selection.count_number);
        for (name, value) in [("rulePriority", rule.rule_priority), ("countNumber", count)] {
            let Some((value, number)) = value.and_then(|value| Some((value, value.literal()?))) else { continue };
            if number < LIFECYCLE_LEAST_NUMBER {
                findings
                    .report(value.span(), format!("{name} cannot be {number}"))
                    .help(format!("{name} is {LIFECYCLE_LEAST_NUMBER} or more"));
            }
        }
    }
}
