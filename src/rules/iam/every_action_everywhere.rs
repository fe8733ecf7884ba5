//! IAM301

use super::reach::{allowing, everywhere, grants_to_identity, is_unconditional};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyUse};

declare_rule! {
    /// `*` on `*` is everything in the account: whoever gets hold of a task with such a role owns the account. The credentials of a task
    /// are one request away from any code that runs in its containers.
    EVERY_ACTION_EVERYWHERE {
        code: "IAM301",
        name: "every-action-everywhere",
        severity: Warning,
        summary: "A policy allows every action on every resource.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["IAM.1", "IAM.21", "CKV_AWS_62", "CKV_AWS_63", "AWS-0057"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:DescribeImages", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    if !grants_to_identity(policy_use) {
        return;
    }
    for statement in allowing(policy).filter(|statement| is_unconditional(statement)) {
        let every = statement.action.iter().find(|action| matches!(action.literal(), Some("*" | "*:*")));
        if let (Some(action), Some(resource)) = (every, everywhere(statement)) {
            findings
                .report(action.span(), "whoever has this policy may do everything in the account")
                .help("name the actions and resources that are needed")
                .related(resource.span(), "on every resource");
        }
    }
}
