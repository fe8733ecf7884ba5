//! ECR301

use crate::facts::RESTRICTING_CONDITION_KEYS;
use crate::lint::{Findings, declare_rule};
use crate::model::{ConditionEntry, Literal, PolicyDocument, Value};

declare_rule! {
    /// The principal `*` is every account of AWS. Unless a condition narrows it, whoever finds the name of the repository
    /// may do what the statement allows. Conditions on `aws:PrincipalOrgID`, `aws:SourceAccount` or `aws:SourceVpce` leave
    /// known callers only. A Deny for everyone is no danger.
    PUBLIC_REPOSITORY_POLICY {
        code: "ECR301",
        name: "public-repository-policy",
        severity: Warning,
        summary: "A repository policy lets everyone in.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        controls: ["CKV_AWS_32", "AWS-0032"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage",
 "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in policy.statements.iter().filter(|statement| statement.effect.literal() == Some("Allow")) {
        let Some(principals) = &statement.principal else { continue };
        let everyone = principals.entries.iter().find(|entry| entry.kind.eq_ignore_ascii_case("AWS") && entry.value.literal() == Some("*"));
        let Some(everyone) = everyone.filter(|_| statement.conditions.complete) else { continue };
        if !statement.conditions.iter().any(narrows) {
            findings
                .report(everyone.value.span(), "every account of AWS may do what this statement allows")
                .help("name accounts or roles, or add a condition such as {\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-...\"}}");
        }
    }
}

/// Whether a condition leaves known callers or places only.
fn narrows(condition: &ConditionEntry<'_>) -> bool {
    let operator = condition.operator.to_ascii_lowercase();
    let leaves_out = operator.contains("not") || operator.ends_with("null") || operator.starts_with("forallvalues");
    let takes_all = |value: &Value<&str>| matches!(value.literal(), Some("*" | "0.0.0.0/0" | "::/0"));
    RESTRICTING_CONDITION_KEYS.contains(&condition.key.to_ascii_lowercase().as_str())
        && !leaves_out
        && !condition.values.iter().any(takes_all)
}
