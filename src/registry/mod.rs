//! A local registry with the ways of Amazon ECR.
//!
//! In: what `create-repository` takes, and what Docker pushes. Out: what `describe-images` prints, tokens that expire, refusals in
//! ECR's words. The state lies in a folder; [`Registry`] is that folder, and many may use it at once. With the feature
//! `containers`, [`RegistryServer`] answers Docker on 127.0.0.1: the part of the OCI distribution specification that push and pull
//! need, with ECR's authentication, its immutable tags, and no repository that was not created.

mod blobs;
pub mod describe;
mod digest;
mod disk;
mod error;
mod fake_images;
mod identity;
mod lifecycle;
mod manifest;
mod mutability;
mod names;
mod repository;
#[cfg(feature = "containers")]
mod server;
mod settings;
mod store;
mod token;

pub use blobs::{Blobs, MAX_LAYER_BYTES};
pub use digest::Digest;
pub use error::RegistryError;
pub use fake_images::FakeImages;
pub use identity::RegistryId;
pub use lifecycle::{expiring, inventory, policy_of};
pub use manifest::{MAX_MANIFEST_BYTES, Manifest};
pub use mutability::{MutabilitySetting, TagMutability};
pub use names::{check_repository_name, is_tag};
pub use repository::{DeleteFailure, Deleted, ImageId, Repository, RepositorySettings, StoredImage};
#[cfg(feature = "containers")]
pub use server::{Clock, RegistryServer, ServeError, served_at, stop};
pub use store::Registry;
pub use token::{TOKEN_LIFETIME, TokenKey, USER, Verdict};
