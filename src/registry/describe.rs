//! Repositories and images as the ECR API shows them.

use serde_json::{Map, Value, json};

use super::{ImageId, MutabilitySetting, RegistryId, Repository, StoredImage};
use crate::simulators::instant::Instant;

/// A point in time as the AWS CLI prints it: `2026-11-24T08:30:00.250000+00:00`.
pub fn cli_time(instant: Instant) -> String {
    let text = instant.to_string();
    let text = text.trim_end_matches('Z');
    let (second, fraction) = text.split_once('.').unwrap_or((text, "0"));
    format!("{second}.{fraction:0<6}+00:00")
}

/// A `repository` of the API.
pub fn repository(repository: &Repository, registry: &RegistryId) -> Value {
    let settings = &repository.settings;
    let mut shown = Map::new();
    shown.insert("repositoryArn".into(), registry.repository_arn(repository.name()).into());
    shown.insert("registryId".into(), registry.account.clone().into());
    shown.insert("repositoryName".into(), repository.name().into());
    shown.insert("repositoryUri".into(), registry.repository_uri(repository.name()).into());
    shown.insert("createdAt".into(), cli_time(repository.created_at).into());
    mutability(repository, &mut shown);
    shown.insert("imageScanningConfiguration".into(), json!({"scanOnPush": settings.scan_on_push}));
    let mut encryption = json!({"encryptionType": settings.encryption_type.as_deref().unwrap_or("AES256")});
    if let Some(key) = &settings.kms_key {
        encryption["kmsKey"] = key.clone().into();
    }
    shown.insert("encryptionConfiguration".into(), encryption);
    shown.into()
}

/// `imageTagMutability` and its filters, as members of an object.
pub fn mutability(repository: &Repository, shown: &mut Map<String, Value>) {
    let mutability = &repository.settings.tag_mutability;
    shown.insert("imageTagMutability".into(), mutability.setting.name().into());
    if matches!(mutability.setting, MutabilitySetting::ImmutableWithExclusion | MutabilitySetting::MutableWithExclusion) {
        let filters: Vec<Value> = mutability.exclusions.iter().map(|filter| json!({"filterType": "WILDCARD", "filter": filter})).collect();
        shown.insert("imageTagMutabilityExclusionFilters".into(), filters.into());
    }
}

/// An `imageDetail` of the API.
pub fn image(image: &StoredImage, repository: &Repository, registry: &RegistryId) -> Value {
    let mut shown = Map::new();
    shown.insert("registryId".into(), registry.account.clone().into());
    shown.insert("repositoryName".into(), repository.name().into());
    shown.insert("imageDigest".into(), image.digest.as_str().into());
    if !image.tags.is_empty() {
        shown.insert("imageTags".into(), image.tags.clone().into());
    }
    shown.insert("imageSizeInBytes".into(), image.size.into());
    shown.insert("imagePushedAt".into(), cli_time(image.pushed_at).into());
    shown.insert("imageManifestMediaType".into(), image.media_type.clone().into());
    if let Some(kind) = &image.artifact_media_type {
        shown.insert("artifactMediaType".into(), kind.clone().into());
    }
    if let Some(pulled) = image.pulled_at {
        shown.insert("lastRecordedPullTime".into(), cli_time(pulled).into());
    }
    if let Some(subject) = &image.subject {
        shown.insert("subjectManifestDigest".into(), subject.as_str().into());
    }
    shown.insert("imageStatus".into(), "ACTIVE".into());
    shown.into()
}

/// An `imageId` of the API.
pub fn image_id(id: &ImageId) -> Value {
    let mut shown = Map::new();
    if let Some(digest) = &id.digest {
        shown.insert("imageDigest".into(), digest.as_str().into());
    }
    if let Some(tag) = &id.tag {
        shown.insert("imageTag".into(), tag.clone().into());
    }
    shown.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_six_digits_of_a_second_and_an_offset() {
        for (micros, expected) in [(0, "1970-01-01T00:00:00.000000+00:00"), (1_500_000, "1970-01-01T00:00:01.500000+00:00")] {
            assert_eq!(cli_time(Instant::from_epoch_micros(micros)), expected);
        }
    }
}
