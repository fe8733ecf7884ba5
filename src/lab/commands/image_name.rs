//! Names of images as scripts write them.

use crate::model::ImageReference;
use crate::registry::{Digest, RegistryId, is_tag};

/// An image as a script names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageName {
    /// The registry of ECR, where it names one.
    pub registry: Option<RegistryId>,
    /// The host as written, whatever it is.
    pub host: Option<String>,
    /// The path below the host.
    pub repository: String,
    /// `:tag` or `@sha256:...`; what is not written is `:latest`.
    pub reference: String,
    /// Whether a tag or a digest is written.
    pub is_exact: bool,
}

impl ImageName {
    /// Reads a name.
    ///
    /// # Errors
    /// What Docker says of it.
    pub fn read(text: &str) -> Result<Self, String> {
        let parts = ImageReference::parse(text);
        let repository = parts.repository;
        if repository.chars().any(|c| c.is_ascii_uppercase()) {
            return Err(format!("invalid reference format: repository name ({repository}) must be lowercase"));
        }
        let invalid = || "invalid reference format".to_string();
        let is_component = |part: &str| {
            let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
            edge(part.chars().next())
                && edge(part.chars().next_back())
                && part.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-'))
        };
        let is_host = |host: &str| {
            host.starts_with(|c: char| c.is_ascii_alphanumeric())
                && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':'))
        };
        let host_fits = parts.registry.is_none_or(is_host);
        if !host_fits || text.len() > 1024 || !repository.split('/').all(is_component) {
            return Err(invalid());
        }
        let reference = match (parts.tag, parts.digest) {
            (None, None) => ":latest".to_string(),
            (Some(tag), None) if is_tag(tag) => format!(":{tag}"),
            (tag, Some(digest)) if tag.is_none_or(is_tag) && Digest::parse(digest).is_some() => format!("@{digest}"),
            _ => return Err(invalid()),
        };
        Ok(Self {
            registry: parts.registry.and_then(RegistryId::of_host),
            host: parts.registry.map(str::to_string),
            repository: repository.to_string(),
            reference,
            is_exact: parts.tag.is_some() || parts.digest.is_some(),
        })
    }

    /// Host and repository, without tag or digest.
    pub fn path(&self) -> String {
        match &self.host {
            Some(host) => format!("{host}/{}", self.repository),
            None => self.repository.clone(),
        }
    }

    /// All of it.
    pub fn full(&self) -> String {
        self.path() + &self.reference
    }

    /// Whether it names a digest.
    pub fn is_digest(&self) -> bool {
        self.reference.starts_with('@')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_docker_reads_them() {
        let host = "111122223333.dkr.ecr.us-east-1.amazonaws.com";
        let digest = Digest::of(b"x");
        for (text, path, reference) in [
            ("web", "web", ":latest".to_string()),
            ("team/web:v1", "team/web", ":v1".to_string()),
            (&format!("{host}/web:v1"), &format!("{host}/web"), ":v1".to_string()),
            (&format!("{host}/web@{digest}"), &format!("{host}/web"), format!("@{digest}")),
        ] {
            let name = ImageName::read(text).expect("a name");
            assert_eq!((name.path().as_str(), name.reference.as_str()), (path, reference.as_str()), "{text}");
            assert_eq!(name.registry.is_some(), text.starts_with(host), "{text}");
        }
        for text in ["", "Web", "a b", "web:", "web:-x", "web@sha256:1", "/web", "web/", "../x", &"a".repeat(2000)] {
            assert!(ImageName::read(text).expect_err(text).starts_with("invalid reference format"), "{text}");
        }
    }
}
