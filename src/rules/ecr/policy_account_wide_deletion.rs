//! ECR303

use super::accounts::account_principals;
use crate::facts::ECR_DESTRUCTIVE_ACTIONS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, PolicyDocument};
use crate::rules::iam::reach::{denying_strangers, naming};

declare_rule! {
    /// An account as principal is everyone in it to whom its administrators give the right. Pulling and pushing across
    /// accounts is common; deleting images and changing who has access should be left to a role.
    POLICY_ACCOUNT_WIDE_DELETION {
        code: "ECR303",
        name: "policy-account-wide-deletion",
        severity: Warning,
        summary: "A repository policy lets a whole account delete images or change the policy.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"}, "Action": ["ecr:BatchGetImage", "ecr:BatchDeleteImage"]}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/cleanup"}, "Action": ["ecr:BatchGetImage", "ecr:BatchDeleteImage"]}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in policy.statements.iter().filter(|statement| statement.effect.literal() == Some("Allow")) {
        // A condition may narrow it to a role.
        if statement.conditions.place.is_some() {
            continue;
        }
        let Some(account) = account_principals(statement).find(|principal| principal.is_whole) else { continue };
        for action in &statement.action {
            let name = action.literal().and_then(|action| action.split_once(':')).map_or("", |(_, name)| name);
            let Some(known) = ECR_DESTRUCTIVE_ACTIONS.iter().find(|known| known.eq_ignore_ascii_case(name)) else { continue };
            let is_denied = denying_strangers(policy).any(|denial| naming(denial, &format!("ecr:{known}")).is_some());
            if !is_denied {
                findings
                    .report(action.span(), format!("everyone in an account may be given ecr:{known}"))
                    .help("name the role that shall do it as principal")
                    .related(account.entry.value.span(), "the account");
            }
        }
    }
}
