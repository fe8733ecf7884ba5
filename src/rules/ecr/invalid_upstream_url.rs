//! ECR127

use crate::diagnostics::Applicability;
use crate::facts::{DOCKER_HUB_ADDRESS, DOCKER_HUB_HOSTS, UPSTREAM_REGISTRIES, upstream_registry};
use crate::lint::{Findings, declare_rule};
use crate::model::{EcrRegistry, Literal};
use crate::syntax::Change;

declare_rule! {
    /// ECR caches from a few registries and knows each by its address: the host alone, without `https://` and without a
    /// path. Docker Hub's is `registry-1.docker.io`, not the `docker.io` of image names.
    INVALID_UPSTREAM_URL {
        code: "ECR127",
        name: "invalid-upstream-url",
        severity: Error,
        summary: "A pull-through cache rule names an address from which ECR does not cache.",
        aws_message: "The upstream registry URL ... is invalid",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
        verified: "2026-11-24",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"ecrRepositoryPrefix": "quay", "upstreamRegistryUrl": "https://quay.io"}"#,
        passes: r#"{"ecrRepositoryPrefix": "quay", "upstreamRegistryUrl": "quay.io"}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::PullThroughCacheRule(rule) = registry else { return };
    let (Some(value), Some(url)) = (rule.upstream_registry_url, rule.upstream_registry_url.literal()) else { return };
    // Azure's clouds of their own have other domains, and whether ECR minds capitals is not said.
    if upstream_registry(&url.to_ascii_lowercase()).is_some() || url.contains(".azurecr.") {
        return;
    }
    let finding = findings.report(value.span(), format!("ECR does not cache from \"{url}\""));
    match meant(url) {
        Some(host) => {
            // Beside the host there was a scheme alone, which says nothing more.
            let is_certain = url.strip_prefix("https://") == Some(host.as_str());
            let applicability = if is_certain { Applicability::Safe } else { Applicability::Unsafe };
            finding.help(format!("did you mean \"{host}\"?")).fix_by(applicability, vec![Change::set(value.span(), host)])
        }
        None => {
            let all: Vec<String> = UPSTREAM_REGISTRIES.iter().map(|known| known.address.example()).collect();
            finding.help(format!("valid: {}", all.join(", ")))
        }
    };
}

/// The address that was meant by one with a scheme, a path or capitals, or by a name of Docker Hub.
fn meant(url: &str) -> Option<String> {
    let lower = url.to_ascii_lowercase();
    let host = lower.split_once("://").map_or(lower.as_str(), |(_, rest)| rest).split('/').next().unwrap_or_default();
    let host = if DOCKER_HUB_HOSTS.contains(&host) { DOCKER_HUB_ADDRESS } else { host };
    upstream_registry(host).map(|_| host.to_string())
}
