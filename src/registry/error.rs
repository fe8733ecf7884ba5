//! What a registry refuses, in the words of ECR.
//!
//! Sources: the exceptions of the ECR API model (botocore 1.44.5); the wording of messages as clients report them, such as
//! <https://github.com/osscontainertools/kaniko/pull/204> and <https://github.com/plexsystems/sinker/issues/55>, checked 2026-11-24.

use std::path::Path;

/// Why the registry did not do what it was asked. Messages are ECR's, where ECR has the case.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "the fields are what the messages name")]
pub enum RegistryError {
    /// The repository was never created, or is gone.
    #[error("The repository with name '{repository}' does not exist in the registry with id '{registry}'")]
    RepositoryNotFound { repository: String, registry: String },
    /// A repository has the name already.
    #[error("The repository with name '{repository}' already exists in the registry with id '{registry}'")]
    RepositoryAlreadyExists { repository: String, registry: String },
    /// Deleting it would delete images, and nobody said `--force`.
    #[error("The repository with name '{repository}' in registry with id '{registry}' cannot be deleted because it still contains images")]
    RepositoryNotEmpty { repository: String, registry: String },
    /// There is no such image.
    #[error(
        "The image with imageId {{imageDigest:'{digest}', imageTag:'{tag}'}} does not exist within the repository with name '{repository}' in the registry with id '{registry}'"
    )]
    ImageNotFound { digest: String, tag: String, repository: String, registry: String },
    /// The tag may not move.
    #[error(
        "The image tag '{tag}' already exists in the '{repository}' repository and cannot be overwritten because the tag is immutable."
    )]
    TagImmutable { tag: String, repository: String },
    /// The manifest names what was not pushed.
    #[error(
        "Layers with digests '[{digests}]' required for pushing image into repository with name '{repository}' in the registry with id '{registry}' do not exist"
    )]
    LayersNotFound { digests: String, repository: String, registry: String },
    /// The manifest list names images that were not pushed.
    #[error(
        "Images with digests '[{digests}]' required for pushing image into repository with name '{repository}' in the registry with id '{registry}' do not exist"
    )]
    ReferencedImagesNotFound { digests: String, repository: String, registry: String },
    /// There is none to show or to run.
    #[error("Lifecycle policy does not exist for the repository with name '{repository}' in the registry with id '{registry}'")]
    LifecyclePolicyNotFound { repository: String, registry: String },
    /// There is none to show.
    #[error("Repository policy does not exist for the repository with name '{repository}' in the registry with id '{registry}'")]
    RepositoryPolicyNotFound { repository: String, registry: String },
    /// A value that the API refuses.
    #[error("Invalid parameter at '{parameter}' failed to satisfy constraint: '{constraint}'")]
    InvalidParameter { parameter: &'static str, constraint: String },
    /// It is no manifest.
    #[error("the manifest cannot be used: {0}")]
    InvalidManifest(String),
    /// What came is not what its digest says.
    #[error("the content has the digest {found}, not {expected}")]
    WrongDigest { expected: String, found: String },
    /// No such upload, or it has ended.
    #[error("there is no upload {0}")]
    UploadNotFound(String),
    /// A piece of an upload does not follow the one before.
    #[error("the upload has {has} bytes; the next piece starts there")]
    WrongOffset { has: u64 },
    /// Larger than this registry takes.
    #[error("a layer has at most {} MiB here", limit / 1024 / 1024)]
    TooLarge { limit: u64 },
    /// The disk said no.
    #[error("the registry cannot use {path}: {reason}")]
    Storage { path: String, reason: String },
}

impl RegistryError {
    /// What the disk said about a path.
    pub(super) fn storage(path: &Path, error: &std::io::Error) -> Self {
        Self::Storage { path: path.display().to_string(), reason: error.to_string() }
    }

    /// The exception of the ECR API.
    pub fn exception(&self) -> &'static str {
        match self {
            Self::RepositoryNotFound { .. } => "RepositoryNotFoundException",
            Self::RepositoryAlreadyExists { .. } => "RepositoryAlreadyExistsException",
            Self::RepositoryNotEmpty { .. } => "RepositoryNotEmptyException",
            Self::ImageNotFound { .. } => "ImageNotFoundException",
            Self::TagImmutable { .. } => "ImageTagAlreadyExistsException",
            Self::LayersNotFound { .. } => "LayersNotFoundException",
            Self::ReferencedImagesNotFound { .. } => "ReferencedImagesNotFoundException",
            Self::LifecyclePolicyNotFound { .. } => "LifecyclePolicyNotFoundException",
            Self::RepositoryPolicyNotFound { .. } => "RepositoryPolicyNotFoundException",
            Self::UploadNotFound(_) => "UploadNotFoundException",
            Self::WrongOffset { .. } => "InvalidLayerPartException",
            Self::InvalidParameter { .. } | Self::InvalidManifest(_) | Self::WrongDigest { .. } | Self::TooLarge { .. } => {
                "InvalidParameterException"
            }
            Self::Storage { .. } => "ServerException",
        }
    }

    /// Code of the OCI distribution specification and the status that goes with it
    /// (<https://github.com/opencontainers/distribution-spec/blob/v1.1.0/spec.md#error-codes>).
    pub fn distribution_code(&self) -> (&'static str, u16) {
        match self {
            Self::RepositoryNotFound { .. } => ("NAME_UNKNOWN", 404),
            Self::ImageNotFound { .. } => ("MANIFEST_UNKNOWN", 404),
            Self::TagImmutable { .. } => ("TAG_INVALID", 400),
            Self::LayersNotFound { .. } | Self::ReferencedImagesNotFound { .. } => ("MANIFEST_BLOB_UNKNOWN", 404),
            Self::InvalidManifest(_) => ("MANIFEST_INVALID", 400),
            Self::InvalidParameter { .. } => ("NAME_INVALID", 400),
            Self::WrongDigest { .. } => ("DIGEST_INVALID", 400),
            Self::UploadNotFound(_) => ("BLOB_UPLOAD_UNKNOWN", 404),
            Self::WrongOffset { .. } => ("BLOB_UPLOAD_INVALID", 416),
            Self::TooLarge { .. } => ("SIZE_INVALID", 413),
            Self::RepositoryAlreadyExists { .. }
            | Self::RepositoryNotEmpty { .. }
            | Self::LifecyclePolicyNotFound { .. }
            | Self::RepositoryPolicyNotFound { .. }
            | Self::Storage { .. } => ("UNKNOWN", 500),
        }
    }
}
