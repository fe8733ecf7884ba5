//! ECR402

use super::selected_images::{RuleOverAll, rules_over_all};
use crate::lint::{Findings, declare_rule};
use crate::model::{CountType, LifecyclePolicy};

declare_rule! {
    /// When the next image is pushed, the one that runs is expired: tasks that are replaced before the deployment cannot
    /// start, and there is nothing to roll back to.
    LIFECYCLE_KEEPS_ONE {
        code: "ECR402",
        name: "lifecycle-keeps-one",
        severity: Warning,
        summary: "A lifecycle rule keeps one image of a repository.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
        verified: "2026-11-24",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 10}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for RuleOverAll { selection, count_at: at, count, .. } in rules_over_all(policy, CountType::ImageCountMoreThan) {
        if count == 1 {
            findings
                .report(at.span(), "only the newest image is kept: none is left to roll back to")
                .help("keep as many as may run and be rolled back to, such as 10")
                .related(selection.span(), "the rule is for all images");
        }
    }
}
