//! IAM114

use crate::facts::COGNITO_IDENTITY;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, PolicyDocument};

declare_rule! {
    /// Every identity pool of every account comes as `cognito-identity.amazonaws.com`. IAM takes a trust policy for it only with
    /// a condition, which names the pool: `{"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:..."}}`.
    COGNITO_TRUST_WITHOUT_CONDITION {
        code: "IAM114",
        name: "cognito-trust-without-condition",
        severity: Error,
        summary: "A trust policy lets Cognito identities in without a condition.",
        aws_message: "A condition block must be present for the Cognito provider",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity"}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "cognito-identity.amazonaws.com"}, "Action": "sts:AssumeRoleWithWebIdentity", "Condition": {"StringEquals": {"cognito-identity.amazonaws.com:aud": "eu-west-1:12345678-ab12-cd34-ef56-a1b2c3d4e5f6"}}}]}"#,
        check: TrustPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    let allowed = policy.statements.iter().filter(|statement| statement.effect.literal() == Some("Allow") && !statement.is_open);
    for statement in allowed.filter(|statement| statement.conditions.place.is_none()) {
        let entries = statement.principal.iter().flat_map(|principals| &principals.entries);
        if let Some(entry) = entries.into_iter().find(|entry| entry.value.literal() == Some(COGNITO_IDENTITY)) {
            findings
                .report(entry.value.span(), "identities of every pool of every account come as this principal")
                .help(format!("add a condition on {COGNITO_IDENTITY}:aud with the ID of the identity pool"));
        }
    }
}
