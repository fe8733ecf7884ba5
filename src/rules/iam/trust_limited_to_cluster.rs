//! IAM213

use super::reach::{allowing, needs_key};
use crate::facts::TASKS_SERVICE;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, PolicyDocument, PolicyStatement, Value};

declare_rule! {
    /// `aws:SourceArn` in the trust policy of a task's role keeps other accounts' ECS from using it. ECS does not support the ARN of one
    /// cluster there: the role cannot be assumed, and tasks do not start or have no credentials. Name all of the account and Region.
    TRUST_LIMITED_TO_CLUSTER {
        code: "IAM213",
        name: "trust-limited-to-cluster",
        severity: Error,
        summary: "The trust policy of a task's role names one cluster as source.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole",
 "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:ecs:eu-central-1:111122223333:cluster/prod"}, "StringEquals": {"aws:SourceAccount": "111122223333"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, "Action": "sts:AssumeRole",
 "Condition": {"ArnLike": {"aws:SourceArn": "arn:aws:ecs:eu-central-1:111122223333:*"}, "StringEquals": {"aws:SourceAccount": "111122223333"}}}]}"#,
        check: TrustPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in allowing(policy).filter(|statement| trusts_only_tasks(statement)) {
        for condition in
            statement.conditions.iter().filter(|condition| condition.key.eq_ignore_ascii_case("aws:SourceArn") && needs_key(condition))
        {
            let values = &condition.values;
            if values.complete && !values.is_empty() && values.iter().all(is_one_cluster) {
                findings
                    .report(values[0].span(), "ECS does not support one cluster here: the role cannot be assumed")
                    .help("write arn:aws:ecs:REGION:ACCOUNT:* with the Region and the account");
            }
        }
    }
}

/// Whether tasks of ECS and nobody else may assume the role by this statement.
pub(super) fn trusts_only_tasks(statement: &PolicyStatement<'_>) -> bool {
    statement.principal.as_ref().is_some_and(|principals| {
        let is_tasks = |entry: &crate::model::PrincipalEntry<'_>| entry.kind == "Service" && entry.value.literal() == Some(TASKS_SERVICE);
        principals.complete && !principals.entries.is_empty() && principals.entries.iter().all(is_tasks)
    })
}

fn is_one_cluster(value: &Value<&str>) -> bool {
    let parts: Option<Vec<&str>> = Some(*value).literal().map(|text| text.splitn(6, ':').collect());
    matches!(parts.as_deref(), Some(["arn", _, "ecs", _, _, resource]) if resource.starts_with("cluster/") && !resource.contains(['*', '?', '$']))
}
