//! Registries that ECR caches from.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html>,
//! <https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html>, checked 2026-11-21.

/// A registry upstream of a pull-through cache.
#[derive(Debug)]
pub struct UpstreamRegistry {
    /// Its name in `upstreamRegistry`.
    pub name: &'static str,
    /// Its `upstreamRegistryUrl`.
    pub url: &'static str,
    /// Whether a rule for it needs a secret with credentials; without, a rule cannot have one.
    pub needs_credential: bool,
}

/// Those that have one address and of which it is documented whether they want credentials.
pub const UPSTREAM_REGISTRIES: [UpstreamRegistry; 6] = [
    UpstreamRegistry { name: "ecr-public", url: "public.ecr.aws", needs_credential: false },
    UpstreamRegistry { name: "k8s", url: "registry.k8s.io", needs_credential: false },
    UpstreamRegistry { name: "quay", url: "quay.io", needs_credential: false },
    UpstreamRegistry { name: "docker-hub", url: "registry-1.docker.io", needs_credential: true },
    UpstreamRegistry { name: "github-container-registry", url: "ghcr.io", needs_credential: true },
    UpstreamRegistry { name: "gitlab-container-registry", url: "registry.gitlab.com", needs_credential: true },
];
