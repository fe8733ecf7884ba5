//! IAM314

use super::reach::allowing;
use crate::facts::condition_key;
use crate::lint::{Findings, declare_rule};
use crate::model::{ConditionEntry, PolicyDocument, PolicyStatement, PolicyUse};
use crate::simulators::policy::{Operator, SetQualifier, Test};

declare_rule! {
    /// `ForAllValues:` holds where the request does not have the key at all. With a key that has one value it adds nothing but this hole:
    /// a statement that allows under `ForAllValues:StringEquals` of `aws:PrincipalOrgID` allows callers of no organisation. Leave it out,
    /// or ask for the key by `{"Null": {"key": "false"}}`.
    SET_OPERATOR_ON_SINGLE_VALUE {
        code: "IAM314",
        name: "set-operator-on-single-value",
        severity: Warning,
        summary: "A statement allows requests without the key that its condition is about.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"ForAllValues:StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for statement in allowing(policy).filter(|statement| statement.conditions.complete) {
        for condition in &statement.conditions {
            let Ok(operator) = Operator::parse(condition.operator) else { continue };
            let is_single = condition_key(condition.key).is_some_and(|key| !key.many);
            if operator.set == Some(SetQualifier::ForAllValues) && is_single && !asks_for_key(statement, condition) {
                findings
                    .report(
                        condition.operator_place.key,
                        format!("{} also holds without {}, which has one value", condition.operator, condition.key),
                    )
                    .help(format!("write {} without ForAllValues:", condition.operator.rsplit(':').next().unwrap_or_default()));
            }
        }
    }
}

/// Whether another condition of the statement holds only where the key is there.
fn asks_for_key(statement: &PolicyStatement<'_>, condition: &ConditionEntry<'_>) -> bool {
    let same = |other: &&ConditionEntry<'_>| other.key.eq_ignore_ascii_case(condition.key) && other.operator != condition.operator;
    statement.conditions.iter().filter(same).any(|other| {
        Operator::parse(other.operator).is_ok_and(|operator| match operator.test {
            Test::Null => other.values.iter().all(|value| value.literal().is_some_and(|text| text.eq_ignore_ascii_case("false"))),
            _ => !operator.negated && !operator.if_exists && operator.set != Some(SetQualifier::ForAllValues),
        })
    })
}
