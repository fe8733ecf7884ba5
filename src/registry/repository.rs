//! A repository: its settings and its images, as they are kept, and what pushing, pulling and deleting make of them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::manifest::Manifest;
use super::{Digest, RegistryError, RegistryId, TagMutability};
use crate::simulators::instant::Instant;

/// What a repository is created with.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RepositorySettings {
    /// `repositoryName`
    pub name: String,
    /// `imageTagMutability` with its filters.
    pub tag_mutability: TagMutability,
    /// `imageScanningConfiguration.scanOnPush`
    pub scan_on_push: bool,
    /// `encryptionConfiguration.encryptionType`; nothing is `AES256`.
    pub encryption_type: Option<String>,
    /// `encryptionConfiguration.kmsKey`
    pub kms_key: Option<String>,
    /// Tags of the resource.
    pub tags: BTreeMap<String, String>,
}

/// A repository as it lies on disk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Repository {
    /// Of this form.
    pub version: u32,
    /// What it was created with, as changed since.
    pub settings: RepositorySettings,
    /// `createdAt`
    #[serde(with = "micros")]
    pub created_at: Instant,
    /// Its lifecycle policy, as text.
    pub lifecycle_policy: Option<String>,
    /// `lastEvaluatedAt`, or when the policy was put.
    #[serde(with = "optional_micros")]
    pub lifecycle_evaluated_at: Option<Instant>,
    /// Its repository policy, as text.
    pub repository_policy: Option<String>,
    /// Oldest push first.
    pub images: Vec<StoredImage>,
}

/// An image as it lies in a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredImage {
    /// `imageDigest`
    pub digest: Digest,
    /// `imageTags`; none after its last tag moved on.
    pub tags: Vec<String>,
    /// `imageManifestMediaType`
    pub media_type: String,
    /// `artifactMediaType`
    pub artifact_media_type: Option<String>,
    /// `imageSizeInBytes`: configuration and compressed layers; of a manifest list, its largest image.
    pub size: u64,
    /// `imagePushedAt`
    #[serde(with = "micros")]
    pub pushed_at: Instant,
    /// `lastRecordedPullTime`
    #[serde(with = "optional_micros")]
    pub pulled_at: Option<Instant>,
    /// Configuration and layers.
    pub blobs: Vec<Digest>,
    /// The images of a manifest list.
    pub children: Vec<Digest>,
    /// `subjectManifestDigest`
    pub subject: Option<Digest>,
}

/// `imageId`: a tag, a digest or both.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageId {
    /// `imageDigest`
    pub digest: Option<Digest>,
    /// `imageTag`
    pub tag: Option<String>,
}

/// What `batch-delete-image` says of one image id.
pub type Deleted = Result<Vec<ImageId>, DeleteFailure>;

/// Why an image stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DeleteFailure {
    /// `ImageNotFound`
    NotFound,
    /// `ImageTagDoesNotMatchDigest`
    TagDoesNotMatchDigest,
    /// `ImageReferencedByManifestList`, with the digest of the list.
    ReferencedByManifestList(Digest),
}

impl DeleteFailure {
    /// `failureCode` and `failureReason`.
    pub fn code_and_reason(&self) -> (&'static str, String) {
        match self {
            Self::NotFound => ("ImageNotFound", "Requested image not found".to_string()),
            Self::TagDoesNotMatchDigest => ("ImageTagDoesNotMatchDigest", "Requested tag does not match the digest".to_string()),
            Self::ReferencedByManifestList(list) => {
                ("ImageReferencedByManifestList", format!("Requested image referenced by manifest list: [{list}]"))
            }
        }
    }
}

impl Repository {
    /// An empty repository.
    pub fn new(settings: RepositorySettings, now: Instant) -> Self {
        Self {
            version: 1,
            settings,
            created_at: now,
            lifecycle_policy: None,
            lifecycle_evaluated_at: None,
            repository_policy: None,
            images: Vec::new(),
        }
    }

    /// `repositoryName`
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// The image with this digest or tag; with both, only where they are of one image.
    pub fn image(&self, id: &ImageId) -> Option<&StoredImage> {
        self.position(id).map(|at| &self.images[at])
    }

    fn position(&self, id: &ImageId) -> Option<usize> {
        if id.digest.is_none() && id.tag.is_none() {
            return None;
        }
        self.images.iter().position(|image| {
            id.digest.as_ref().is_none_or(|digest| image.digest == *digest) && id.tag.as_ref().is_none_or(|tag| image.tags.contains(tag))
        })
    }

    /// The image, or what ECR says without one.
    ///
    /// # Errors
    /// [`RegistryError::ImageNotFound`]
    pub fn expect_image(&self, id: &ImageId, registry: &RegistryId) -> Result<&StoredImage, RegistryError> {
        let not_found = || RegistryError::ImageNotFound {
            digest: id.digest.as_ref().map_or("null".to_string(), Digest::to_string),
            tag: id.tag.clone().unwrap_or("null".to_string()),
            repository: self.name().to_string(),
            registry: registry.account.clone(),
        };
        self.image(id).ok_or_else(not_found)
    }

