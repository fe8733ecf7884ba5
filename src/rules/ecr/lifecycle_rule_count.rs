//! ECR111

use crate::facts::LIFECYCLE_RULES;
use crate::lint::{Findings, declare_rule};
use crate::model::LifecyclePolicy;

declare_rule! {
    /// A lifecycle policy holds 1 to 50 rules. A policy without rules is not how expiry is switched off: delete the policy
    /// instead, and nothing expires.
    LIFECYCLE_RULE_COUNT {
        code: "ECR111",
        name: "lifecycle-rule-count",
        severity: Error,
        summary: "A lifecycle policy has no rules, or more than 50.",
        aws_message: "array is too short",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html",
        verified: "2026-11-21",
        lesson: "registry/lifecycle-policies",
        fails: r#"{"rules": []}"#,
        passes: r#"{"rules": [{"rulePriority": 1, "selection": {"tagStatus": "any", "countType": "imageCountMoreThan", "countNumber": 5}, "action": {"type": "expire"}}]}"#,
        check: LifecyclePolicy(check),
    }
}

fn check(policy: &LifecyclePolicy<'_>, findings: &mut Findings<'_>) {
    let rules = &policy.rules;
    let (least, most) = (LIFECYCLE_RULES.start(), LIFECYCLE_RULES.end());
    if let Some(first_too_many) = rules.get(*most) {
        // The whole rule would fill the screen: its number stands for it.
        let span = first_too_many.rule_priority.map_or(first_too_many.place.value, |priority| priority.span());
        findings
            .report(span, format!("{} rules, and a policy holds {most}", rules.len()))
            .help("join rules that do the same; this is the first that is too many")
            .aws_message("array is too long");
    } else if rules.is_empty()
        && rules.complete
        && let Some(place) = rules.place
    {
        findings.report(place.value, "the policy has no rules").help(format!("write at least {least} rule, or delete the policy"));
    }
}
