//! ECR103

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, TagStatus};

declare_rule! {
    /// One rule for `any` images is all that a storage class can have: it identifies every image, so nothing is left for a
    /// second one. A rule for `standard` and one for `archive` images stand side by side.
    LIFECYCLE_REPEATED_ANY {
        code: "ECR103",
        name: "lifecycle-repeated-any",
        severity: Error,
        summary: "Two rules of one storage class are for `any` images.",
        aws_message: "Only one rule can specify tagStatus=ANY",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [
  {"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 30}, "action": {"type": "expire"}},
  {"rulePriority": 2, "selection": {"tagStatus": "any", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 90}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [
  {"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 90}, "action": {"type": "transition", "targetStorageClass": "archive"}},
  {"rulePriority": 2, "selection": {"tagStatus": "any", "storageClass": "archive", "countType": "sinceImageTransitioned", "countUnit": "days", "countNumber": 365}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashMap::new();
    for selection in policy.rules.iter().filter_map(|rule| rule.selection.as_ref()) {
        let (Some(TagStatus::Any), Some(status), Some(class)) =
            (selection.tag_status(), selection.tag_status, selection.storage_class_name())
        else {
            continue;
        };
        if let Some(first) = seen.get(class) {
            findings
                .report(status.span(), format!("another rule is already for any images of the storage class {class}"))
                .help("keep one of the two; to expire by count and by age, let the other select by tag")
                .related(*first, "the first rule for any images");
        } else {
            seen.insert(class, status.span());
        }
    }
}
