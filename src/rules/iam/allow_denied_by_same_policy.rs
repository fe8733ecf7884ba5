//! IAM211

use super::reach::{MOST_COMPARED, allowing, denying_always, takes_in};
use crate::lint::{Findings, declare_rule};
use crate::model::{List, PolicyDocument, PolicyStatement, PolicyUse, Value};

declare_rule! {
    /// A Deny wins over every Allow. A statement whose actions and resources another statement of the policy denies, whatever the
    /// circumstances, allows nothing.
    ALLOW_DENIED_BY_SAME_POLICY {
        code: "IAM211",
        name: "allow-denied-by-same-policy",
        severity: Warning,
        summary: "A statement allows what the same policy denies.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "arn:aws:ecs:eu-central-1:111122223333:task/prod/*"},
 {"Effect": "Deny", "Action": "ecs:Exec*", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "arn:aws:ecs:eu-central-1:111122223333:task/prod/*"},
 {"Effect": "Deny", "Action": "ecs:Exec*", "Resource": "*", "Condition": {"StringEquals": {"ecs:container-name": "proxy"}}}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    if policy.statements.len() > MOST_COMPARED {
        return;
    }
    for statement in allowing(policy) {
        let Some(denial) = denying_always(policy).find(|denial| denies_all_of(denial, statement)) else { continue };
        let (Some(allowed), Some(denied)) = (statement.action.place, denial.action.place) else { continue };
        findings
            .report(allowed.value, "all that this statement allows, another statement of the policy denies")
            .help("remove one of the two, or narrow the Deny")
            .related(denied.value, "denied here");
    }
}

fn denies_all_of(denial: &PolicyStatement<'_>, statement: &PolicyStatement<'_>) -> bool {
    takes_in_all(&denial.action, &statement.action, str::to_ascii_lowercase)
        && takes_in_all(&denial.resource, &statement.resource, str::to_string)
}

/// Whether each text of `inner` is known and taken in by one of `outer`.
pub(in crate::rules) fn takes_in_all(outer: &List<Value<&str>>, inner: &List<Value<&str>>, spelled: impl Fn(&str) -> String) -> bool {
    let taken = |text: &str| outer.iter().filter_map(Value::literal).any(|outer| takes_in(&spelled(outer), &spelled(text)));
    inner.complete && !inner.is_empty() && inner.iter().all(|value| value.literal().is_some_and(taken))
}
