//! IAM202

use super::reach::{WrittenAction, written_actions};
use crate::facts::{ACTION_OF_OPERATION, AccessLevel, IAM_LISTS_CHECKED, action_service};
use crate::lint::{Finding, Findings, closest, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};
use crate::syntax::Change;

declare_rule! {
    /// IAM accepts any name after the colon. An action that does not exist allows nothing, and a Deny of it prevents nothing. Capitals
    /// do not matter, every letter does. Most operations of an API have an action of the same name, not all: `HeadObject` of S3 needs
    /// `s3:GetObject`.
    ///
    /// AWS adds actions all the time: the message says of which day the list is. Of a repository policy, [ECR205](rule:ECR205) says the
    /// same.
    UNKNOWN_ACTION {
        code: "IAM202",
        name: "unknown-action",
        severity: Warning,
        summary: "A policy names an action that its service does not have.",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["W3037"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:GetDownloadUrlsForLayer", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:GetDownloadUrlForLayer", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if policy_use != PolicyUse::Repository {
        report_unknown_actions(policy, findings, |_| true);
    }
}

/// Reports the actions of the services that are wanted and do not have them.
pub(in crate::rules) fn report_unknown_actions(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>, wanted: impl Fn(&str) -> bool) {
    for action in policy.statements.iter().flat_map(|statement| [&statement.action, &statement.not_action]).flat_map(written_actions) {
        if wanted(&action.service.to_ascii_lowercase()) && is_unknown(&action) {
            suggest(&action, findings.report(action.value.span(), format!("{} has no action \"{}\"", action.service, action.name)));
        }
    }
}

/// Whether the service is known and none of its actions is meant.
fn is_unknown(action: &WrittenAction<'_>) -> bool {
    let Some(service) = action_service(action.service) else { return false };
    // Where the reference has nothing of a service, the list has only what was met elsewhere.
    let is_listed = service.find_action(|_, level| (level != AccessLevel::Unknown).then_some(())).is_some();
    if !is_listed {
        return false;
    }
    let pattern = action.pattern();
    service.find_action(|name, _| pattern.matches(name).then_some(())).is_none()
}

fn suggest(action: &WrittenAction<'_>, finding: &mut Finding) {
    if let Some((operation, needed)) = ACTION_OF_OPERATION.iter().find(|(operation, _)| action.is(operation)) {
        finding.help(format!("{operation} is an operation without an action of its own: it needs {needed}"));
        return;
    }
    let mut names = Vec::new();
    if let Some(service) = action_service(action.service) {
        service.find_action(|name, _| {
            names.push(name.to_string());
            None::<()>
        });
    }
    let near = closest(action.name, names.iter().map(String::as_str)).filter(|_| action.is_exact());
    if let Some(near) = near {
        finding.unsafe_fix(Change::set(action.value.span(), format!("{}:{near}", action.service)));
    }
    finding.help(match near {
        Some(near) => format!("did you mean \"{}:{near}\"? \"{}\" is not in the list of {IAM_LISTS_CHECKED}", action.service, action.name),
        None => format!("it is not in the list of {IAM_LISTS_CHECKED}; the service authorization reference names all actions"),
    });
}
