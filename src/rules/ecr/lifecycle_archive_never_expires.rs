//! ECR602

use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, LifecycleRule};

declare_rule! {
    /// A transition moves images to a cheaper storage class and deletes nothing. Without a rule for the archive it grows
    /// without end.
    LIFECYCLE_ARCHIVE_NEVER_EXPIRES {
        code: "ECR602",
        name: "lifecycle-archive-never-expires",
        severity: Info,
        summary: "Archived images are kept for ever.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html",
        verified: "2026-11-24",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 90}, "action": {"type": "transition", "targetStorageClass": "archive"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 90}, "action": {"type": "transition", "targetStorageClass": "archive"}},
 {"rulePriority": 2, "selection": {"tagStatus": "any", "storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 365}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    let about_archive = |rule: &LifecycleRule<'_>| {
        rule.selection.as_ref().is_none_or(|selection| selection.storage_class_name().is_none_or(|class| class == "archive"))
    };
    if !policy.rules.complete || policy.rules.iter().any(about_archive) {
        return;
    }
    let actions = policy.rules.iter().filter_map(|rule| rule.action.as_ref()?.kind);
    if let Some(transition) = actions.into_iter().find(|action| action.literal() == Some("transition")) {
        findings
            .report(transition.span(), "what is archived here is never deleted")
            .help("add a rule with \"storageClass\": \"archive\" and \"countType\": \"sinceImageTransitioned\"");
    }
}
