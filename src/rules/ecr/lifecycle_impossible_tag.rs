//! ECR211

use crate::lint::{Findings, declare_rule};
use crate::model::LifecyclePolicy;

declare_rule! {
    /// Tags consist of letters, digits, `.`, `_` and `-`. A pattern with anything else but `*` is met by no tag: regular
    /// expressions, paths and `name:tag` do not work here. In `tagPrefixList` also `*` is a letter, which no tag has.
    LIFECYCLE_IMPOSSIBLE_TAG {
        code: "ECR211",
        name: "lifecycle-impossible-tag",
        severity: Warning,
        summary: "A lifecycle rule selects by text that no tag can be.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-24",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPrefixList": ["prod*"], "countType": "imageCountMoreThan", "countNumber": 10}, "action": {"type": "expire"}},
 {"rulePriority": 2, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPrefixList": ["prod"], "countType": "imageCountMoreThan", "countNumber": 10}, "action": {"type": "expire"}},
 {"rulePriority": 2, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 14}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    for selection in policy.rules.iter().filter_map(|rule| rule.selection.as_ref()) {
        let prefixes = selection.tag_prefix_list.iter().map(|value| (value, false));
        let patterns = selection.tag_pattern_list.iter().map(|value| (value, true));
        for (value, is_pattern) in prefixes.chain(patterns) {
            let possible = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') || (is_pattern && c == '*');
            let Some((text, bad)) = value.literal().and_then(|text| Some((text, text.chars().find(|c| !possible(*c))?))) else { continue };
            findings.report(value.span(), format!("no tag begins with or matches \"{text}\": tags have no {bad:?}")).help(if bad == '*' {
                "remove the *: a prefix needs none; or use tagPatternList"
            } else {
                "write only what stands after the colon of an image, with * for any text in a tagPatternList"
            });
        }
    }
}
