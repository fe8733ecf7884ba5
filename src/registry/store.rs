//! The registry on disk.
//!
//! `<home>/registry/<host>/` holds the secret of tokens, a lock, and a folder for each repository: `repository.json` with its
//! settings and images, and its blobs. `repository.json` is replaced whole, under the lock; blobs come before the image that needs
//! them and go after it. So a kill at any moment leaves a state that was true, and at most files that nothing refers to.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::blobs::Blobs;
use super::disk::{Lock, files, make_folder, read_if_there, write_whole};
use super::manifest::Manifest;
use super::names::{check_repository_name, is_tag};
use super::token::{TOKEN_LIFETIME, TokenKey, Verdict};
use super::{Deleted, Digest, ImageId, RegistryError, RegistryId, Repository, RepositorySettings, StoredImage};
use crate::simulators::instant::Instant;

/// A registry on disk. Clones are one; threads and processes may use it at once.
#[derive(Debug, Clone)]
pub struct Registry {
    id: RegistryId,
    folder: PathBuf,
    key: TokenKey,
}

impl Registry {
    /// Opens the registry below a home folder, or makes an empty one.
    ///
    /// # Errors
    /// When the folder cannot be used.
    pub fn open(home: &Path, id: RegistryId) -> Result<Self, RegistryError> {
        let folder = home.join("registry").join(id.host());
        make_folder(&folder.join("repositories"))?;
        let key = {
            let _lock = Lock::wait(&folder.join("lock"))?;
            let path = folder.join("token-key");
            match read_if_there(&path)? {
                Some(secret) if !secret.is_empty() => TokenKey::new(String::from_utf8_lossy(&secret)),
                _ => {
                    let key = TokenKey::random();
                    write_whole(&path, key.secret().as_bytes())?;
                    key
                }
            }
        };
        Ok(Self { id, folder, key })
    }

    /// Which one it is.
    pub fn id(&self) -> &RegistryId {
        &self.id
    }

    /// Where it lies.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A password for [`USER`](super::USER) that holds for `lifetime` from `now`.
    pub fn issue_token(&self, now: Instant, lifetime: Duration) -> String {
        self.key.issue(now, lifetime)
    }

    /// What a password is worth at `now`.
    pub fn judge_token(&self, password: &str, now: Instant) -> Verdict {
        self.key.judge(password, now)
    }

