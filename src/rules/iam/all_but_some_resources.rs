//! IAM309

use super::reach::{allowing, grants_to_identity, is_unconditional};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// `NotResource` with Allow is every other resource, in this account and, where their policies agree, in others, also such as will be
    /// created. What is to be kept out is said by a Deny, and what is let in by `Resource`.
    ALL_BUT_SOME_RESOURCES {
        code: "IAM309",
        name: "all-but-some-resources",
        severity: Warning,
        summary: "A policy allows its actions on every resource but some.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notresource.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:PutImage", "NotResource": "arn:aws:ecr:eu-central-1:111122223333:repository/base"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:PutImage", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    for statement in allowing(policy).filter(|statement| is_unconditional(statement)) {
        if let Some(place) = statement.not_resource.place {
            findings
                .report(place.key, "the actions are allowed on every resource but these, also on such as will be created")
                .help("name in `Resource` what is needed, and deny the rest in a statement of its own");
        }
    }
}
