//! ECR302

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, PolicyDocument};

declare_rule! {
    /// `NotPrincipal` with Allow is everyone else: every other account of AWS, and callers without an account. Who is to be
    /// kept out is said by a Deny, and who is let in by `Principal`.
    POLICY_ALLOWS_ALL_BUT {
        code: "ECR302",
        name: "policy-allows-all-but",
        severity: Warning,
        summary: "A repository policy allows something to everyone but a few.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html",
        verified: "2026-11-24",
        lesson: "registry/repository-policies",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "NotPrincipal": {"AWS": "arn:aws:iam::111122223333:role/guest"}, "Action": "ecr:BatchGetImage"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Pull", "Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::111122223333:role/deploy"}, "Action": "ecr:BatchGetImage"}]}"#,
        check: RepositoryPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in policy.statements.iter().filter(|statement| statement.effect.literal() == Some("Allow")) {
        if let Some(but) = &statement.not_principal {
            findings
                .report(but.place.key, "everyone but these may do what this statement allows")
                .help("name in `Principal` who may, and deny it to others in a statement of its own");
        }
    }
}
