//! ECR132

use crate::facts::{Credential, upstream_registry};
use crate::lint::{Findings, declare_rule};
use crate::model::{EcrRegistry, Literal};

declare_rule! {
    /// A role (`customRoleArn`) opens another registry of ECR. All others are opened by a secret (`credentialArn`), or stand
    /// open.
    UPSTREAM_ROLE_NOT_TAKEN {
        code: "ECR132",
        name: "upstream-role-not-taken",
        severity: Error,
        summary: "A pull-through cache rule has a role for a registry that is no private ECR.",
        aws_message: "Upstream registry URL and provided credential type do not match",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
        verified: "2026-11-24",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"ecrRepositoryPrefix": "quay", "upstreamRegistryUrl": "quay.io", "customRoleArn": "arn:aws:iam::111122223333:role/ecr-cache"}"#,
        passes: r#"{"ecrRepositoryPrefix": "team", "upstreamRegistryUrl": "444455556666.dkr.ecr.eu-west-1.amazonaws.com", "customRoleArn": "arn:aws:iam::111122223333:role/ecr-cache"}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::PullThroughCacheRule(rule) = registry else { return };
    let (Some(url_at), Some(url), Some(role)) = (rule.upstream_registry_url, rule.upstream_registry_url.literal(), rule.custom_role_arn)
    else {
        return;
    };
    let Some(known) = upstream_registry(url).filter(|known| known.credential != Credential::Role) else { return };
    if role.literal().is_some() {
        findings
            .report(role.span(), format!("{} is not opened by a role", known.name))
            .help(if known.credential == Credential::Needed {
                "name a secret in `credentialArn` instead"
            } else {
                "remove `customRoleArn`"
            })
            .related(url_at.span(), "the upstream registry is set here");
    }
}
