//! ECR301

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyStatement};
use crate::rules::iam::allow_denied_by_same_policy::takes_in_all;
use crate::rules::iam::reach::{allowing, denying_strangers, everyone, narrows_callers};

declare_rule! {
    /// The principal `*` is every account of AWS. Unless a condition narrows it, whoever finds the name of the repository
    /// may do what the statement allows. Conditions on `aws:PrincipalOrgID`, `aws:SourceAccount` or `aws:SourceVpce` leave
    /// known callers only. A Deny for everyone is no danger, and one that spares only known callers closes what another statement opens.
    PUBLIC_REPOSITORY_POLICY {
        code: "ECR301",
        name: "public-repository-policy",
        severity: Warning,
        summary: "A repository policy lets everyone in.",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/userguide/repository-policy-examples.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        controls: ["CKV_AWS_32", "AWS-0032"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": "*", "Action": "ecr:BatchGetImage",
 "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4e5"}}}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    let denials: Vec<_> = denying_strangers(policy).collect();
    for statement in allowing(policy).filter(|statement| statement.conditions.complete) {
        let Some(everyone) = statement.principal.as_ref().and_then(everyone) else { continue };
        if !statement.conditions.iter().any(narrows_callers) && policy.statements.complete && !is_denied(&denials, statement) {
            findings
                .report(everyone.value.span(), "every account of AWS may do what this statement allows")
                .help("name accounts or roles, or add a condition such as {\"StringEquals\": {\"aws:PrincipalOrgID\": \"o-...\"}}");
        }
    }
}

/// Whether a statement denies all that this one allows to everyone but known callers or places; what is not known may do so.
fn is_denied(denials: &[&PolicyStatement<'_>], statement: &PolicyStatement<'_>) -> bool {
    let is_about_all = |denial: &PolicyStatement<'_>| takes_in_all(&denial.action, &statement.action, str::to_ascii_lowercase);
    denials.iter().any(|denial| is_about_all(denial) || !denial.action.complete)
}
