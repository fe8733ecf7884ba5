//! ECR104

use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, TagStatus};

declare_rule! {
    /// A rule for `tagged` images says which tags: with `tagPatternList` (`["prod*"]`) or `tagPrefixList` (`["prod"]`), and
    /// at least one entry. For all tagged images write the pattern `"*"`.
    LIFECYCLE_TAG_LIST_MISSING {
        code: "ECR104",
        name: "lifecycle-tag-list-missing",
        severity: Error,
        summary: "A rule for `tagged` images does not say which tags.",
        aws_message: "Must specify tagPrefixList or tagPatternList",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["prod*"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for selection in policy.rules.iter().filter_map(|rule| rule.selection.as_ref()) {
        let (Some(TagStatus::Tagged), Some(status)) = (selection.tag_status(), selection.tag_status) else { continue };
        let lists = [&selection.tag_pattern_list, &selection.tag_prefix_list];
        if lists.iter().any(|list| !list.complete || !list.is_empty()) {
            continue;
        }
        let empty = lists.iter().find_map(|list| list.place);
        let finding = match empty {
            Some(place) => findings.report(place.key, "the list of tags is empty"),
            None => findings.report(status.span(), "a rule for tagged images needs a tagPatternList or a tagPrefixList"),
        };
        finding.help("add for example \"tagPatternList\": [\"prod*\"]; [\"*\"] is all tagged images");
        if empty.is_some() {
            finding.related(status.span(), "the rule is for tagged images").aws_message("array is too short");
        }
    }
}
