//! ECR126

use crate::facts::{Credential, upstream_registry};
use crate::lint::{Findings, declare_rule};
use crate::model::{EcrRegistry, Literal};
use crate::syntax::Change;

declare_rule! {
    /// ECR Public, Quay and the registry of Kubernetes are cached without an account, and a rule for them takes no credentials.
    UPSTREAM_CREDENTIAL_NOT_TAKEN {
        code: "ECR126",
        name: "upstream-credential-not-taken",
        severity: Error,
        summary: "A pull-through cache rule has credentials for a registry that takes none.",
        aws_message: "The specified upstream registry doesn't require authentication",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
        verified: "2026-11-21",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"ecrRepositoryPrefix": "quay", "upstreamRegistryUrl": "quay.io",
 "credentialArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/quay-AbCdEf"}"#,
        passes: r#"{"ecrRepositoryPrefix": "quay", "upstreamRegistryUrl": "quay.io"}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::PullThroughCacheRule(rule) = registry else { return };
    let (Some(url_at), Some(url)) = (rule.upstream_registry_url, rule.upstream_registry_url.literal()) else { return };
    let Some(known) = upstream_registry(url).filter(|known| known.credential == Credential::Refused) else { return };
    if let Some(credential) = rule.credential_arn.filter(|credential| credential.literal().is_some()) {
        findings
            .report(credential.span(), format!("{} is cached without credentials", known.name))
            .help("remove `credentialArn`")
            .related(url_at.span(), "the upstream registry is set here")
            .unsafe_fix(Change::remove(credential.span()));
    }
}
