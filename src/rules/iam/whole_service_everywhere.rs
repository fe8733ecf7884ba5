//! IAM302

use super::reach::{allowing, everywhere, grants_to_identity, is_denied, is_unconditional, written_actions};
use crate::facts::authorized_service;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};
use crate::simulators::policy::pattern::Token;

declare_rule! {
    /// `ecs:*` on `*` is every cluster, service and task of the account, and everything that ECS will be able to do. With `iam:*` it is
    /// the account: whoever may write policies may write one for themselves.
    WHOLE_SERVICE_EVERYWHERE {
        code: "IAM302",
        name: "whole-service-everywhere",
        severity: Warning,
        summary: "A policy allows every action of a service on every resource.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["IAM.21", "AWS-0057"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:*", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    for statement in allowing(policy).filter(|statement| is_unconditional(statement)) {
        let Some(resource) = everywhere(statement) else { continue };
        for action in written_actions(&statement.action).filter(super::reach::WrittenAction::is_whole_service) {
            // Where no action takes a resource, `*` is all that can be named.
            let takes_none =
                authorized_service(action.service).is_some_and(|service| service.actions().all(|known| known.is_without_resource()));
            if takes_none || is_denied(policy, &format!("{}:*", action.service), &[Token::Many]) {
                continue;
            }
            findings
                .report(action.value.span(), format!("whoever has this policy may do everything with {}", action.service))
                .help("name the actions and resources that are needed")
                .related(resource.span(), "on every resource");
        }
    }
}
