//! IAM205

use crate::facts::condition_key;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse, is_placeholder};
use crate::simulators::policy::{Operator, Test};

declare_rule! {
    /// `StringEquals` and its like compare every character, also `*`: the value is met only by a request that has a `*` there. Wildcards
    /// count with `StringLike`, `StringNotLike` and the operators for ARNs.
    LITERAL_WILDCARD {
        code: "IAM205",
        name: "literal-wildcard",
        severity: Warning,
        summary: "A condition has a wildcard in an operator that takes it literally.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*",
 "Condition": {"StringEquals": {"ecs:cluster": "arn:aws:ecs:eu-central-1:111122223333:cluster/prod-*"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*",
 "Condition": {"StringLike": {"ecs:cluster": "arn:aws:ecs:eu-central-1:111122223333:cluster/prod-*"}}}]}"#,
        check: Policy(check),
    }
}

/// Keys whose values come from the caller and may well hold a `*`.
const FREE_TEXT: [&str; 3] = ["aws:UserAgent", "aws:referer", "s3:prefix"];

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for condition in policy.statements.iter().flat_map(|statement| &statement.conditions) {
        let Ok(operator) = Operator::parse(condition.operator) else { continue };
        let is_free =
            FREE_TEXT.iter().any(|key| key.eq_ignore_ascii_case(condition.key)) || condition.key.starts_with("kms:EncryptionContext:");
        // Keys that are not listed may hold anything.
        if !matches!(operator.test, Test::Text | Test::TextIgnoreCase) || is_free || condition_key(condition.key).is_none() {
            continue;
        }
        let has_wildcard = |text: &str| text.replace("${*}", "").contains('*') && !is_placeholder(&text.replace('*', "x"));
        for value in condition.values.iter().filter(|value| value.literal().is_some_and(has_wildcard)) {
            let like = if operator.negated { "StringNotLike" } else { "StringLike" };
            findings
                .report(value.span(), format!("{} takes the `*` for a character: no {} has one", condition.operator, condition.key))
                .help(format!("use {like}"))
                .related(condition.operator_place.key, "the operator");
        }
    }
}