    /// How long tokens hold where nobody set another time.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn token_lifetime(&self) -> Result<Duration, RegistryError> {
        let kept = read_if_there(&self.folder.join("token-lifetime"))?;
        let seconds = kept.and_then(|bytes| String::from_utf8(bytes).ok()?.trim().parse().ok());
        Ok(seconds.map_or(TOKEN_LIFETIME, Duration::from_secs))
    }

    /// Sets how long tokens hold that are issued from now on.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn set_token_lifetime(&self, lifetime: Duration) -> Result<(), RegistryError> {
        write_whole(&self.folder.join("token-lifetime"), lifetime.as_secs().to_string().as_bytes())
    }

    fn lock(&self) -> Result<Lock, RegistryError> {
        Lock::wait(&self.folder.join("lock"))
    }

    /// Names have slashes, and can be longer than names of files.
    fn folder_of(&self, name: &str) -> PathBuf {
        self.folder.join("repositories").join(&Digest::of(name.as_bytes()).hex()[..32])
    }

    fn not_found(&self, name: &str) -> RegistryError {
        RegistryError::RepositoryNotFound { repository: name.to_string(), registry: self.id.account.clone() }
    }

    fn read(folder: &Path) -> Result<Option<Repository>, RegistryError> {
        let path = folder.join("repository.json");
        let Some(bytes) = read_if_there(&path)? else { return Ok(None) };
        let broken = |error: serde_json::Error| RegistryError::Storage { path: path.display().to_string(), reason: error.to_string() };
        serde_json::from_slice(&bytes).map(Some).map_err(broken)
    }

    fn write(folder: &Path, repository: &Repository) -> Result<(), RegistryError> {
        // Texts and numbers always serialize.
        write_whole(&folder.join("repository.json"), &serde_json::to_vec(repository).unwrap_or_default())
    }

    /// All repositories, by name.
    ///
    /// # Errors
    /// When one cannot be read.
    pub fn repositories(&self) -> Result<Vec<Repository>, RegistryError> {
        let folders = files(&self.folder.join("repositories"));
        let read = folders.iter().filter_map(|folder| Self::read(folder).transpose());
        let mut repositories = read.collect::<Result<Vec<_>, _>>()?;
        repositories.sort_by(|one, other| one.name().cmp(other.name()));
        Ok(repositories)
    }

    /// A repository.
    ///
    /// # Errors
    /// [`RegistryError::RepositoryNotFound`]
    pub fn repository(&self, name: &str) -> Result<Repository, RegistryError> {
        Self::read(&self.folder_of(name))?.ok_or_else(|| self.not_found(name))
    }

    /// Creates a repository.
    ///
    /// # Errors
    /// [`RegistryError::RepositoryAlreadyExists`], or a name that ECR refuses.
    pub fn create(&self, settings: RepositorySettings, now: Instant) -> Result<Repository, RegistryError> {
        check_repository_name(&settings.name)?;
        let _lock = self.lock()?;
        let folder = self.folder_of(&settings.name);
        if Self::read(&folder)?.is_some() {
            return Err(RegistryError::RepositoryAlreadyExists { repository: settings.name, registry: self.id.account.clone() });
        }
        make_folder(&folder)?;
        let repository = Repository::new(settings, now);
        Self::write(&folder, &repository)?;
        Ok(repository)
    }

    /// Deletes a repository; with images only by force.
    ///
    /// # Errors
    /// [`RegistryError::RepositoryNotFound`], [`RegistryError::RepositoryNotEmpty`].
    pub fn delete(&self, name: &str, force: bool) -> Result<Repository, RegistryError> {
        let _lock = self.lock()?;
        let folder = self.folder_of(name);
        let repository = Self::read(&folder)?.ok_or_else(|| self.not_found(name))?;
        if !repository.images.is_empty() && !force {
            return Err(RegistryError::RepositoryNotEmpty { repository: name.to_string(), registry: self.id.account.clone() });
        }
        let document = folder.join("repository.json");
        std::fs::remove_file(&document).map_err(|error| RegistryError::storage(&document, &error))?;
        // Without its document it is gone; what else is in the folder is only room on the disk.
        let _ = std::fs::remove_dir_all(&folder);
        Ok(repository)
    }

    /// Changes a repository; where `change` fails, nothing is. Files that no image needs any more go.
    ///
    /// # Errors
    /// [`RegistryError::RepositoryNotFound`], or what `change` gives.
    pub fn change<T>(&self, name: &str, change: impl FnOnce(&mut Repository) -> Result<T, RegistryError>) -> Result<T, RegistryError> {
        let _lock = self.lock()?;
        let folder = self.folder_of(name);
        let before = Self::read(&folder)?.ok_or_else(|| self.not_found(name))?;
        let mut after = before.clone();
        let result = change(&mut after)?;
        if after != before {
            Self::write(&folder, &after)?;
            let blobs = Blobs::in_folder(&folder);
            let needed = after.referenced();
            before.referenced().difference(&needed).for_each(|digest| blobs.remove(digest));
        }
        Ok(result)
    }

    /// The files of a repository.
    ///
    /// # Errors
    /// [`RegistryError::RepositoryNotFound`]
    pub fn blobs(&self, name: &str) -> Result<Blobs, RegistryError> {
        let folder = self.folder_of(name);
        if folder.join("repository.json").is_file() { Ok(Blobs::in_folder(&folder)) } else { Err(self.not_found(name)) }
    }

    /// Takes a manifest in under a tag or its digest, and gives its digest.
    ///
    /// # Errors
    /// What ECR refuses: layers that are not there, a tag that may not move, a digest of something else.
    pub fn put_manifest(
        &self,
        name: &str,
        reference: &str,
        content_type: Option<&str>,
        bytes: &[u8],
        now: Instant,
    ) -> Result<Manifest, RegistryError> {
        let blobs = self.blobs(name)?;
        let manifest = Manifest::read(bytes, content_type)?;
        let tag = match Digest::parse(reference) {
            Some(digest) if digest == manifest.digest => None,
            Some(digest) => {
                return Err(RegistryError::WrongDigest { expected: digest.to_string(), found: manifest.digest.to_string() });
            }
            None if is_tag(reference) => Some(reference),
            None => {
                let constraint = "must satisfy regular expression '[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}'".to_string();
                return Err(RegistryError::InvalidParameter { parameter: "imageTag", constraint });
            }
        };
        self.change(name, |repository| {
            let missing: Vec<&str> =
                manifest.blobs.iter().filter(|(digest, _)| blobs.size(digest).is_none()).map(|(digest, _)| digest.as_str()).collect();
            if !missing.is_empty() {
                let (repository, registry) = (name.to_string(), self.id.account.clone());
                return Err(RegistryError::LayersNotFound { digests: missing.join(", "), repository, registry });
            }
            repository.put(&manifest, tag, &self.id, now)?;
            blobs.keep(&manifest.digest, bytes)
        })?;
        Ok(manifest)
    }

    /// The image behind a tag or a digest.
    ///
    /// # Errors
    /// [`RegistryError::ImageNotFound`]
    pub fn image(&self, name: &str, reference: &str) -> Result<StoredImage, RegistryError> {
        let id = ImageId::of_reference(reference);
        Ok(self.repository(name)?.expect_image(&id, &self.id)?.clone())
    }

    /// A manifest's bytes.
    ///
    /// # Errors
    /// When it is gone.
    pub fn manifest_bytes(&self, name: &str, digest: &Digest) -> Result<Vec<u8>, RegistryError> {
        let gone = || RegistryError::Storage { path: digest.to_string(), reason: "the manifest is gone".to_string() };
        self.blobs(name)?.read(digest)?.ok_or_else(gone)
    }

    /// Notes a pull.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn record_pull(&self, name: &str, digest: &Digest, now: Instant) -> Result<(), RegistryError> {
        self.change(name, |repository| {
            repository.pulled(digest, now);
            Ok(())
        })
    }

    /// Deletes images or tags; each id by itself.
    ///
    /// # Errors
    /// [`RegistryError::RepositoryNotFound`]
    pub fn delete_images(&self, name: &str, ids: &[ImageId]) -> Result<Vec<Deleted>, RegistryError> {
        self.change(name, |repository| Ok(ids.iter().map(|id| repository.delete(id)).collect()))
    }

    /// Removes what a kill left. Only the one that serves the registry may: what nothing refers to yet may be on its way in.
    #[cfg(any(test, feature = "containers"))]
    pub(super) fn sweep(&self) -> Result<(), RegistryError> {
        let _lock = self.lock()?;
        for folder in files(&self.folder.join("repositories")) {
            match Self::read(&folder)? {
                Some(repository) => Blobs::in_folder(&folder).sweep(&repository.referenced()),
                None => drop(std::fs::remove_dir_all(&folder)),
            }
        }
        Ok(())
    }
}

impl ImageId {
    /// What stands after `/manifests/`: a digest or a tag.
    pub fn of_reference(reference: &str) -> Self {
        match Digest::parse(reference) {
            Some(digest) => Self { digest: Some(digest), tag: None },
            None => Self { digest: None, tag: Some(reference.to_string()) },
        }
    }
}

#[cfg(test)]
mod tests;
