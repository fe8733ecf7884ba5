//! IAM311

use super::reach::{allowing, narrows_callers};
use super::trust_limited_to_cluster::trusts_only_tasks;
use crate::lint::{Findings, declare_rule};
use crate::model::PolicyDocument;

declare_rule! {
    /// ECS assumes the role of a task for whoever runs the task. A condition on `aws:SourceAccount` or `aws:SourceArn` makes sure that it
    /// does so for tasks of the account only, so that nobody can have ECS act for them with a role that is not theirs (the confused
    /// deputy). With `aws:SourceArn`, name all of a Region and account: one cluster is not supported.
    TASK_ROLE_WITHOUT_SOURCE {
        code: "IAM311",
        name: "task-role-without-source",
        severity: Info,
        summary: "The trust policy of a task's role does not say for whose tasks ECS may assume it.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole",
 "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:ecs:eu-central-1:111122223333:*"}, "StringEquals": {"aws:SourceAccount": "111122223333"}}}]}"#,
        check: TrustPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in allowing(policy).filter(|statement| trusts_only_tasks(statement) && statement.conditions.complete) {
        if statement.conditions.iter().any(narrows_callers) {
            continue;
        }
        if let Some(tasks) = statement.principal.iter().flat_map(|principals| &principals.entries).next() {
            findings
                .report(tasks.value.span(), "ECS may assume this role for whoever asks it to")
                .help("add {\"StringEquals\": {\"aws:SourceAccount\": \"ACCOUNT\"}, \"ArnLike\": {\"aws:SourceArn\": \"arn:aws:ecs:REGION:ACCOUNT:*\"}}");
        }
    }
}
