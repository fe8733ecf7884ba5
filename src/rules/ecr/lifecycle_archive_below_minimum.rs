//! ECR212

use crate::facts::ARCHIVE_MINIMUM_DAYS;
use crate::lint::{Findings, declare_rule};
use crate::model::{CountType, LifecyclePolicy};
use crate::syntax::Change;

declare_rule! {
    /// An image that is archived stays for 90 days at least, and a policy cannot delete it sooner. A rule with a smaller
    /// number reads as if images went earlier than they do.
    LIFECYCLE_ARCHIVE_BELOW_MINIMUM {
        code: "ECR212",
        name: "lifecycle-archive-below-minimum",
        severity: Warning,
        summary: "A lifecycle rule shall delete archived images before they may be deleted.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-24",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 60}, "action": {"type": "transition", "targetStorageClass": "archive"}},
 {"rulePriority": 2, "selection": {"tagStatus": "any", "storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 30}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 60}, "action": {"type": "transition", "targetStorageClass": "archive"}},
 {"rulePriority": 2, "selection": {"tagStatus": "any", "storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 365}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for selection in policy.rules.iter().filter_map(|rule| rule.selection.as_ref()) {
        let (Some(CountType::SinceImageTransitioned), Some(at)) = (selection.count_type(), selection.count_number) else { continue };
        if let Some(days) = at.literal().filter(|days| (1..ARCHIVE_MINIMUM_DAYS).contains(days)) {
            findings
                .report(at.span(), format!("archived images stay for {ARCHIVE_MINIMUM_DAYS} days at least, and the rule says {days}"))
                .help(format!("write {ARCHIVE_MINIMUM_DAYS} or more"))
                .unsafe_fix(Change::set(at.span(), ARCHIVE_MINIMUM_DAYS));
        }
    }
}
