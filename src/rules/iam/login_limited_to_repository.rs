//! IAM210

use super::reach::{OpenResource, allowing, naming, open_resources, written_actions};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// `ecr:GetAuthorizationToken` signs in to the registry, whatever is pulled afterwards. Its resource is always `*`, so that a statement
    /// that names repositories does not allow it, and every pull ends with `AccessDeniedException` before it begins. With `*` it gives
    /// away nothing: the token opens only what other statements allow.
    LOGIN_LIMITED_TO_REPOSITORY {
        code: "IAM210",
        name: "login-limited-to-repository",
        severity: Error,
        summary: "A policy allows signing in to ECR for a repository, which allows it for none.",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["I3510"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": ["ecr:GetAuthorizationToken", "ecr:BatchGetImage"], "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"},
 {"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        check: IdentityPolicy(check),
    }
}

/// The action that signs in.
pub(super) const LOGIN: &str = "ecr:GetAuthorizationToken";

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    // Where another statement allows it, this one only says it in vain; and what is not known may allow it.
    let elsewhere = allowing(policy).any(|statement| {
        let names = naming(statement, LOGIN).is_some()
            || statement.not_action.place.is_some()
            || statement.action.iter().any(|action| action.literal().is_none());
        names && open_resources(statement).is_none_or(|resources| resources.iter().any(OpenResource::is_everything))
    });
    if elsewhere || !policy.statements.complete {
        return;
    }
    for statement in allowing(policy) {
        let Some(resources) = open_resources(statement) else { continue };
        let reaches = resources.iter().any(OpenResource::is_everything);
        for action in written_actions(&statement.action).filter(|action| action.is(LOGIN) && !reaches) {
            findings
                .report(action.value.span(), format!("{LOGIN} is not about a repository: this statement does not allow it"))
                .help("allow it in a statement of its own with the resource \"*\"")
                .related(resources[0].span, "only \"*\" matches here");
        }
    }
}
