//! The key pair of a learner, made at first use.

use std::io::Write;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_compact::{KeyPair, PublicKey, Seed, Signature};

const FILE: &str = "learner.key";

/// Who signs a result: the key pair in `learner.key` of the learner's folder.
///
/// A signature proves that a file was not changed after it was written, and that it comes from who holds the key. The learner
/// holds it: it proves nothing about how an answer was found.
pub struct Identity {
    pair: KeyPair,
}

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// It cannot be read or made.
    #[error("your key {} cannot be used: {reason}", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// It is no key.
    #[error(
        "{} holds no key: it must be one line of 44 characters. If you have no copy of it, move it away: a new one is made, with which your instructor must enrol you anew",
        .0.display()
    )]
    NoKey(PathBuf),
}

impl Identity {
    /// The identity in a folder; made where there is none.
    ///
    /// # Errors
    /// When it cannot be read or written. An unreadable key is never replaced.
    pub fn open_in(folder: &Path) -> Result<Self, IdentityError> {
        let file = folder.join(FILE);
        let io = |reason| IdentityError::Io { file: file.clone(), reason };
        if !file.try_exists().map_err(io)? {
            std::fs::create_dir_all(folder).map_err(io)?;
            let mut made = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
            // A temporary file is its owner's alone, and so is the key.
            writeln!(made, "{}", STANDARD.encode(*Seed::generate())).and_then(|()| made.as_file().sync_all()).map_err(io)?;
            match made.persist_noclobber(&file) {
                Ok(_) => {}
                // Another program was faster.
                Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(io(error.error)),
            }
        }
        let text = std::fs::read_to_string(&file).map_err(io)?;
        let seed = STANDARD.decode(text.trim()).ok().and_then(|bytes| Seed::from_slice(&bytes).ok());
        let seed = seed.ok_or(IdentityError::NoKey(file))?;
        Ok(Self { pair: KeyPair::from_seed(seed) })
    }

    /// The public key, in base64.
    pub fn public_key(&self) -> String {
        STANDARD.encode(*self.pair.pk)
    }

    /// Signs bytes; in base64.
    pub fn sign(&self, bytes: &[u8]) -> String {
        STANDARD.encode(*self.pair.sk.sign(bytes, None))
    }
}

/// Whether a signature fits; keys and signatures that are none do not.
pub(super) fn is_signed_by(key: &str, bytes: &[u8], signature: &str) -> bool {
    let key = STANDARD.decode(key).ok().and_then(|key| PublicKey::from_slice(&key).ok());
    let signature = STANDARD.decode(signature).ok().and_then(|signature| Signature::from_slice(&signature).ok());
    key.zip(signature).is_some_and(|(key, signature)| key.verify(bytes, &signature).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_its_owner_reads_it() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let first = Identity::open_in(folder.path()).expect("makes one");
        assert_eq!(Identity::open_in(folder.path()).expect("opens").public_key(), first.public_key());
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(folder.path().join(FILE)).expect("is there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(folder.path().join(FILE), "no key").expect("writes");
        assert!(matches!(Identity::open_in(folder.path()), Err(IdentityError::NoKey(_))));
        assert_eq!(std::fs::read_to_string(folder.path().join(FILE)).expect("reads"), "no key");
    }

    /// RFC 8032, section 7.1, test 2.
    #[test]
    fn signatures_are_those_of_the_standard() {
        let hex = |text: &str| -> Vec<u8> {
            (0..text.len()).step_by(2).map(|at| u8::from_str_radix(&text[at..at + 2], 16).expect("hexadecimal")).collect()
        };
        let seed = hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
        let identity = Identity { pair: KeyPair::from_seed(Seed::from_slice(&seed).expect("a seed")) };
        let key = STANDARD.encode(hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
        assert_eq!(identity.public_key(), key);
        let signature = identity.sign(&[0x72]);
        let expected = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";
        assert_eq!(signature, STANDARD.encode(hex(expected)));
        assert!(is_signed_by(&key, &[0x72], &signature) && !is_signed_by(&key, &[0x73], &signature));
        assert!(!is_signed_by("", &[0x72], &signature) && !is_signed_by(&key, &[0x72], "AAAA"));
    }
}
