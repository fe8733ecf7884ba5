//! ECR124

use crate::facts::UPSTREAM_REGISTRIES;
use crate::lint::{Findings, declare_rule};
use crate::model::EcrRegistry;

declare_rule! {
    /// `upstreamRegistry` names the registry and `upstreamRegistryUrl` is its address. Docker Hub's is `registry-1.docker.io`,
    /// not the `docker.io` of image names.
    UPSTREAM_REGISTRY_MISMATCH {
        code: "ECR124",
        name: "upstream-registry-mismatch",
        severity: Error,
        summary: "The address of an upstream registry is not that of the registry that is named.",
        aws_message: "Upstream registry URL and entered upstream registry do not match",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
        lesson: "fargate/images",
        fails: r#"{"ecrRepositoryPrefix": "docker", "upstreamRegistryUrl": "docker.io", "upstreamRegistry": "docker-hub",
 "credentialArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/docker-AbCdEf"}"#,
        passes: r#"{"ecrRepositoryPrefix": "docker", "upstreamRegistryUrl": "registry-1.docker.io", "upstreamRegistry": "docker-hub",
 "credentialArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/docker-AbCdEf"}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::PullThroughCacheRule(rule) = registry else { return };
    let (Some(name_at), Some(url_at)) = (rule.upstream_registry, rule.upstream_registry_url) else { return };
    let (Some(name), Some(url)) = (name_at.literal(), url_at.literal()) else { return };
    let Some(known) = UPSTREAM_REGISTRIES.iter().find(|known| known.name == name) else { return };
    if !url.eq_ignore_ascii_case(known.url) {
        findings
            .report(url_at.span(), format!("\"{url}\" is not the address of {name}"))
            .help(format!("its address is {}", known.url))
            .related(name_at.span(), "the registry is named here");
    }
}
