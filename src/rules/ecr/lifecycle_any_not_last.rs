//! ECR102

use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, Literal, TagStatus};

declare_rule! {
    /// A rule for `any` images identifies all of them, and what a rule identifies is out of reach of all rules with a
    /// higher number. So `any` comes last: it must have the highest `rulePriority` among the rules of its storage class.
    LIFECYCLE_ANY_NOT_LAST {
        code: "ECR102",
        name: "lifecycle-any-not-last",
        severity: Error,
        summary: "The rule for `any` images does not have the highest priority number.",
        aws_message: "Rule for tagStatus=ANY must have the highest rulePriority",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [
  {"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 30}, "action": {"type": "expire"}},
  {"rulePriority": 2, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [
  {"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 1}, "action": {"type": "expire"}},
  {"rulePriority": 2, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 30}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    let rules: Vec<_> = policy
        .rules
        .iter()
        .filter_map(|rule| {
            let selection = rule.selection.as_ref()?;
            Some((rule.rule_priority?, rule.rule_priority.literal()?, selection.tag_status()?, selection.storage_class_name()?))
        })
        .collect();
    for (value, priority, _, class) in rules.iter().filter(|(_, _, status, _)| *status == TagStatus::Any) {
        // Another rule for `any` is one too many and is reported as that.
        let last = rules.iter().filter(|(_, _, status, other)| *status != TagStatus::Any && other == class).max_by_key(|rule| rule.1);
        if let Some((other, highest, ..)) = last.filter(|(_, highest, ..)| highest > priority) {
            findings
                .report(value.span(), format!("the rule for any images has rulePriority {priority}, and another has {highest}"))
                .help(format!("give the rule for any images the highest number, above {highest}"))
                .related(other.span(), "a higher number");
        }
    }
}
