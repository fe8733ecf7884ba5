//! IAM108

use crate::lint::{Findings, declare_rule};
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
    if !policy_use.is_of_iam() {
        return;
    }
    for statement in &policy.statements {
        let mut told = None;
        for entry in statement.conditions.iter().filter(|entry| !is_placeholder(entry.operator)) {
            // An operator with several keys is one operator.
            if told == Some(entry.operator_place) {
                continue;
            }
            if let Err((message, help)) = Operator::parse(entry.operator) {
                told = Some(entry.operator_place);
                findings.report(entry.operator_place.key, message).help(help);
            }
        }
    }
}
