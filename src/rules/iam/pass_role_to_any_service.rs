//! IAM305

use super::reach::{PASS_ROLE, allowing, condition_on, grants_to_identity, passes_every_role, written_actions};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// A role may trust several services, and its trust policy may come to trust more. `iam:PassedToService` says to which service this
    /// policy lets the role be passed: `ecs-tasks.amazonaws.com` for the roles of tasks, `ecs.amazonaws.com` for those of services.
    PASS_ROLE_TO_ANY_SERVICE {
        code: "IAM305",
        name: "pass-role-to-any-service",
        severity: Info,
        summary: "A policy lets roles be passed without saying to which service.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/web"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "iam:PassRole", "Resource": "arn:aws:iam::111122223333:role/web",
 "Condition": {"StringEquals": {"iam:PassedToService": "ecs-tasks.amazonaws.com"}}}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    for statement in allowing(policy).filter(|statement| statement.conditions.complete) {
        if condition_on(statement, "iam:PassedToService").is_some() || passes_every_role(policy, statement).is_some() {
            continue;
        }
        for action in written_actions(&statement.action).filter(|action| action.is(PASS_ROLE)) {
            findings
                .report(action.value.span(), "the roles may be passed to any service that they trust")
                .help("add {\"StringEquals\": {\"iam:PassedToService\": \"ecs-tasks.amazonaws.com\"}}");
        }
    }
}
