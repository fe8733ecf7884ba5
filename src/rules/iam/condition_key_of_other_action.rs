//! IAM209

use super::reach::{allowing, needs_key, written_actions};
use crate::facts::{ConditionKey, GLOBAL_CONDITION_KEYS, IAM_LISTS_CHECKED, authorized_service, condition_key};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyStatement, PolicyUse};

declare_rule! {
    /// A service sends a condition key with certain actions only. A condition that asks for the key keeps every other action of the
    /// statement from being allowed: `ecs:cluster` comes with `ecs:RunTask`, and not with `ecs:RegisterTaskDefinition`, which no cluster
    /// has to do with. `...IfExists` asks only where the key is there.
    ///
    /// Looked at are actions and keys of the services around ECS, as the service authorization reference has them.
    CONDITION_KEY_OF_OTHER_ACTION {
        code: "IAM209",
        name: "condition-key-of-other-action",
        severity: Warning,
        summary: "A statement allows an action under a condition that requests of it never meet.",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerservice.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ecs:RegisterTaskDefinition", "ecs:RunTask"], "Resource": "*",
 "Condition": {"ArnEquals": {"ecs:cluster": "arn:aws:ecs:eu-central-1:111122223333:cluster/prod"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RegisterTaskDefinition", "Resource": "*"},
 {"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*",
 "Condition": {"ArnEquals": {"ecs:cluster": "arn:aws:ecs:eu-central-1:111122223333:cluster/prod"}}}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for statement in allowing(policy) {
        for condition in statement.conditions.iter().filter(|condition| needs_key(condition)) {
            if let Some(key) = condition_key(condition.key).filter(is_of_one_service) {
                let place = condition.values.place.unwrap_or(condition.operator_place);
                check_key(statement, key, place.key, findings);
            }
        }
    }
}

/// Whether only the service in its name sends the key, and the reference says with which actions.
fn is_of_one_service(key: &ConditionKey) -> bool {
    let service = key.name.split(':').next().and_then(authorized_service);
    !GLOBAL_CONDITION_KEYS.contains(key) && service.is_some_and(|service| service.actions().any(|action| action.sends(key)))
}

fn check_key(statement: &PolicyStatement<'_>, key: ConditionKey, at: crate::source::Span, findings: &mut Findings<'_>) {
    for action in written_actions(&statement.action).filter(super::reach::WrittenAction::is_exact) {
        let Some(meant) = action.authorized() else { continue };
        if meant.iter().any(|action| action.sends(&key)) {
            continue;
        }
        findings
            .report(
                action.value.span(),
                format!("{}:{} comes without {}, so that this statement never allows it", action.service, action.name, key.name),
            )
            .help(format!("put it into a statement without that condition (list of {IAM_LISTS_CHECKED})"))
            .related(at, "the condition");
    }
}
