//! IAM306

use super::reach::{PASS_ROLE, allowing, condition_on, grants_to_identity, is_denied, naming, passes_every_role};
use crate::facts::TASKS_SERVICE;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyStatement, PolicyUse, Value};
use crate::simulators::policy::pattern::{Token, matches, tokens};

declare_rule! {
    /// A task does what its task role may, and whoever starts it chooses role and command: `ecs:RunTask` and `ecs:StartTask` take both as
    /// overrides, and a new revision of a task definition names others, which a service or a run then uses. Together with passing
    /// every role that trusts ECS, each of these gives the rights of the strongest of them.
    ///
    /// Looked at is one policy at a time: what two policies of an identity open together is not seen.
    ESCALATION_THROUGH_TASKS {
        code: "IAM306",
        name: "escalation-through-tasks",
        severity: Warning,
        summary: "A policy lets somebody run tasks with any role that trusts ECS.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskOverride.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["CKV_AWS_110"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:eu-central-1:111122223333:task-definition/web:*"},
 {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*", "Condition": {"StringLike": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:eu-central-1:111122223333:task-definition/web:*"},
 {"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/web-task", "Condition": {"StringLike": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}]}"#,
        check: IdentityPolicy(check),
    }
}

/// What starts a task with a role of the caller's choice at once.
const STARTING: [&str; 2] = ["ecs:RunTask", "ecs:StartTask"];
/// What starts tasks of a task definition that the caller registers.
const DEPLOYING: [&str; 3] = ["ecs:CreateService", "ecs:UpdateService", "ecs:CreateTaskSet"];
const REGISTERING: &str = "ecs:RegisterTaskDefinition";

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    let passing = allowing(policy).filter(|statement| to_tasks(statement)).find_map(|statement| passes_every_role(policy, statement));
    let Some((pass, roles)) = passing else { return };
    let starting = STARTING.iter().find_map(|action| Some((*action, allowed(policy, action)?)));
    let deploying = || {
        let register = allowed(policy, REGISTERING)?;
        DEPLOYING.iter().find_map(|action| Some((*action, allowed(policy, action)?))).map(|(action, value)| (action, value, register))
    };
    let (message, way, also) = match starting {
        Some((action, value)) => (format!("{action} with any role: it takes role and command as overrides"), value, None),
        None => match deploying() {
            Some((action, value, register)) => {
                (format!("{action} with any role, in a task definition that is registered for it"), value, Some(register))
            }
            None => return,
        },
    };
    // What allows everything is told as that.
    if [pass, way].iter().all(|value| matches!(value.literal(), Some("*" | "*:*"))) {
        return;
    }
    let finding = findings.report(roles.span(), format!("whoever has this policy may use {message}"));
    finding
        .help(format!("name the roles that {PASS_ROLE} may pass: the task role and the execution role of these tasks"))
        .related(way.span(), "tasks are started here");
    if let Some(register) = also {
        finding.related(register.span(), "task definitions are registered here");
    }
}

/// Where the policy allows an action, on whatever it may be, and does not deny it on all.
fn allowed<'a>(policy: &PolicyDocument<'a>, action: &str) -> Option<Value<&'a str>> {
    let value = allowing(policy).filter(|statement| statement.resource.place.is_some()).find_map(|statement| naming(statement, action))?;
    (!is_denied(policy, action, &[Token::Many])).then_some(value)
}

/// Whether a statement that passes roles passes them to tasks, whatever else is asked for.
fn to_tasks(statement: &PolicyStatement<'_>) -> bool {
    let Some(condition) = condition_on(statement, "iam:PassedToService") else { return statement.conditions.place.is_none() };
    let names_tasks = |value: &Value<&str>| value.literal().is_some_and(|text| matches(&tokens(text).collect::<Vec<_>>(), TASKS_SERVICE));
    let others = statement.conditions.iter().any(|other| !other.key.eq_ignore_ascii_case("iam:PassedToService"));
    let is_plain = ["StringEquals", "StringLike"].iter().any(|plain| condition.operator.eq_ignore_ascii_case(plain));
    statement.conditions.complete && !others && is_plain && condition.values.iter().any(names_tasks)
}
