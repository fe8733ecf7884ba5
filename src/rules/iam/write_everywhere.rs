//! IAM315

use super::reach::{allowed_everywhere, allowing, everywhere, grants_to_identity, listed};
use crate::facts::AccessLevel;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// Actions of the level *write* create, change and delete. On `*` they do so anywhere in the account, although each of these takes the
    /// ARN of what it may touch. Reading and listing on `*` is left alone here, and so are actions that take no resource, such as
    /// `ecr:GetAuthorizationToken`.
    ///
    /// Looked at are the services around ECS.
    WRITE_EVERYWHERE {
        code: "IAM315",
        name: "write-everywhere",
        severity: Info,
        summary: "A policy allows changing every resource where it could name some.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["CKV_AWS_111"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["logs:CreateLogStream", "logs:PutLogEvents"], "Resource": "arn:aws:logs:eu-central-1:111122223333:log-group:/ecs/web:*"},
 {"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    for statement in allowing(policy) {
        let found = allowed_everywhere(policy, statement, AccessLevel::Write);
        if let (Some((first, _)), Some(resource)) = (found.first(), everywhere(statement)) {
            findings
                .report(resource.span(), format!("{} may change any resource of the account", listed(&found)))
                .help("name the ARNs of what it may change")
                .related(first.span(), "allowed here");
        }
    }
}
