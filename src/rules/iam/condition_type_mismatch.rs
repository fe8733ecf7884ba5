//! IAM204

use crate::facts::{KeyType, condition_key};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};
use crate::simulators::policy::{Operator, Test};

declare_rule! {
    /// Operators compare one type: `StringEquals` takes `10.0.0.0/8` for text, which no address is. A key has one type, and its operators
    /// are those of that type: `IpAddress` for `aws:SourceIp`, `Numeric...` for numbers, `Date...` for times. Text and ARNs may be
    /// compared by the operators of both.
    CONDITION_TYPE_MISMATCH {
        code: "IAM204",
        name: "condition-type-mismatch",
        severity: Warning,
        summary: "A condition compares a key by an operator of another type.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"IpAddress": {"aws:SourceIp": "203.0.113.0/24"}}}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for condition in policy.statements.iter().flat_map(|statement| &statement.conditions) {
        // What is no operator, IAM refuses.
        let (Ok(operator), Some(key)) = (Operator::parse(condition.operator), condition_key(condition.key)) else { continue };
        // A tag holds whatever somebody wrote into it.
        if fits(operator.test, key.kind) || key.name.ends_with(['/', ':']) {
            continue;
        }
        let (what, operators) = described(key.kind);
        findings
            .report(condition.operator_place.key, format!("{} does not compare {what}, which {} is", condition.operator, key.name))
            .help(format!("use {operators}"))
            .related(condition.values.place.unwrap_or(condition.operator_place).key, "the key");
    }
}

/// Whether the operator can be right. Text that stands for a number, a boolean or an ARN is met, and works where it is written alike.
fn fits(test: Test, kind: KeyType) -> bool {
    let of_text = matches!(test, Test::Text | Test::TextIgnoreCase | Test::TextLike);
    match kind {
        _ if test == Test::Null => true,
        KeyType::Text => !matches!(test, Test::Ip | Test::Date(_)),
        KeyType::Arn => of_text || test == Test::Arn,
        KeyType::Bool => of_text || test == Test::Bool,
        KeyType::Number => matches!(test, Test::Number(_)) || test == Test::Text,
        KeyType::Date => matches!(test, Test::Date(_)),
        KeyType::DateOrNumber => matches!(test, Test::Date(_) | Test::Number(_)),
        KeyType::Address => test == Test::Ip,
    }
}

fn described(kind: KeyType) -> (&'static str, &'static str) {
    match kind {
        KeyType::Text => ("text", "StringEquals or StringLike"),
        KeyType::Arn => ("ARNs", "ArnEquals or ArnLike"),
        KeyType::Bool => ("booleans", "Bool"),
        KeyType::Number => ("numbers", "NumericEquals, NumericLessThan and their like"),
        KeyType::Date => ("times", "DateLessThan, DateGreaterThan and their like"),
        KeyType::DateOrNumber => ("times", "DateLessThan, NumericLessThan and their like"),
        KeyType::Address => ("addresses", "IpAddress or NotIpAddress"),
    }
}
