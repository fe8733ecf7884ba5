//! IAM203

use crate::facts::{IAM_LISTS_CHECKED, condition_key, condition_keys_beside};
use crate::lint::{Findings, closest, declare_rule};
use crate::model::{PolicyDocument, PolicyUse, is_placeholder};

declare_rule! {
    /// IAM accepts any condition key. No request has one that does not exist, so that the condition never holds, or with an operator such
    /// as `StringNotEquals` always does. Global keys begin with `aws:`, the others with a service.
    ///
    /// Looked at are global keys and those of the services around ECS; the message says of which day the list is.
    UNKNOWN_CONDITION_KEY {
        code: "IAM203",
        name: "unknown-condition-key",
        severity: Warning,
        summary: "A condition tests a key that no request has.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*",
 "Condition": {"ArnEquals": {"ecs:clusterArn": "arn:aws:ecs:eu-central-1:111122223333:cluster/prod"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "*",
 "Condition": {"ArnEquals": {"ecs:cluster": "arn:aws:ecs:eu-central-1:111122223333:cluster/prod"}}}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    for condition in policy.statements.iter().flat_map(|statement| &statement.conditions) {
        let key = condition.key;
        let Some((prefix, name)) = key.split_once(':') else { continue };
        let beside: Vec<_> = condition_keys_beside(key).collect();
        // A variable in a key is IAM's for a tag's name, or filled in before IAM reads it.
        let is_open = is_placeholder(prefix) || name.is_empty() || name.split('/').next().is_some_and(is_placeholder);
        if beside.is_empty() || is_open || condition_key(key).is_some() {
            continue;
        }
        let place = condition.values.place.unwrap_or(condition.operator_place);
        let finding = findings.report(place.key, format!("no request has the key \"{key}\""));
        let by_tag = beside.iter().find(|known| known.name.trim_end_matches('/').eq_ignore_ascii_case(key.trim_end_matches('/')));
        finding.help(match by_tag.map(|known| known.name).or_else(|| closest(key, beside.iter().map(|known| known.name))) {
            Some(near) if near.ends_with('/') => format!("write the tag's key after it: \"{near}team\""),
            Some(near) => format!("did you mean \"{near}\"? \"{key}\" is not in the list of {IAM_LISTS_CHECKED}"),
            None => format!("it is not in the list of {IAM_LISTS_CHECKED}; the service authorization reference names all keys"),
        });
    }
}
