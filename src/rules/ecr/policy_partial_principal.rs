//! ECR131

use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, is_placeholder};

declare_rule! {
    /// `*` as a principal is everyone. Inside an ARN it stands for nothing: a principal is an account, a role, a user or a
    /// session. To allow many of them, name the account and narrow it by a condition on `aws:PrincipalArn`, where `*` does
    /// stand for any text.
    POLICY_PARTIAL_PRINCIPAL {
        code: "ECR131",
        name: "policy-partial-principal",
        severity: Error,
        summary: "A repository policy names a principal with a wildcard in its ARN.",
        aws_message: "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided'",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy-*"}, "Action": "ecr:BatchGetImage"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:root"}, "Action": "ecr:BatchGetImage",
 "Condition": {"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111122223333:role/deploy-*"}}}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    let principals = policy.statements.iter().flat_map(|statement| [&statement.principal, &statement.not_principal]).flatten();
    for entry in principals.flat_map(|principals| &principals.entries).filter(|entry| entry.kind.eq_ignore_ascii_case("AWS")) {
        let Some(arn) = entry.value.literal().filter(|arn| arn.starts_with("arn:") && arn.contains(['*', '?'])) else { continue };
        // A placeholder is filled in before ECR reads it.
        if is_placeholder(arn) {
            continue;
        }
        findings
            .report(entry.value.span(), format!("\"{arn}\" is no principal: a wildcard stands alone or not at all"))
            .help("name the account, and narrow it by a condition on aws:PrincipalArn");
    }
}
