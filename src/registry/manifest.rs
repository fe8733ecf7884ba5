//! Manifests: what an image is made of.
//!
//! Sources: <https://github.com/opencontainers/image-spec/blob/v1.1.0/manifest.md>,
//! <https://github.com/distribution/distribution/blob/v2.8.3/docs/spec/manifest-v2-2.md>, checked 2026-11-24.

use serde::Deserialize;

use super::{Digest, RegistryError};

/// The most that a manifest may have, in bytes; registries promise to take this much.
pub const MAX_MANIFEST_BYTES: usize = 4 * 1024 * 1024;

const DOCKER_MANIFEST: &str = "application/vnd.docker.distribution.manifest.v2+json";
const DOCKER_LIST: &str = "application/vnd.docker.distribution.manifest.list.v2+json";
const OCI_MANIFEST: &str = "application/vnd.oci.image.manifest.v1+json";
const OCI_INDEX: &str = "application/vnd.oci.image.index.v1+json";

/// What a registry needs to know of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manifest {
    /// Of its bytes.
    pub digest: Digest,
    /// `imageManifestMediaType`
    pub media_type: String,
    /// `artifactMediaType`: that of the artifact, or of the image's configuration.
    pub artifact_media_type: Option<String>,
    /// Configuration and layers, with their sizes.
    pub blobs: Vec<(Digest, u64)>,
    /// The images of a manifest list.
    pub children: Vec<Digest>,
    /// The image that a signature or a bill of materials is about.
    pub subject: Option<Digest>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Written {
    schema_version: u32,
    media_type: Option<String>,
    artifact_type: Option<String>,
    config: Option<Descriptor>,
    layers: Option<Vec<Descriptor>>,
    manifests: Option<Vec<Descriptor>>,
    subject: Option<Descriptor>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    #[serde(default)]
    media_type: String,
    digest: Digest,
    size: u64,
    /// Layers that lie elsewhere (of Windows) need not be here.
    #[serde(default)]
    urls: Vec<String>,
}

impl Manifest {
    /// Reads a manifest or a manifest list.
    ///
    /// # Errors
    /// [`RegistryError::InvalidManifest`] where it is neither, or of the retired first schema.
    pub fn read(bytes: &[u8], content_type: Option<&str>) -> Result<Self, RegistryError> {
        let invalid = |why: String| RegistryError::InvalidManifest(why);
        if bytes.len() > MAX_MANIFEST_BYTES {
            return Err(invalid(format!("it has more than {} MiB", MAX_MANIFEST_BYTES / 1024 / 1024)));
        }
        let written: Written = serde_json::from_slice(bytes).map_err(|error| invalid(error.to_string()))?;
        if written.schema_version != 2 {
            return Err(invalid(format!("schemaVersion {} is not taken; push with a current client", written.schema_version)));
        }
        let media_type = written.media_type.as_deref().or(content_type).unwrap_or(OCI_MANIFEST).to_string();
        let digest = Digest::of(bytes);
        let subject = written.subject.map(|subject| subject.digest);
        match media_type.as_str() {
            DOCKER_MANIFEST | OCI_MANIFEST => {
                let config = written.config.ok_or_else(|| invalid("it has no config".to_string()))?;
                let artifact_media_type = written.artifact_type.or_else(|| Some(config.media_type.clone()).filter(|kind| !kind.is_empty()));
                let layers = written.layers.unwrap_or_default().into_iter().filter(|layer| layer.urls.is_empty());
                let blobs = std::iter::once(config).chain(layers).map(|each| (each.digest, each.size)).collect();
                Ok(Self { digest, media_type, artifact_media_type, blobs, children: Vec::new(), subject })
            }
            DOCKER_LIST | OCI_INDEX => {
                let listed = written.manifests.ok_or_else(|| invalid("it has no manifests".to_string()))?;
                let children = listed.into_iter().map(|each| each.digest).collect();
                Ok(Self { digest, media_type, artifact_media_type: written.artifact_type, blobs: Vec::new(), children, subject })
            }
            other => Err(invalid(format!("the media type {other} is not taken"))),
        }
    }
}

/// Whether the media type is that of a manifest list or an image index.
pub fn is_manifest_list(media_type: &str) -> bool {
    matches!(media_type, DOCKER_LIST | OCI_INDEX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn descriptor(of: &str) -> String {
        format!("{{\"mediaType\": \"application/x-{of}\", \"digest\": \"{}\", \"size\": {}}}", Digest::of(of.as_bytes()), of.len())
    }

    #[test]
    fn manifests_and_lists_say_what_they_hold() {
        let text = format!(
            "{{\"schemaVersion\": 2, \"mediaType\": \"{DOCKER_MANIFEST}\", \"config\": {}, \"layers\": [{}], \"subject\": {}}}",
            descriptor("config"),
            descriptor("layer"),
            descriptor("s")
        );
        let manifest = Manifest::read(text.as_bytes(), None).expect("a manifest");
        assert_eq!(manifest.blobs, [(Digest::of(b"config"), 6), (Digest::of(b"layer"), 5)]);
        assert_eq!(manifest.artifact_media_type.as_deref(), Some("application/x-config"));
        assert_eq!((manifest.digest, manifest.subject), (Digest::of(text.as_bytes()), Some(Digest::of(b"s"))));
        let text = format!("{{\"schemaVersion\": 2, \"manifests\": [{}]}}", descriptor("child"));
        let list = Manifest::read(text.as_bytes(), Some(OCI_INDEX)).expect("an index");
        assert_eq!((list.children.as_slice(), list.blobs.len()), ([Digest::of(b"child")].as_slice(), 0));
        assert!(is_manifest_list(&list.media_type));
    }

    #[test]
    fn what_is_no_manifest_is_refused_with_a_reason() {
        let huge = " ".repeat(MAX_MANIFEST_BYTES + 1);
        for (text, says) in [
            ("", "EOF"),
            ("[]", "invalid"),
            ("{\"schemaVersion\": 1}", "schemaVersion 1"),
            ("{\"schemaVersion\": 2}", "no config"),
            ("{\"schemaVersion\": 2, \"mediaType\": \"text/plain\"}", "text/plain"),
            ("{\"schemaVersion\": 2, \"config\": {\"digest\": \"sha256:../..\", \"size\": 1}}", "no digest"),
            (&huge, "more than 4 MiB"),
        ] {
            let error = Manifest::read(text.as_bytes(), None).expect_err("no manifest").to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
