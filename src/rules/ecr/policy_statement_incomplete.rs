//! ECR130

use crate::lint::{Findings, declare_rule};
use crate::model::PolicyDocument;

declare_rule! {
    /// A policy of a repository says who (`Principal` or `NotPrincipal`) may do what (`Action` or `NotAction`). A statement
    /// has one of each pair.
    POLICY_STATEMENT_INCOMPLETE {
        code: "ECR130",
        name: "policy-statement-incomplete",
        severity: Error,
        summary: "A statement of a repository policy does not say who or what, or says it twice.",
        aws_message: "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "ecr:BatchGetImage"},
 {"Sid": "Push", "Effect": "Allow", "Action": "ecr:PutImage"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "ecr:BatchGetImage"},
 {"Sid": "Push", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/build"}, "Action": "ecr:PutImage"}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in &policy.statements {
        let whole = statement.effect.or(statement.sid).map_or(statement.place.value, |value| value.span());
        let who = [statement.principal.as_ref(), statement.not_principal.as_ref()].map(|who| who.map(|who| who.place.key));
        let what = [statement.action.place, statement.not_action.place].map(|place| place.map(|place| place.key));
        for (name, pair) in [("Principal", who), ("Action", what)] {
            match pair {
                [None, None] => {
                    findings.report(whole, format!("the statement has no {name}")).help(format!("add `{name}`"));
                }
                [Some(first), Some(second)] => {
                    findings
                        .report(second, format!("the statement has both {name} and Not{name}"))
                        .help("keep one of the two, or make two statements of it")
                        .related(first, format!("`{name}` is here"));
                }
                _ => {}
            }
        }
    }
}
