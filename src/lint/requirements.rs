//! What a team asks for beyond AWS: from where images may come, and which tags resources carry.

use crate::model::ImageReference;
use crate::roles::Key;

/// What a team says that no document does: what its own rules look for, which say nothing where nothing is required, and its keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Requirements {
    /// From where images may come; from anywhere where it is empty.
    pub allowed_registries: Vec<AllowedRegistry>,
    /// Keys of tags that each resource carries.
    pub required_tags: Vec<String>,
    /// What encrypts what tasks are given, by the ARN of that with `*` and `?`.
    pub keys: Vec<(String, Key)>,
}

impl Requirements {
    /// Whether nothing is required.
    pub fn is_empty(&self) -> bool {
        self.allowed_registries.is_empty() && self.required_tags.is_empty()
    }
}

/// A registry, or a path in one, from which images may come: `*` stands for any characters but `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedRegistry(String);

/// Where Docker looks for an image without a registry, and below it for one without a path.
const DOCKER_HUB: &str = "docker.io";

impl AllowedRegistry {
    /// A host, with a port and a path where wanted.
    ///
    /// # Errors
    /// Why it is none.
    pub fn parse(text: &str) -> Result<Self, String> {
        if text.contains("://") {
            return Err(format!("{text:?} is a URL, and the name of an image has none"));
        }
        if text.contains(['@', ' ']) || text.starts_with('/') {
            return Err(format!("{text:?} is no registry"));
        }
        let host = text.split('/').next().unwrap_or_default();
        if !host.contains(['.', ':', '*']) && host != "localhost" {
            return Err(format!("{text:?} begins with no host; images of Docker Hub lie in {DOCKER_HUB}, such as {DOCKER_HUB}/library"));
        }
        Ok(Self(text.trim_end_matches('/').to_string()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the image lies there.
    pub fn holds(&self, image: &ImageReference<'_>) -> bool {
        let (allowed, full) = (self.0.split('/'), full_name(image));
        let mut parts = full.split('/');
        allowed.into_iter().all(|wanted| parts.next().is_some_and(|part| fits(wanted, part)))
    }
}

/// The registry and the whole path of an image.
fn full_name(image: &ImageReference<'_>) -> String {
    match image.registry {
        Some("index.docker.io" | "registry-1.docker.io") | None if image.repository.contains('/') => {
            format!("{DOCKER_HUB}/{}", image.repository)
        }
        Some("index.docker.io" | "registry-1.docker.io" | DOCKER_HUB) | None if !image.repository.contains('/') => {
            format!("{DOCKER_HUB}/library/{}", image.repository)
        }
        Some(registry) => format!("{}/{}", registry.to_ascii_lowercase(), image.repository),
        None => format!("{DOCKER_HUB}/{}", image.repository),
    }
}

/// Whether `*` in `wanted` can stand for what it lacks of `part`.
fn fits(wanted: &str, part: &str) -> bool {
    let mut pieces = wanted.split('*');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = part.strip_prefix(first) else { return false };
    let Some((last, middle)) = pieces.collect::<Vec<_>>().split_last().map(|(last, middle)| (*last, middle.to_vec())) else {
        return rest.is_empty();
    };
    for piece in middle {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_lies_in_a_registry_and_below_a_path() {
        let ecr = "111122223333.dkr.ecr.eu-west-1.amazonaws.com";
        let cases = [
            (ecr, "111122223333.dkr.ecr.eu-west-1.amazonaws.com/web:1", true),
            (ecr, "111122223333.dkr.ecr.eu-west-2.amazonaws.com/web:1", false),
            ("*.dkr.ecr.*.amazonaws.com", "111122223333.dkr.ecr.eu-west-2.amazonaws.com/web:1", true),
            ("*.dkr.ecr.*.amazonaws.com", "evil.example/x.dkr.ecr.y.amazonaws.com:1", false),
            ("111122223333.dkr.ecr.*.amazonaws.com", "111122223333.dkr.ecr.a.amazonaws.com.evil.example/x", false),
            ("public.ecr.aws/docker", "public.ecr.aws/docker/library/nginx:1.28", true),
            ("public.ecr.aws/docker/", "public.ecr.aws/dockerish/nginx:1.28", false),
            ("docker.io/library", "nginx:1.28", true),
            ("docker.io/library", "docker.io/nginx:1.28", true),
            ("docker.io/library", "index.docker.io/library/nginx@sha256:0", true),
            ("docker.io/library", "grafana/grafana:1", false),
            ("docker.io", "grafana/grafana:1", true),
            ("localhost:5000", "localhost:5000/web", true),
        ];
        for (allowed, image, holds) in cases {
            let registry = AllowedRegistry::parse(allowed).expect("a registry");
            assert_eq!(registry.holds(&ImageReference::parse(image)), holds, "{allowed} {image}");
        }
        for wrong in ["https://public.ecr.aws", "library", "a b.c", "/x.y", ""] {
            assert!(AllowedRegistry::parse(wrong).is_err(), "{wrong:?}");
        }
    }
}
