//! IAM201

use super::reach::written_actions;
use crate::facts::{IAM_LISTS_CHECKED, PREFIX_OF_COMMAND, action_service, action_services};
use crate::lint::{Findings, closest, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// An action begins with the prefix of its service, which is not always what the service or its command is called: those of EFS
    /// begin with `elasticfilesystem`. IAM accepts any prefix, and one that no service has allows nothing.
    ///
    /// AWS adds services all the time: the message says of which day the list is.
    UNKNOWN_ACTION_SERVICE {
        code: "IAM201",
        name: "unknown-action-service",
        severity: Warning,
        summary: "A policy names an action of a service that does not exist.",
        source: "https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["W3037"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "efs:ClientMount", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "elasticfilesystem:ClientMount", "Resource": "*"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    // Other actions than those of the service have no place there at all, which other rules say.
    if matches!(policy_use, PolicyUse::Repository | PolicyUse::Registry | PolicyUse::Trust) {
        return;
    }
    for action in policy.statements.iter().flat_map(|statement| [&statement.action, &statement.not_action]).flat_map(written_actions) {
        if action_service(action.service).is_some() {
            continue;
        }
        let finding = findings.report(action.value.span(), format!("no service has actions that begin with \"{}:\"", action.service));
        let lower = action.service.to_ascii_lowercase();
        let meant = PREFIX_OF_COMMAND.iter().find(|(command, _)| *command == lower).map(|(_, prefix)| *prefix);
        let meant = meant.or_else(|| closest(&lower, action_services().map(|service| service.prefix)));
        finding.help(match meant {
            Some(prefix) => format!("did you mean \"{prefix}:{}\"? \"{lower}\" is not in the list of {IAM_LISTS_CHECKED}", action.name),
            None => format!(
                "it is not in the list of {IAM_LISTS_CHECKED}; a service's page in the service authorization reference names its prefix"
            ),
        });
    }
}
