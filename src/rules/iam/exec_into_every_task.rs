//! IAM307

use super::reach::{allowing, grants_to_identity, is_denied, is_unconditional, written_actions};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};
use crate::simulators::policy::pattern::Token;

declare_rule! {
    /// `ecs:ExecuteCommand` is a shell in a container, as root unless its image says otherwise, with the environment, the secrets and the
    /// credentials of the task. On every task it is the rights of every task role of the account. Name the cluster and its tasks, or
    /// narrow it by `ecs:container-name` or by tags.
    EXEC_INTO_EVERY_TASK {
        code: "IAM307",
        name: "exec-into-every-task",
        severity: Warning,
        summary: "A policy lets somebody open a shell in every task.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
        verified: "2026-11-29",
        lesson: "roles/exec-and-access",
        controls: ["CKV_AWS_110"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:ExecuteCommand", "Resource": ["arn:aws:ecs:eu-central-1:111122223333:cluster/test", "arn:aws:ecs:eu-central-1:111122223333:task/test/*"]}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    const EXECUTE: &str = "ecs:ExecuteCommand";
    if !grants_to_identity(policy_use) {
        return;
    }
    for statement in allowing(policy).filter(|statement| is_unconditional(statement)) {
        let Some(resource) = statement.resource.iter().find(|value| value.literal().is_some_and(is_every_task)) else { continue };
        for action in written_actions(&statement.action).filter(|action| action.is(EXECUTE)) {
            if !is_denied(policy, EXECUTE, &[Token::Many]) {
                findings
                    .report(resource.span(), "a shell in every task of the account, with the credentials of each")
                    .help("name the cluster and its tasks: arn:aws:ecs:REGION:ACCOUNT:task/CLUSTER/*")
                    .related(action.value.span(), "allowed here");
            }
        }
    }
}

/// `*`, or an ARN that is every task whatever its cluster.
fn is_every_task(resource: &str) -> bool {
    let path = resource.splitn(6, ':').nth(5).map_or(resource, |path| path.strip_prefix("task/").unwrap_or(path));
    !path.is_empty() && path.bytes().all(|byte| matches!(byte, b'*' | b'/'))
}
