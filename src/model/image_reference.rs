//! Image references: `registry/repository:tag@digest`.

/// The parts of an image reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ImageReference<'a> {
    /// Host with port, or nothing for Docker Hub.
    pub registry: Option<&'a str>,
    /// The path below the registry.
    pub repository: &'a str,
    /// The tag as written; without tag and digest, Docker means `latest`.
    pub tag: Option<&'a str>,
    /// `sha256:...`
    pub digest: Option<&'a str>,
}

impl<'a> ImageReference<'a> {
    /// Splits a reference as Docker does: what stands before the first `/` is a registry if it has a dot, a colon, or is
    /// `localhost`.
    pub fn parse(text: &'a str) -> Self {
        let (name, digest) = text.split_once('@').map_or((text, None), |(name, digest)| (name, Some(digest)));
        let (name, tag) = match name.rsplit_once(':') {
            Some((name, tag)) if !tag.contains('/') => (name, Some(tag)),
            _ => (name, None),
        };
        let (registry, repository) = match name.split_once('/') {
            Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => (Some(host), rest),
            _ => (None, name),
        };
        Self { registry, repository, tag, digest }
    }

    /// Whether it lies in a private Amazon ECR registry (`<account>.dkr.ecr.<region>.amazonaws.com` and its variants), which
    /// only an authenticated client may pull from.
    pub fn is_private_ecr(&self) -> bool {
        let Some(registry) = self.registry else { return false };
        let account = registry.split('.').next().unwrap_or_default();
        account.len() == 12
            && account.bytes().all(|byte| byte.is_ascii_digit())
            && (registry.contains(".dkr.ecr.") || registry.contains(".dkr.ecr-fips.") || registry.contains(".dkr-ecr."))
    }

    /// Whether the tag may point at another image tomorrow: `latest`, or neither tag nor digest.
    pub fn is_latest(&self) -> bool {
        self.digest.is_none() && matches!(self.tag, None | Some("latest"))
    }
}

#[cfg(test)]
mod tests {
    use super::ImageReference;

    #[test]
    fn references_split_as_docker_splits_them() {
        let cases = [
            ("nginx", (None, "nginx", None, None)),
            ("nginx:1.28", (None, "nginx", Some("1.28"), None)),
            ("localhost:5000/a/b", (Some("localhost:5000"), "a/b", None, None)),
            ("public.ecr.aws/nginx/nginx:1.28@sha256:ab", (Some("public.ecr.aws"), "nginx/nginx", Some("1.28"), Some("sha256:ab"))),
            ("team/app:1", (None, "team/app", Some("1"), None)),
        ];
        for (text, expected) in cases {
            let image = ImageReference::parse(text);
            assert_eq!((image.registry, image.repository, image.tag, image.digest), expected, "{text}");
        }
        assert!(ImageReference::parse("123456789012.dkr.ecr.us-east-1.amazonaws.com/app:1").is_private_ecr());
        assert!(!ImageReference::parse("public.ecr.aws/nginx/nginx:1").is_private_ecr());
    }
}
