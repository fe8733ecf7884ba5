//! IAM104

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse, is_placeholder};

declare_rule! {
    /// An action is the prefix of a service, one colon, and the name of an operation, in which `*` and `?` stand for any text and
    /// any character. The service takes no wildcard. All actions of all services are `"*"`.
    MALFORMED_ACTION {
        code: "IAM104",
        name: "malformed-action",
        severity: Error,
        summary: "An action of a policy has not the form service:Action.",
        aws_message: "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "BatchGetImage", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:BatchGetImage", "Resource": "*"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !policy_use.is_of_iam() {
        return;
    }
    for value in policy.statements.iter().flat_map(|statement| [&statement.action, &statement.not_action]).flatten() {
        let Some(action) = value.literal().filter(|action| !is_placeholder(action)) else { continue };
        let (message, answer) = match action.split_once(':') {
            // What IAM makes of a pattern for everything in another spelling is not documented.
            _ if action.bytes().all(|byte| matches!(byte, b'*' | b':')) => continue,
            None => (format!("the action \"{action}\" names no service"), None),
            Some((_, name)) if name.contains(':') => {
                (format!("the action \"{action}\" has more than one colon"), Some("Actions/Condition can contain only one colon."))
            }
            Some((service, _)) if service.contains(['*', '?']) => (
                format!("the service of the action \"{action}\" has a wildcard"),
                Some("Action vendors (e.g., aws, ec2, etc.) must not contain wildcards."),
            ),
            Some((service, _)) if !service.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.')) => {
                (format!("\"{service}\" in the action \"{action}\" is no prefix of a service"), Some("Vendor ... is not valid"))
            }
            Some(_) => continue,
        };
        let finding = findings.report(value.span(), message).help("write service:Action, such as ecr:BatchGetImage or ecr:*, or \"*\"");
        if let Some(answer) = answer {
            finding.aws_message(answer);
        }
    }
}
