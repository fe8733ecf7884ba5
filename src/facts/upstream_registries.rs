//! Registries that ECR caches from.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html>,
//! <https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html>, checked 2026-11-24. That
//! `cgr.dev` and Azure's registries want credentials, and that ECR compares name and address only where the address wants them,
//! was observed on real rules.

/// A registry upstream of a pull-through cache.
#[derive(Debug)]
pub struct UpstreamRegistry {
    /// Its name in `upstreamRegistry`.
    pub name: &'static str,
    /// Its `upstreamRegistryUrl`.
    pub address: Address,
    /// Whether a rule for it has a secret with credentials.
    pub credential: Credential,
}

/// What addresses a registry has: always a host in small letters, without scheme and path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// This one.
    Host(&'static str),
    /// A name of one's own before this.
    Below(&'static str),
    /// `111122223333.dkr.ecr.eu-central-1.amazonaws.com`, under the domain of any partition.
    PrivateEcr,
}

/// Whether credentials go with a registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Credential {
    /// A rule must have them.
    Needed,
    /// A rule cannot have them.
    Refused,
    /// A role does what credentials do elsewhere.
    Role,
}

/// All that ECR caches from.
pub const UPSTREAM_REGISTRIES: [UpstreamRegistry; 9] = [
    UpstreamRegistry { name: "ecr", address: Address::PrivateEcr, credential: Credential::Role },
    UpstreamRegistry { name: "ecr-public", address: Address::Host("public.ecr.aws"), credential: Credential::Refused },
    UpstreamRegistry { name: "k8s", address: Address::Host("registry.k8s.io"), credential: Credential::Refused },
    UpstreamRegistry { name: "quay", address: Address::Host("quay.io"), credential: Credential::Refused },
    UpstreamRegistry { name: "docker-hub", address: Address::Host(DOCKER_HUB_ADDRESS), credential: Credential::Needed },
    UpstreamRegistry { name: "github-container-registry", address: Address::Host("ghcr.io"), credential: Credential::Needed },
    UpstreamRegistry { name: "gitlab-container-registry", address: Address::Host("registry.gitlab.com"), credential: Credential::Needed },
    UpstreamRegistry { name: "azure-container-registry", address: Address::Below(".azurecr.io"), credential: Credential::Needed },
    UpstreamRegistry { name: "chainguard", address: Address::Host("cgr.dev"), credential: Credential::Needed },
];

/// The address of Docker Hub for caches.
pub const DOCKER_HUB_ADDRESS: &str = "registry-1.docker.io";
/// Other names of Docker Hub, which a rule does not take.
pub const DOCKER_HUB_HOSTS: [&str; 4] = ["docker.io", "hub.docker.com", "index.docker.io", "registry.hub.docker.com"];

/// The registry that has this address.
pub fn upstream_registry(url: &str) -> Option<&'static UpstreamRegistry> {
    UPSTREAM_REGISTRIES.iter().find(|registry| registry.address.is(url))
}

impl Address {
    fn is(self, url: &str) -> bool {
        match self {
            Address::Host(host) => url == host,
            Address::Below(domain) => url.strip_suffix(domain).is_some_and(|name| !name.is_empty() && !name.contains(['/', ':'])),
            Address::PrivateEcr => url.split_once('.').is_some_and(|(account, rest)| {
                account.len() == 12
                    && account.bytes().all(|byte| byte.is_ascii_digit())
                    && rest.starts_with("dkr")
                    && rest.contains("ecr")
                    && !rest.contains(['/', ':'])
            }),
        }
    }

    /// As it is written.
    pub fn example(self) -> String {
        match self {
            Address::Host(host) => host.to_string(),
            Address::Below(domain) => format!("NAME{domain}"),
            Address::PrivateEcr => "ACCOUNT.dkr.ecr.REGION.amazonaws.com".to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::upstream_registry;

    #[test]
    fn an_address_tells_its_registry() {
        for (url, name) in [
            ("quay.io", Some("quay")),
            ("company.azurecr.io", Some("azure-container-registry")),
            (".azurecr.io", None),
            ("111122223333.dkr.ecr.eu-central-1.amazonaws.com", Some("ecr")),
            ("111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn", Some("ecr")),
            ("11112222333.dkr.ecr.eu-central-1.amazonaws.com", None),
            ("docker.io", None),
            ("https://quay.io", None),
            ("quay.io/prometheus", None),
            ("Quay.io", None),
        ] {
            assert_eq!(upstream_registry(url).map(|known| known.name), name, "{url}");
        }
    }
}
