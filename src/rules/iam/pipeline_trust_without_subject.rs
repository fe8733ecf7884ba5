//! IAM312

use super::reach::{allowing, needs_key};
use crate::facts::GITHUB_TOKEN_ISSUER;
use crate::lint::{Findings, declare_rule};
use crate::model::{PolicyDocument, PolicyStatement, Value};

declare_rule! {
    /// GitHub signs a token for every workflow of every repository. A trust policy that asks only for the audience, which is the same for
    /// all, lets any repository of GitHub assume the role that deploys. The subject says which repository, branch or environment it is.
    PIPELINE_TRUST_WITHOUT_SUBJECT {
        code: "IAM312",
        name: "pipeline-trust-without-subject",
        severity: Warning,
        summary: "A role can be assumed by the workflows of any repository of GitHub.",
        source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create_for-idp_oidc.html",
        verified: "2026-11-29",
        lesson: "roles/three-roles",
        controls: ["CKV_AWS_358"],
        fails: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
 "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}}}]}"#,
        passes: r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": {"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}, "Action": "sts:AssumeRoleWithWebIdentity",
 "Condition": {"StringEquals": {"token.actions.githubusercontent.com:aud": "sts.amazonaws.com"}, "StringLike": {"token.actions.githubusercontent.com:sub": "repo:example/shop:ref:refs/heads/main"}}}]}"#,
        check: TrustPolicy(check),
    }
}

fn check(policy: &PolicyDocument<'_>, findings: &mut Findings<'_>) {
    for statement in allowing(policy).filter(|statement| statement.conditions.complete && !names_subject(statement)) {
        let entries = statement.principal.iter().flat_map(|principals| &principals.entries);
        let is_github = |text: &str| text.rsplit('/').next() == Some(GITHUB_TOKEN_ISSUER);
        for provider in entries.filter(|entry| entry.kind == "Federated" && entry.value.literal().is_some_and(is_github)) {
            findings.report(provider.value.span(), "workflows of any repository of GitHub may assume this role").help(format!(
                "add a condition such as {{\"StringLike\": {{\"{GITHUB_TOKEN_ISSUER}:sub\": \"repo:OWNER/REPOSITORY:*\"}}}}"
            ));
        }
    }
}

/// Whether a condition asks for something of the token that is not the same for all.
fn names_subject(statement: &PolicyStatement<'_>) -> bool {
    let is_open = |value: &Value<&str>| matches!(value.literal(), Some("*" | "repo:*" | "repo:*/*" | "repo:*/*:*"));
    statement.conditions.iter().any(|condition| {
        let claim = condition.key.strip_prefix(GITHUB_TOKEN_ISSUER).and_then(|rest| rest.strip_prefix(':'));
        claim.is_some_and(|claim| claim != "aud") && needs_key(condition) && !condition.values.iter().any(is_open)
    })
}
