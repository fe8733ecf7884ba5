//! IAM602

use super::allow_denied_by_same_policy::takes_in_all;
use super::reach::{MOST_COMPARED, is_unconditional};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, PolicyDocument, PolicyStatement, PolicyUse};

declare_rule! {
    /// A statement whose actions and resources another statement with the same effect takes in, without conditions, changes nothing. Either
    /// it can go, or the wider one was not meant to be so wide.
    REDUNDANT_STATEMENT {
        code: "IAM602",
        name: "redundant-statement",
        severity: Info,
        summary: "A statement says what another statement of the policy says already.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:Describe*", "Resource": "*"},
 {"Effect": "Allow", "Action": "ecr:DescribeImages", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:Describe*", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/base"},
 {"Effect": "Allow", "Action": "ecr:DescribeImages", "Resource": "arn:aws:ecr:eu-central-1:111122223333:repository/web"}]}"#,
        check: IdentityPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, _: PolicyUse, findings: &mut Findings<'_>) {
    if policy.statements.len() > MOST_COMPARED {
        return;
    }
    for (index, statement) in policy.statements.iter().enumerate() {
        // Of two that are alike, the first stays.
        let wider = policy
            .statements
            .iter()
            .enumerate()
            .find(|(at, other)| *at != index && is_within(statement, other) && (*at < index || !is_within(other, statement)));
        let (Some((_, wider)), Some(place)) = (wider, statement.action.place) else { continue };
        findings
            .report(place.value, "another statement of the policy says all of this")
            .help("remove the statement, or narrow the other")
            .related(wider.action.place.unwrap_or(wider.place).value, "said here");
    }
}

/// Whether all that a statement is about is in another with the same effect.
fn is_within(statement: &PolicyStatement<'_>, wider: &PolicyStatement<'_>) -> bool {
    let effect = statement.effect.literal();
    effect.is_some()
        && effect == wider.effect.literal()
        && is_unconditional(wider)
        && takes_in_all(&wider.action, &statement.action, str::to_ascii_lowercase)
        && takes_in_all(&wider.resource, &statement.resource, str::to_string)
}
