//! IAM108

use crate::facts::CONDITION_OPERATORS;
use crate::lint::{Findings, closest, declare_rule};
use crate::model::{PolicyDocument, PolicyUse, is_placeholder};
use crate::simulators::policy::Operator;

declare_rule! {
    /// A condition compares by an operator of a fixed list: `StringEquals`, `ArnLike`, `NumericLessThan` and so on.
    /// `ForAllValues:` or `ForAnyValue:` may stand before it, and `IfExists` after each but `Null`, which itself asks whether a
    /// key is there.
    UNKNOWN_CONDITION_OPERATOR {
        code: "IAM108",
        name: "unknown-condition-operator",
        severity: Error,
        summary: "A condition has an operator that does not exist.",
        aws_message: "Syntax errors in policy.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*", "Condition": {"StringEqual": {"aws:ResourceTag/team": "shop"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*", "Condition": {"StringEquals": {"aws:ResourceTag/team": "shop"}}}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if policy_use.is_of_iam() {
        report_unknown(policy, findings);
    }
}

/// Reports each operator that the language does not have.
pub(super) fn report_unknown(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in &policy.statements {
        let mut told = None;
        for entry in statement.conditions.iter().filter(|entry| !is_placeholder(entry.operator)) {
            // An operator with several keys is one operator.
            if told == Some(entry.operator_place) {
                continue;
            }
            if Operator::parse(entry.operator).is_err() {
                told = Some(entry.operator_place);
                findings
                    .report(entry.operator_place.key, format!("\"{}\" is no condition operator", entry.operator))
                    .help(remedy(entry.operator));
            }
        }
    }
}

fn remedy(written: &str) -> String {
    let (qualifier, operator) = written.rsplit_once(':').unwrap_or(("", written));
    if !["", "ForAllValues", "ForAnyValue"].iter().any(|known| known.eq_ignore_ascii_case(qualifier)) {
        return "only ForAllValues: or ForAnyValue: may stand before an operator".to_string();
    }
    let lower = operator.to_ascii_lowercase();
    let base = lower.strip_suffix("ifexists").unwrap_or(&lower);
    match closest(base, CONDITION_OPERATORS.into_iter()) {
        Some("Null") if base == "null" => "Null itself asks whether the key is there: write it without IfExists".to_string(),
        Some(known) => format!("did you mean \"{known}\"?"),
        None => format!("the operators are {}", CONDITION_OPERATORS.join(", ")),
    }
}
