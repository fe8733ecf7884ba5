//! Layers, configurations and manifests of one repository, as files named by their digests, and uploads under way.
//!
//! An upload is a file of its own until its digest is proved; only then it gets its name. So whatever has the name of a digest has
//! that content, whenever a process was killed.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::digest::Hasher;
use super::disk::{make_folder, read_if_there, sync_folder};
use super::{Digest, RegistryError};

/// The largest layer. ECR takes 52,000 MB; this is a learner's disk.
pub const MAX_LAYER_BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// What one repository holds.
#[derive(Debug, Clone)]
pub struct Blobs {
    folder: PathBuf,
}

impl Blobs {
    pub(super) fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_path_buf() }
    }

    fn blobs(&self) -> PathBuf {
        self.folder.join("blobs")
    }

    fn uploads(&self) -> PathBuf {
        self.folder.join("uploads")
    }

    fn path(&self, digest: &Digest) -> PathBuf {
        self.blobs().join(digest.hex())
    }

    fn upload(&self, id: &str) -> Result<PathBuf, RegistryError> {
        let path = self.uploads().join(id);
        // The id comes from outside, and goes into a path.
        let plain = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if plain && path.is_file() { Ok(path) } else { Err(RegistryError::UploadNotFound(id.to_string())) }
    }

    /// Size of a blob in bytes; `None` where it is not there.
    pub fn size(&self, digest: &Digest) -> Option<u64> {
        std::fs::metadata(self.path(digest)).ok().filter(std::fs::Metadata::is_file).map(|metadata| metadata.len())
    }

    /// Opens a blob with its size; `None` where it is not there.
    ///
    /// # Errors
    /// When it is there and cannot be opened.
    pub fn open(&self, digest: &Digest) -> Result<Option<(File, u64)>, RegistryError> {
        let Some(size) = self.size(digest) else { return Ok(None) };
        let path = self.path(digest);
        File::open(&path).map(|file| Some((file, size))).map_err(|error| RegistryError::storage(&path, &error))
    }

    /// Reads a small blob; `None` where it is not there.
    pub(super) fn read(&self, digest: &Digest) -> Result<Option<Vec<u8>>, RegistryError> {
        read_if_there(&self.path(digest))
    }

    /// Keeps bytes under their digest.
    pub(super) fn keep(&self, digest: &Digest, bytes: &[u8]) -> Result<(), RegistryError> {
        make_folder(&self.blobs())?;
        super::disk::write_whole(&self.path(digest), bytes)
    }

    pub(super) fn remove(&self, digest: &Digest) {
        // One that stays is swept when the registry starts.
        let _ = std::fs::remove_file(self.path(digest));
    }

    /// Begins an upload and gives its id.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn begin(&self) -> Result<String, RegistryError> {
        make_folder(&self.uploads())?;
        let id = crate::runtime::random_task_id();
        let path = self.uploads().join(&id);
        File::create_new(&path).map_err(|error| RegistryError::storage(&path, &error))?;
        Ok(id)
    }

    /// Bytes that an upload has.
    ///
    /// # Errors
    /// [`RegistryError::UploadNotFound`]
    pub fn received(&self, id: &str) -> Result<u64, RegistryError> {
        let path = self.upload(id)?;
        std::fs::metadata(&path).map(|metadata| metadata.len()).map_err(|_| RegistryError::UploadNotFound(id.to_string()))
    }

    /// Adds bytes at an offset, which must be the end, and gives the new end.
    ///
    /// # Errors
    /// [`RegistryError::WrongOffset`] for another offset, [`RegistryError::TooLarge`] for too much.
    pub fn append(&self, id: &str, offset: u64, bytes: &[u8]) -> Result<u64, RegistryError> {
        let path = self.upload(id)?;
        let storage = |error: std::io::Error| RegistryError::storage(&path, &error);
        let mut file = File::options().write(true).open(&path).map_err(storage)?;
        let has = file.seek(SeekFrom::End(0)).map_err(storage)?;
        if has != offset {
            return Err(RegistryError::WrongOffset { has });
        }
        let end = offset + bytes.len() as u64;
        if end > MAX_LAYER_BYTES {
            self.cancel(id);
            return Err(RegistryError::TooLarge { limit: MAX_LAYER_BYTES });
        }
        file.write_all(bytes).map_err(storage)?;
        Ok(end)
    }

    /// Ends an upload: what came gets its name, if it has that digest.
    ///
    /// # Errors
    /// [`RegistryError::WrongDigest`] where it has another; then the upload is gone.
    pub fn complete(&self, id: &str, digest: &Digest) -> Result<(), RegistryError> {
        let path = self.upload(id)?;
        let storage = |error: std::io::Error| RegistryError::storage(&path, &error);
        let mut file = File::options().read(true).write(true).open(&path).map_err(storage)?;
        let found = digest_of(&mut file).map_err(storage)?;
        if found != *digest {
            self.cancel(id);
            return Err(RegistryError::WrongDigest { expected: digest.to_string(), found: found.to_string() });
        }
        file.sync_all().map_err(storage)?;
        make_folder(&self.blobs())?;
        std::fs::rename(&path, self.path(digest)).map_err(storage)?;
        sync_folder(&self.blobs()).map_err(storage)
    }

    /// Gives an upload up; whether there was one.
    pub fn cancel(&self, id: &str) -> bool {
        self.upload(id).is_ok_and(|path| std::fs::remove_file(path).is_ok())
    }

    /// Removes what a kill left: uploads, and blobs that nothing refers to.
    #[cfg(any(test, feature = "containers"))]
    pub(super) fn sweep(&self, referenced: &std::collections::BTreeSet<&Digest>) {
        use super::disk::files;

        for path in files(&self.uploads()) {
            let _ = std::fs::remove_file(path);
        }
        let kept: std::collections::BTreeSet<&str> = referenced.iter().map(|digest| digest.hex()).collect();
        for path in files(&self.blobs()) {
            if path.file_name().and_then(|name| name.to_str()).is_none_or(|name| !kept.contains(name)) {
                let _ = std::fs::remove_file(path);
            }
        }
    }
}

fn digest_of(file: &mut File) -> std::io::Result<Digest> {
    let mut hasher = Hasher::default();
    let mut buffer = vec![0; 256 * 1024];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.digest()),
            count => hasher.add(&buffer[..count]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blob_has_its_name_only_with_its_content() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let blobs = Blobs::in_folder(folder.path());
        let digest = Digest::of(b"hello world");
        let id = blobs.begin().expect("begins");
        assert_eq!(blobs.append(&id, 0, b"hello "), Ok(6));
        assert_eq!(blobs.append(&id, 0, b"again"), Err(RegistryError::WrongOffset { has: 6 }));
        assert_eq!(blobs.received(&id), Ok(6));
        assert_eq!(blobs.append(&id, 6, b"world"), Ok(11));
        assert_eq!(blobs.size(&digest), None);
        blobs.complete(&id, &digest).expect("completes");
        assert_eq!(blobs.size(&digest), Some(11));
        assert_eq!(blobs.received(&id), Err(RegistryError::UploadNotFound(id)));

        let id = blobs.begin().expect("begins");
        blobs.append(&id, 0, b"something else").expect("appends");
        let other = Digest::of(b"other");
        assert!(matches!(blobs.complete(&id, &other), Err(RegistryError::WrongDigest { .. })));
        assert_eq!(blobs.size(&other), None);
        for id in ["", "..", "../blobs/x", "nothing", &id] {
            assert!(matches!(blobs.received(id), Err(RegistryError::UploadNotFound(_))), "{id}");
        }
    }
}
