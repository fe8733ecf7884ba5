//! ECR305

use super::accounts::account_principals;
use crate::facts::{ECR_PUSH_ACTION, ORGANISATION_CONDITION_KEYS};
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyStatement, Value};
use crate::rules::iam::reach::{allowing, denying_strangers, everyone, naming, narrows_callers};

declare_rule! {
    /// Whoever pushes an image decides what runs where it is pulled. An account as principal is every user and role in it to whom its
    /// administrators give the right, and a condition on the organisation alone leaves every account of the organisation. Pulling may be
    /// given so; pushing should be left to the role of the pipeline.
    ///
    /// What names every action is told as that (ECR304).
    POLICY_ACCOUNT_WIDE_PUSH {
        code: "ECR305",
        name: "policy-account-wide-push",
        severity: Warning,
        summary: "A repository policy lets a whole account or organisation push images.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
        verified: "2026-11-29",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Push", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:root"},
 "Action": ["ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"]}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Push", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::444455556666:role/pipeline"},
 "Action": ["ecr:BatchCheckLayerAvailability", "ecr:InitiateLayerUpload", "ecr:UploadLayerPart", "ecr:CompleteLayerUpload", "ecr:PutImage"]}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in allowing(policy) {
        let Some((action, opening)) = wide_push(policy, statement) else { continue };
        let (message, place) = match opening {
            Opening::Account(account, place) => (format!("everyone in account {account} may be given the right to push images"), place),
            Opening::Organisation(place) => {
                ("everyone in every account of the organisation may be given the right to push images".to_string(), place)
            }
        };
        findings
            .report(action.span(), message)
            .help("name the role that pushes as principal, and leave pulling in a statement of its own")
            .related(place.span(), "to all of these");
    }
}

/// To whom a statement opens a repository.
pub(super) enum Opening<'a> {
    /// All of an account.
    Account(&'a str, Value<&'a str>),
    /// All accounts of an organisation.
    Organisation(Value<&'a str>),
}

/// The action by which a statement lets many push, and to whom; nothing where a condition or a denial may leave single roles.
pub(super) fn wide_push<'a>(policy: &PolicyDocument<'a>, statement: &PolicyStatement<'a>) -> Option<(Value<&'a str>, Opening<'a>)> {
    let action = naming(statement, ECR_PUSH_ACTION).filter(|action| !matches!(action.literal(), Some("*")))?;
    if action.literal().is_some_and(|text| text.eq_ignore_ascii_case("ecr:*")) {
        return None;
    }
    let is_about_organisation = |key: &str| ORGANISATION_CONDITION_KEYS.iter().any(|known| key.eq_ignore_ascii_case(known));
    let narrowed_further =
        !statement.conditions.complete || statement.conditions.iter().any(|condition| !is_about_organisation(condition.key));
    if narrowed_further || !policy.statements.complete || is_denied(policy) {
        return None;
    }
    let whole = account_principals(statement).find(|principal| principal.is_whole);
    let account = whole.map(|principal| Opening::Account(principal.account, principal.entry.value));
    // Without any condition it is public, which is told as that.
    let of_organisation =
        || statement.conditions.iter().any(narrows_callers).then(|| statement.principal.as_ref().and_then(everyone)).flatten();
    let opening = account.or_else(|| of_organisation().map(|everyone| Opening::Organisation(everyone.value)))?;
    Some((action, opening))
}

fn is_denied(policy: &PolicyDocument<'_>) -> bool {
    denying_strangers(policy)
        .any(|denial| naming(denial, ECR_PUSH_ACTION).is_some() || !denial.action.complete || denial.not_action.place.is_some())
}
