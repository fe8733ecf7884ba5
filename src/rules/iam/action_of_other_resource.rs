//! IAM206

use super::login_limited_to_repository::LOGIN;
use super::reach::{acts_on, open_resources, written_actions};
use crate::facts::{AuthorizedAction, IAM_LISTS_CHECKED};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, PolicyDocument, PolicyStatement, PolicyUse};

declare_rule! {
    /// An action acts on certain types of resource. A statement that names it beside resources of other types only neither allows nor
    /// denies it: `s3:GetObject` is about the objects of a bucket, not about the bucket, and `ecs:RunTask` about a task definition, not
    /// about a cluster. Actions that take no resource are asked for with `*`.
    ///
    /// Looked at are the services around ECS, as the service authorization reference has them.
    ACTION_OF_OTHER_RESOURCE {
        code: "IAM206",
        name: "action-of-other-resource",
        severity: Warning,
        summary: "A statement names an action beside resources that it does not act on.",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["I3510"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:eu-central-1:111122223333:cluster/prod"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:RunTask", "Resource": "arn:aws:ecs:eu-central-1:111122223333:task-definition/web:*",
 "Condition": {"ArnEquals": {"ecs:cluster": "arn:aws:ecs:eu-central-1:111122223333:cluster/prod"}}}]}"#,
        check: Policy(check),
    }
}

/// Services whose requests carry an ARN also where the reference names no type of resource: CloudWatch Logs asks for all of its listing
/// actions with the ARN of a log group without a name, and ECS Exec's channels belong to sessions.
const ALWAYS_WITH_RESOURCE: [&str; 2] = ["logs", "ssmmessages"];

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if policy_use.is_of_identity() || policy_use == PolicyUse::Resource {
        for statement in &policy.statements {
            check_statement(statement, findings);
        }
    }
}

fn check_statement(statement: &PolicyStatement<'_>, findings: &mut Findings<'_>) {
    let Some(resources) = open_resources(statement) else { return };
    for action in written_actions(&statement.action) {
        // Of signing in, a rule of its own says so, and more surely.
        if action.is(LOGIN) && statement.effect.literal() == Some("Allow") {
            continue;
        }
        let Some(meant) = action.authorized() else { continue };
        // The resource of an action without one is `*`, which other patterns do not match.
        let reaches =
            |action: &AuthorizedAction| resources.iter().any(|resource| resource.is_everything() || acts_on(*action, &resource.pattern));
        let carries_other = ALWAYS_WITH_RESOURCE.iter().any(|service| action.service.eq_ignore_ascii_case(service));
        if meant.iter().any(|action| reaches(action) || (carries_other && action.is_without_resource())) {
            continue;
        }
        let written = action.value.literal().unwrap_or_default();
        let arns: Vec<&str> = meant.iter().flat_map(|action| action.resource_types().map(|resource| resource.arn)).collect();
        let (message, help) = match arns.first() {
            Some(_) => (
                format!("{written} does not act on what the statement names"),
                format!("it acts on {} (list of {IAM_LISTS_CHECKED})", first(arns)),
            ),
            None => (
                format!("{written} takes no resource, so that only \"*\" matches"),
                format!("put it into a statement with the resource \"*\" (list of {IAM_LISTS_CHECKED})"),
            ),
        };
        findings.report(action.value.span(), message).help(help).related(resources[0].span, "what the statement names");
    }
}

/// The first ARNs, each once.
fn first(mut arns: Vec<&str>) -> String {
    arns.sort_unstable();
    arns.dedup();
    match arns.len() {
        0..=3 => arns.join(", "),
        count => format!("{} and {} more", arns[..3].join(", "), count - 3),
    }
}
