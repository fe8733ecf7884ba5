//! IAM304

use super::reach::{allowing, condition_on, grants_to_identity, passes_every_role};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, PolicyDocument, PolicyUse};

declare_rule! {
    /// Whoever may pass a role to a service may have the service do what the role may. With every role of the account, and for every
    /// service, that is all that any role of the account may do. A deployment needs to pass the task's two roles, to ECS.
    PASS_ROLE_EVERYWHERE {
        code: "IAM304",
        name: "pass-role-everywhere",
        severity: Warning,
        summary: "A policy lets every role be passed to every service.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["AWS-0342", "CKV_AWS_110"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/web-*",
 "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    for statement in allowing(policy).filter(|statement| statement.conditions.complete) {
        let Some((action, resource)) = passes_every_role(policy, statement) else { continue };
        // What allows everything, or all of IAM, is told as that.
        let is_more = matches!(Some(action).literal(), Some("*" | "*:*" | "iam:*"));
        if !is_more && condition_on(statement, "iam:PassedToService").is_none() {
            findings
                .report(resource.span(), "every role may be passed, to every service: what any role may do, whoever has this policy may do")
                .help("name the roles, and add {\"StringEquals\": {\"iam:PassedToService\": \"ecs-tasks.amazonaws.com\"}}")
                .related(action.span(), "passed by this action");
        }
    }
}