    /// Takes a pushed manifest in, and moves the tag to it. An image that is there already keeps the time of its first push.
    ///
    /// # Errors
    /// [`RegistryError::TagImmutable`] where an image has the tag and it may not move, even to where it is; or what a manifest list
    /// names is not there.
    pub fn put(&mut self, manifest: &Manifest, tag: Option<&str>, registry: &RegistryId, now: Instant) -> Result<(), RegistryError> {
        if let Some(tag) = tag
            && self.images.iter().any(|image| image.tags.iter().any(|each| each == tag))
            && !self.settings.tag_mutability.may_move(tag)
        {
            return Err(RegistryError::TagImmutable { tag: tag.to_string(), repository: self.name().to_string() });
        }
        let children: Vec<_> = manifest.children.iter().map(|child| self.images.iter().find(|image| image.digest == *child)).collect();
        if children.iter().any(Option::is_none) {
            let missing = manifest.children.iter().zip(&children).filter(|(_, found)| found.is_none());
            return Err(RegistryError::ReferencedImagesNotFound {
                digests: missing.map(|(digest, _)| digest.as_str()).collect::<Vec<_>>().join(", "),
                repository: self.name().to_string(),
                registry: registry.account.clone(),
            });
        }
        let size = children.iter().flatten().map(|child| child.size).max();
        let size = size.unwrap_or_else(|| manifest.blobs.iter().fold(0, |sum: u64, (_, size)| sum.saturating_add(*size)));
        if let Some(tag) = tag {
            self.images.iter_mut().for_each(|image| image.tags.retain(|each| each != tag));
        }
        let at = self.images.iter().position(|image| image.digest == manifest.digest).unwrap_or_else(|| {
            self.images.push(StoredImage {
                digest: manifest.digest.clone(),
                tags: Vec::new(),
                media_type: manifest.media_type.clone(),
                artifact_media_type: manifest.artifact_media_type.clone(),
                size,
                pushed_at: now,
                pulled_at: None,
                blobs: manifest.blobs.iter().map(|(digest, _)| digest.clone()).collect(),
                children: manifest.children.clone(),
                subject: manifest.subject.clone(),
            });
            self.images.len() - 1
        });
        self.images[at].tags.extend(tag.map(str::to_string));
        Ok(())
    }

    /// Notes a pull.
    pub fn pulled(&mut self, digest: &Digest, now: Instant) {
        if let Some(image) = self.images.iter_mut().find(|image| image.digest == *digest) {
            image.pulled_at = Some(now);
        }
    }

    /// Deletes an image by digest, with all its tags, or a tag, with the image if it was its last one.
    ///
    /// # Errors
    /// Why nothing was deleted.
    pub fn delete(&mut self, id: &ImageId) -> Deleted {
        let Some(at) = self.position(id) else {
            let known = |digest: &Digest| self.images.iter().any(|image| image.digest == *digest);
            let both = id.tag.is_some() && id.digest.as_ref().is_some_and(known);
            return Err(if both { DeleteFailure::TagDoesNotMatchDigest } else { DeleteFailure::NotFound });
        };
        let digest = self.images[at].digest.clone();
        let by_tag = id.tag.as_ref().filter(|_| id.digest.is_none());
        if let Some(tag) = by_tag
            && self.images[at].tags.len() > 1
        {
            self.images[at].tags.retain(|each| each != tag);
            return Ok(vec![ImageId { digest: Some(digest), tag: Some(tag.clone()) }]);
        }
        if let Some(list) = self.images.iter().find(|image| image.children.contains(&digest)) {
            return Err(DeleteFailure::ReferencedByManifestList(list.digest.clone()));
        }
        let image = self.images.remove(at);
        if image.tags.is_empty() {
            return Ok(vec![ImageId { digest: Some(digest), tag: None }]);
        }
        Ok(image.tags.into_iter().map(|tag| ImageId { digest: Some(digest.clone()), tag: Some(tag) }).collect())
    }

    /// Everything that its images are made of, manifests included.
    pub(super) fn referenced(&self) -> std::collections::BTreeSet<&Digest> {
        self.images.iter().flat_map(|image| image.blobs.iter().chain([&image.digest])).collect()
    }
}

/// Points in time as microseconds since the epoch.
mod micros {
    use super::Instant;

    pub fn serialize<S: serde::Serializer>(instant: &Instant, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(instant.epoch_micros())
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Instant, D::Error> {
        serde::Deserialize::deserialize(deserializer).map(Instant::from_epoch_micros)
    }
}

/// The same, or null.
mod optional_micros {
    use super::Instant;

    pub fn serialize<S: serde::Serializer>(instant: &Option<Instant>, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&instant.map(Instant::epoch_micros), serializer)
    }

    pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Instant>, D::Error> {
        let micros: Option<i64> = serde::Deserialize::deserialize(deserializer)?;
        Ok(micros.map(Instant::from_epoch_micros))
    }
}

#[cfg(test)]
mod tests;
