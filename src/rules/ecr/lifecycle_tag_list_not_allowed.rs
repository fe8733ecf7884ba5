//! ECR106

use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, TagStatus};
use crate::syntax::Change;

declare_rule! {
    /// Only a rule for `tagged` images selects by tags. A rule for `untagged` or `any` images has no use for a list, and ECR
    /// refuses it.
    LIFECYCLE_TAG_LIST_NOT_ALLOWED {
        code: "ECR106",
        name: "lifecycle-tag-list-not-allowed",
        severity: Error,
        summary: "A rule for `untagged` or `any` images has a list of tags.",
        aws_message: "Cannot specify ... with tagStatus ...",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "untagged", "tagPrefixList": ["dev"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPrefixList": ["dev"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for selection in policy.rules.iter().filter_map(|rule| rule.selection.as_ref()) {
        let (Some(status), Some(value)) = (selection.tag_status(), selection.tag_status) else { continue };
        let word = match status {
            TagStatus::Tagged => continue,
            TagStatus::Untagged => "untagged",
            TagStatus::Any => "any",
        };
        let lists = [("tagPatternList", &selection.tag_pattern_list), ("tagPrefixList", &selection.tag_prefix_list)];
        for (name, list) in lists {
            if let Some(span) = list.set_at() {
                findings
                    .report(span, format!("a rule for {word} images cannot have a {name}"))
                    .help(format!("remove {name}, or set tagStatus to \"tagged\""))
                    .related(value.span(), "the tag status is set here")
                    .unsafe_fix(Change::remove(span));
            }
        }
    }
}
