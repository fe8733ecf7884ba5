//! ECR201

use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, TagStatus};

declare_rule! {
    /// A list of several patterns or prefixes is a logical AND: a rule selects only images that have a tag for *every* entry.
    /// `["dev*", "feature*"]` selects images that carry both a `dev` tag and a `feature` tag, which are few. AWS accepts it,
    /// and the images that were meant pile up.
    ///
    /// For one or the other, write a rule for each.
    LIFECYCLE_ALL_TAGS_REQUIRED {
        code: "ECR201",
        name: "lifecycle-all-tags-required",
        severity: Warning,
        summary: "A list of several tags selects only images that match all of them.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["dev*", "feature*"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [
  {"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["dev*"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}},
  {"rulePriority": 2, "selection": {"tagStatus": "tagged", "tagPatternList": ["feature*"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for selection in policy.rules.iter().filter_map(|rule| rule.selection.as_ref()) {
        if selection.tag_status() != Some(TagStatus::Tagged) {
            continue;
        }
        for list in [&selection.tag_pattern_list, &selection.tag_prefix_list] {
            if let Some(span) = list.set_at().filter(|_| list.len() > 1) {
                let entries: Vec<String> =
                    list.iter().map(|value| value.literal().map_or("...".to_string(), |text| format!("\"{text}\""))).collect();
                findings
                    .report(span, format!("only images with a tag for every one of {} are selected", entries.join(" and ")))
                    .help("for one or the other, write a rule for each");
            }
        }
    }
}
