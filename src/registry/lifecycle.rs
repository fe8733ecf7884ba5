//! A lifecycle policy on what really lies in a repository: the simulator says what expires, and here it goes.

use std::borrow::Cow;

use super::manifest::is_manifest_list;
use super::{Digest, Registry, RegistryError, Repository};
use crate::simulators::document;
use crate::simulators::instant::Instant;
use crate::simulators::lifecycle::{Image, Inventory, Policy, Preview, Text, preview, read_policy};
use crate::source::{Fault, SourceFile};

/// The images of a repository as the simulator takes them.
pub fn inventory(repository: &Repository) -> Inventory<'_> {
    let images = repository.images.iter().map(|stored| {
        let mut image = Image::new(stored.digest.as_str(), stored.pushed_at);
        image.tags = stored.tags.iter().map(|tag| Text::from(tag.as_str())).collect();
        image.pulled_at = stored.pulled_at;
        image.is_manifest_list = is_manifest_list(&stored.media_type);
        image.subject = stored.subject.as_ref().map(|subject| Text::from(subject.as_str()));
        image
    });
    let lists = repository.images.iter().filter(|stored| is_manifest_list(&stored.media_type));
    let manifest_lists = lists.map(|list| {
        let children = list.children.iter().map(Digest::to_string).collect();
        (Text(Cow::Borrowed(list.digest.as_str())), children)
    });
    Inventory { images: images.collect(), manifest_lists: manifest_lists.collect() }
}

/// What a policy would expire at `now`.
pub fn expiring(preview: &Preview<'_>) -> Vec<Digest> {
    let results = preview.preview_results.iter().filter(|result| result.action.kind == "EXPIRE");
    results.filter_map(|result| Digest::parse(result.image_digest)).collect()
}

/// The policy in a text that the linter has passed, as it is kept with a repository.
///
/// # Errors
/// What cannot be evaluated.
pub fn policy_of(text: &str) -> Result<Policy, Fault> {
    let source = SourceFile::new("lifecyclePolicyText", text);
    let node = document(&source)?;
    read_policy(&source, &node)
}

impl Registry {
    /// Applies a policy at `now` and gives the images that are gone. What a policy would archive stays: there is no archive here.
    ///
    /// # Errors
    /// [`RegistryError::RepositoryNotFound`]
    pub fn apply_lifecycle(&self, name: &str, policy: &Policy, now: Instant) -> Result<Vec<Digest>, RegistryError> {
        self.change(name, |repository| {
            let gone = expiring(&preview(policy, &inventory(repository), now));
            repository.images.retain(|image| !gone.contains(&image.digest));
            repository.lifecycle_evaluated_at = Some(now);
            Ok(gone)
        })
    }
}
