//! ECS303

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// One role is both execution role and task role. The execution role belongs to ECS, which pulls the image, reads the
    /// secrets and writes the logs; the task role belongs to the application. As one role, whoever breaks into the
    /// application may also read every secret that ECS may read.
    SHARED_ROLE {
        code: "ECS303",
        name: "shared-role",
        severity: Warning,
        summary: "The task role is also the execution role.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-iam-roles.html",
        verified: "2026-11-21",
        lesson: "roles/three-roles",
        controls: ["CKV_AWS_249"],
        fails: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web", "taskRoleArn": "arn:aws:iam::111122223333:role/web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "executionRoleArn": "arn:aws:iam::111122223333:role/web-execution", "taskRoleArn": "arn:aws:iam::111122223333:role/web-task",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let (Some(role), Some(execution)) = (task.task_role_arn, task.execution_role_arn) else { return };
    let is_same = |one: Option<&str>, other: Option<&str>| one.is_some() && one == other;
    if is_same(role.literal(), execution.literal()) || is_same(task.task_role_reference, task.execution_role_reference) {
        findings
            .report(role.span(), "the application runs with the execution role")
            .help("give the application a role of its own, with what it calls and no more; leave it out if it calls no AWS API")
            .related(execution.span(), "the same role, for ECS itself");
    }
}
