//! IAM306

use super::escalation::{Escalation, HELP, escalation};
use super::reach::grants_to_identity;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// A task does what its task role may, and whoever starts it chooses role and command: `ecs:RunTask` and `ecs:StartTask` take both as
    /// overrides, and a new revision of a task definition names others, which a service or a run then uses. Together with passing
    /// every role that trusts ECS, each of these gives the rights of the strongest of them.
    ///
    /// Looked at is one policy at a time; what the policies of a role open together is IAM316.
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

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    let Some(Escalation { roles, way, register, what, .. }) = escalation(&[policy]) else { return };
    let finding = findings.report(roles.1.span(), format!("whoever has this policy may use {what}"));
    finding.help(HELP).related(way.1.span(), "tasks are started here");
    if let Some(register) = register {
        finding.related(register.1.span(), "task definitions are registered here");
    }
}
