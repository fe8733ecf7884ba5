//! ECR401

use super::selected_images::{RuleOverAll, rules_over_all};
use crate::counted::counted;
use crate::lint::{Findings, declare_rule};
use crate::model::{CountType, LifecyclePolicy};

declare_rule! {
    /// A rule by age does not ask whether an image is used or whether there is another. After a quiet week, or with a
    /// service that is rarely built, the image that runs is expired too, and the next task cannot start.
    /// `imageCountMoreThan` always keeps the newest.
    LIFECYCLE_EXPIRES_EVERYTHING {
        code: "ECR401",
        name: "lifecycle-expires-everything",
        severity: Warning,
        summary: "A lifecycle rule empties a repository to which nothing is pushed for a week.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
        verified: "2026-11-24",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 30}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

/// Up to how many days without a push are nothing unusual: a week of holidays.
const QUIET_DAYS: i64 = 7;

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for RuleOverAll { selection, count_at: at, count: days, tagged_only } in rules_over_all(policy, CountType::SinceImagePushed) {
        if (1..=QUIET_DAYS).contains(&days) {
            let images = if tagged_only { "tagged image" } else { "image" };
            let days = counted(days, "day");
            findings
                .report(at.span(), format!("every {images} expires after {days}, also the one that runs"))
                .help("count images instead, or keep those that run by a rule with a lower number")
                .related(selection.span(), "the rule is for all of them");
        }
    }
}
