//! ECR108

use crate::lint::{Findings, declare_rule};
use crate::model::{CountType, LifecyclePolicy};
use crate::syntax::Change;

declare_rule! {
    /// Rules by age count in `"countUnit": "days"`, and need it. A rule by number, `imageCountMoreThan`, counts images and
    /// must not have a unit.
    LIFECYCLE_COUNT_UNIT {
        code: "ECR108",
        name: "lifecycle-count-unit",
        severity: Error,
        summary: "A rule by age has no unit, or a rule by number has one.",
        aws_message: "Could not map policyString into LifecyclePolicy",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countNumber": 14}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for selection in policy.rules.iter().filter_map(|rule| rule.selection.as_ref()) {
        let (Some(counted), Some(value)) = (selection.count_type(), selection.count_type) else { continue };
        let written = value.literal().unwrap_or_default();
        match (counted, selection.count_unit) {
            (CountType::ImageCountMoreThan, Some(unit)) if unit.literal().is_some() => {
                findings
                    .report(unit.span(), format!("{written} counts images and has no countUnit"))
                    .help("remove countUnit, or count by age with \"sinceImagePushed\"")
                    .related(value.span(), "the count type is set here")
                    .unsafe_fix(Change::remove(unit.span()));
            }
            (CountType::ImageCountMoreThan, _) | (_, Some(_)) => {}
            (_, None) => {
                findings
                    .report(value.span(), format!("{written} counts days and has no countUnit"))
                    .help("add \"countUnit\": \"days\"")
                    .safe_fix(Change::insert(selection.place.value, "countUnit", "days"));
            }
        }
    }
}
