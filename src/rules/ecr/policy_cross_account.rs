//! ECR306

use std::collections::BTreeSet;

use super::accounts::account_principals;
use super::policy_account_wide_push::wide_push;
use crate::facts::{ECR_PULL_ACTION, ECR_PUSH_ACTION};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyStatement};
use crate::rules::iam::reach::{allowing, denying_strangers, naming, narrows_callers};

declare_rule! {
    /// A repository policy is how another account gets at images: its own administrators give the right too, and this statement is the
    /// other half. It holds until somebody takes it out, also when the account leaves the organisation. A condition on
    /// `aws:PrincipalOrgID` ends it then.
    ///
    /// A policy alone does not say of which account the repository is. The account that stands in the `Resource` of its statements is taken
    /// for it, and what is filled in later, such as `AWS::AccountId` of a template, is never called another.
    POLICY_CROSS_ACCOUNT {
        code: "ECR306",
        name: "policy-cross-account",
        severity: Info,
        summary: "A repository policy lets another account in, whether it stays in the organisation or not.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
        verified: "2026-11-29",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
 "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
 "Action": ["ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"], "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    let own: BTreeSet<&str> = policy.statements.iter().flat_map(own_accounts).collect();
    let denials: Vec<_> = denying_strangers(policy).collect();
    for statement in allowing(policy).filter(|statement| statement.conditions.complete && policy.statements.complete) {
        if statement.conditions.iter().any(narrows_callers) || wide_push(policy, statement).is_some() {
            continue;
        }
        let ways = [(ECR_PUSH_ACTION, "push"), (ECR_PULL_ACTION, "pull")];
        let Some((action, verb)) = ways.into_iter().find(|(action, _)| naming(statement, action).is_some()) else { continue };
        if denials.iter().any(|denial| naming(denial, action).is_some() || !denial.action.complete) {
            continue;
        }
        let others: Vec<_> = account_principals(statement).filter(|principal| !own.contains(principal.account)).collect();
        let Some(first) = others.first() else { continue };
        let accounts: BTreeSet<&str> = others.iter().map(|principal| principal.account).collect();
        let who = match accounts.len() {
            1 => format!("account {}", first.account),
            2 => format!("account {} and another", first.account),
            more => format!("account {} and {} others", first.account, more - 1),
        };
        findings
            .report(first.entry.value.span(), format!("{who} may {verb} images here, also after leaving the organisation"))
            .help("add the condition {\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-...\"}} where the account is of your organisation");
    }
}

/// Accounts of the repositories that a statement names as resources.
fn own_accounts<'a>(statement: &PolicyStatement<'a>) -> impl Iterator<Item = &'a str> {
    let resources: Vec<&'a str> = statement.resource.iter().filter_map(|resource| resource.literal()).collect();
    resources.into_iter().filter_map(|resource| resource.strip_prefix("arn:")?.split(':').nth(3))
}
