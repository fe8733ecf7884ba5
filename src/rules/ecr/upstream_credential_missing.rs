//! ECR125

use crate::facts::{Credential, upstream_registry};
use crate::lint::{Findings, declare_rule};
use crate::model::{EcrRegistry, Literal};

declare_rule! {
    /// Docker Hub and the registries of GitHub, GitLab, Azure and Chainguard are cached with an account of yours: its name and token stand in a
    /// secret of Secrets Manager whose name begins with `ecr-pullthroughcache/`.
    UPSTREAM_CREDENTIAL_MISSING {
        code: "ECR125",
        name: "upstream-credential-missing",
        severity: Error,
        summary: "A pull-through cache rule lacks the credentials that its upstream registry wants.",
        aws_message: "The specified upstream registry requires authentication",
        source: "https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html",
        verified: "2026-11-21",
        lesson: "registry/scanning-encryption-replication",
        fails: r#"{"ecrRepositoryPrefix": "docker", "upstreamRegistryUrl": "registry-1.docker.io"}"#,
        passes: r#"{"ecrRepositoryPrefix": "docker", "upstreamRegistryUrl": "registry-1.docker.io",
 "credentialArn": "arn:aws:secretsmanager:eu-central-1:111122223333:secret:ecr-pullthroughcache/docker-AbCdEf"}"#,
        check: EcrRegistry(check),
    }
}

fn check(registry: &EcrRegistry<'_>, findings: &mut Findings<'_>) {
    let EcrRegistry::PullThroughCacheRule(rule) = registry else { return };
    let (Some(url_at), Some(url)) = (rule.upstream_registry_url, rule.upstream_registry_url.literal()) else { return };
    let Some(known) = upstream_registry(url).filter(|known| known.credential == Credential::Needed) else { return };
    if rule.credential_arn.is_none() {
        findings
            .report(url_at.span(), format!("{} is cached only with credentials", known.name))
            .help("store them in Secrets Manager, and name the secret's ARN in `credentialArn`");
    }
}
