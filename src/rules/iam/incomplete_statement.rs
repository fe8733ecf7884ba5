//! IAM102

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyStatement, PolicyUse};
use crate::source::Span;

declare_rule! {
    /// A statement of an identity's policy says what may be done (`Action` or `NotAction`) and on what (`Resource` or
    /// `NotResource`, `"*"` for actions that take no resource). A statement of a trust policy says what and to whom
    /// (`Principal`). An empty list says nothing.
    ///
    /// Of a repository policy, which ECR reads, [ECR130](rule:ECR130) says the same.
    INCOMPLETE_STATEMENT {
        code: "IAM102",
        name: "incomplete-statement",
        severity: Error,
        summary: "A statement does not say what it allows, on what, or to whom.",
        aws_message: "Policy statement must contain actions.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "ecr:GetAuthorizationToken", "Resource": "*"}]}"#,
        check: Policy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, policy_use: PolicyUse, findings: &mut Findings<'_>) {
    for statement in policy.statements.iter().filter(|statement| !statement.is_open && policy_use.is_of_iam()) {
        let what = statement.action.says_nothing() && statement.not_action.says_nothing();
        let on_what = statement.resource.says_nothing() && statement.not_resource.says_nothing();
        if what {
            let at = statement.action.place.or(statement.not_action.place).map_or(statement.head(), |place| place.key);
            findings.report(at, "the statement has no Action").help("name what may be done, such as ecr:BatchGetImage");
        }
        if on_what && policy_use.is_of_identity() {
            let at = statement.resource.place.or(statement.not_resource.place).map_or(statement.head(), |place| place.key);
            findings
                .report(at, "the statement has no Resource")
                .aws_message("Policy statement must contain resources.")
                .help("name the ARN on which it may be done, or \"*\" for an action that takes no resource");
        }
        if let Some(at) = nobody(statement).filter(|_| policy_use == PolicyUse::Trust) {
            findings
                .report(at, "the statement does not say who may assume the role")
                .aws_message("Invalid principal in policy: The passed in policy has a statement with no principals!")
                .help("add `Principal`, such as {\"Service\": \"ecs-tasks.amazonaws.com\"}");
        }
    }
}

/// Where it shows that a statement names no principal at all.
fn nobody(statement: &PolicyStatement<'_>) -> Option<Span> {
    match [&statement.principal, &statement.not_principal].map(Option::as_ref) {
        [None, None] => Some(statement.head()),
        [Some(named), None] | [None, Some(named)] if named.complete && named.entries.is_empty() => Some(named.place.key),
        _ => None,
    }
}
