//! ECR101

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{LifecyclePolicy, Literal};

declare_rule! {
    /// Two rules have the same `rulePriority`. The priority is the order in which rules take hold of images, so each
    /// needs a number of its own. The numbers need not be consecutive: leave gaps and later rules fit in between.
    LIFECYCLE_DUPLICATE_PRIORITY {
        code: "ECR101",
        name: "lifecycle-duplicate-priority",
        severity: Error,
        summary: "Two lifecycle rules have the same priority.",
        aws_message: "Duplicate priority in multiple rules",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": [
  {"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}},
  {"rulePriority": 1, "selection": {"tagStatus": "tagged", "tagPatternList": ["dev*"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        passes: r#"{"rules": [
  {"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}},
  {"rulePriority": 2, "selection": {"tagStatus": "tagged", "tagPatternList": ["dev*"], "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    let mut taken = HashMap::new();
    for rule in &policy.rules {
        let (Some(value), Some(priority)) = (rule.rule_priority, rule.rule_priority.literal()) else { continue };
        let first = *taken.entry(priority).or_insert(value);
        if first.span() != value.span() {
            findings
                .report(value.span(), format!("rulePriority {priority} is already taken"))
                .help("give each rule a number of its own")
                .related(first.span(), "first used here");
        }
    }
}
