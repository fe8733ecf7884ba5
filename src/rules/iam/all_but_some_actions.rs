//! IAM308

use super::reach::{allowing, grants_to_identity, is_unconditional};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// `NotAction` with Allow is everything else: every other action of every service, also of those that AWS will bring. What is to be
    /// kept out is said by a Deny, and what is let in by `Action`.
    ALL_BUT_SOME_ACTIONS {
        code: "IAM308",
        name: "all-but-some-actions",
        severity: Warning,
        summary: "A policy allows every action but some.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["W2512"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecs:Describe*", "Resource": "*"}, {"Effect": "Deny", "NotAction": "ecs:*", "Resource": "*"}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    for statement in allowing(policy).filter(|statement| is_unconditional(statement)) {
        if let Some(place) = statement.not_action.place {
            findings
                .report(place.key, "every action but these is allowed, also what AWS will bring")
                .help("name in `Action` what is needed, and deny the rest in a statement of its own");
        }
    }
}
