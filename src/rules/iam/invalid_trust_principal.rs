//! IAM113

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, is_placeholder};
use crate::simulators::policy::Principal;

declare_rule! {
    /// A role is assumed by a service (`ecs-tasks.amazonaws.com`, in full), an account (twelve digits or the ARN of its root), a
    /// user, a role or a session, or through an identity provider. A group is no principal. Inside an ARN and a service's name
    /// `*` stands for nothing; alone, as `{"AWS": "*"}`, it is everyone, but not as the string `"*"`, which policies of resources
    /// take.
    INVALID_TRUST_PRINCIPAL {
        code: "IAM113",
        name: "invalid-trust-principal",
        severity: Error,
        summary: "A trust policy names a principal that cannot be one.",
        aws_message: "Invalid principal in policy",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:group/developers"}, "Action": "sts:AssumeRole"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/developer"}, "Action": "sts:AssumeRole"}]}"#,
        check: TrustPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for principals in policy.statements.iter().flat_map(|statement| [&statement.principal, &statement.not_principal]).flatten() {
        for entry in &principals.entries {
            let Some(text) = entry.value.literal().filter(|text| !is_placeholder(text)) else { continue };
            if entry.kind_place == entry.value.place {
                // Any other text is no form of a principal at all, which the form says.
                if text == "*" {
                    findings
                        .report(entry.value.span(), "\"*\" is no principal of a trust policy")
                        .aws_message("AssumeRolepolicy contained an invalid principal: \"STAR\":\"*\".")
                        .help("name who may assume the role; everyone in the world is {\"AWS\": \"*\"}, with a condition that narrows it");
                }
            } else if let Some(form) = form(entry.kind).filter(|_| !is_unique_id(text) && Principal::parse(entry.kind, text).is_err()) {
                findings.report(entry.value.span(), format!("\"{text}\" is no principal of the kind {}", entry.kind)).help(form);
            }
        }
    }
}

/// What to write, for the kinds of which the form tells what is none; identity providers have forms of their own.
fn form(kind: &str) -> Option<&'static str> {
    match kind {
        "AWS" => Some("write an account, or the ARN of a user, a role, a session of a role or a federated user, without wildcards"),
        "Service" => Some("write the name of the service in full, such as ecs-tasks.amazonaws.com"),
        _ => None,
    }
}

/// What IAM prints of a user or role that is gone.
fn is_unique_id(text: &str) -> bool {
    text.len() >= 16 && text.starts_with('A') && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
