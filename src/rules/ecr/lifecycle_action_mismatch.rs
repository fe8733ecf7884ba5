//! ECR110

use crate::lint::{Findings, declare_rule};
use crate::model::{CountType, LifecyclePolicy, LifecycleRule, Selection};
use crate::syntax::Change;

declare_rule! {
    /// What is counted, where the images are and what happens to them must fit together:
    ///
    /// | countType | storageClass | action |
    /// |---|---|---|
    /// | `imageCountMoreThan`, `sinceImagePushed` | `standard` | `expire` or `transition` |
    /// | `sinceImagePulled` | `standard` | `transition` |
    /// | `sinceImageTransitioned` | `archive` | `expire` |
    ///
    /// A `transition` says where to, with `"targetStorageClass": "archive"`.
    LIFECYCLE_ACTION_MISMATCH {
        code: "ECR110",
        name: "lifecycle-action-mismatch",
        severity: Error,
        summary: "Count type, storage class and action of a lifecycle rule do not fit together.",
        aws_message: "Could not map policyString into LifecyclePolicy",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 90}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "sinceImagePulled", "countUnit": "days", "countNumber": 90}, "action": {"type": "transition", "targetStorageClass": "archive"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for rule in &policy.rules {
        if let Some(selection) = &rule.selection {
            check_storage_class(selection, findings);
        }
        check_action(rule, findings);
    }
}

fn check_storage_class(selection: &Selection<'_>, findings: &mut Findings<'_>) {
    let (Some(counted), Some(count), Some(class)) = (selection.count_type(), selection.count_type, selection.storage_class_name()) else {
        return;
    };
    let written = count.literal().unwrap_or_default();
    if counted == CountType::SinceImageTransitioned && class == "standard" {
        let span = selection.storage_class.map_or(count.span(), |class| class.span());
        findings
            .report(span, format!("{written} is about archived images, and the rule is for the storage class standard"))
            .help("set \"storageClass\": \"archive\" in the selection")
            .unsafe_fix(match selection.storage_class {
                Some(class) => Change::set(class.span(), "archive"),
                None => Change::insert(selection.place.value, "storageClass", "archive"),
            });
    } else if counted != CountType::SinceImageTransitioned && class == "archive" {
        let span = selection.storage_class.map_or(count.span(), |class| class.span());
        findings
            .report(span, format!("{written} is about images of the storage class standard"))
            .help("count archived images with \"sinceImageTransitioned\", or leave storageClass out")
            .related(count.span(), "the count type is set here")
            .aws_message("SINCE_IMAGE_PUSHED, SINCE_IMAGE_PULLED and IMAGE_COUNT_MORE_THAN support the STANDARD storage class only");
    }
}

fn check_action(rule: &LifecycleRule<'_>, findings: &mut Findings<'_>) {
    let Some(action) = &rule.action else { return };
    let Some((kind, written)) = action.kind.and_then(|kind| Some((kind, kind.literal()?))) else { return };
    let count = rule.selection.as_ref().and_then(|selection| Some((selection.count_type()?, selection.count_type?)));
    match (count, written) {
        (Some((CountType::SinceImagePulled, count)), "expire") => {
            findings
                .report(kind.span(), "sinceImagePulled cannot expire images, it moves them")
                .help("use the action {\"type\": \"transition\", \"targetStorageClass\": \"archive\"}, or count \"sinceImagePushed\"")
                .related(count.span(), "the count type is set here");
        }
        (Some((CountType::SinceImageTransitioned, count)), "transition") => {
            findings
                .report(kind.span(), "sinceImageTransitioned is about images that are in the archive already")
                .help("use the action {\"type\": \"expire\"}")
                .related(count.span(), "the count type is set here");
        }
        (_, "transition") if action.target_storage_class.is_none() => {
            findings
                .report(kind.span(), "a transition does not say where to")
                .help("add \"targetStorageClass\": \"archive\" to the action")
                .aws_message("object has missing required properties ([\"targetStorageClass\"])")
                .safe_fix(Change::insert(action.place.value, "targetStorageClass", "archive"));
        }
        _ => {}
    }
}
