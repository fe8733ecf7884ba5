//! ECR124

use crate::facts::{Credential, UPSTREAM_REGISTRIES, upstream_registry};
use crate::lint::{Findings, declare_rule};
use crate::model::EcrRegistry;

declare_rule! {
    /// `upstreamRegistry` names the registry and `upstreamRegistryUrl` is its address. The name can be left out: ECR knows the
    /// registry by its address. It compares the two where the registry wants credentials.
    UPSTREAM_REGISTRY_MISMATCH {
        code: "ECR124",
        name: "upstream-registry-mismatch",
        severity: Error,
        summary: "The address of an upstream registry is not that of the registry that is named.",
        aws_message: "Upstream registry URL and entered upstream registry do not match",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
        verified: "2026-11-21",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"ecrRepositoryPrefix": "github", "upstreamRegistryUrl": "ghcr.io", "upstreamRegistry": "docker-hub",
 "credentialArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/github-AbCdEf"}"#,
        passes: r#"{"ecrRepositoryPrefix": "github", "upstreamRegistryUrl": "ghcr.io", "upstreamRegistry": "github-container-registry",
 "credentialArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/github-AbCdEf"}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::PullThroughCacheRule(rule) = registry else { return };
    let (Some(name_at), Some(url_at)) = (rule.upstream_registry, rule.upstream_registry_url) else { return };
    let (Some(name), Some(url)) = (name_at.literal(), url_at.literal()) else { return };
    let Some(known) = upstream_registry(url).filter(|known| known.credential == Credential::Needed && known.name != name) else { return };
    let finding = findings.report(url_at.span(), format!("\"{url}\" is the address of {}, not of {name}", known.name));
    finding.related(name_at.span(), "the registry is named here");
    match UPSTREAM_REGISTRIES.iter().find(|named| named.name == name) {
        Some(named) => finding.help(format!("the address of {name} is {}", named.address.example())),
        None => finding.help("leave `upstreamRegistry` out"),
    };
}
