//! What stays of a finding while the file changes elsewhere.

use std::path::Path;

use sha2::{Digest, Sha256};

use super::{absolute, seen_from};
use crate::diagnostics::Diagnostic;

/// Bytes of the digest that are kept: enough for any number of findings.
const BYTES: usize = 16;

/// A digest of the rule, the file, the place by names, and the message, in hexadecimal. Lines, columns and numbers of items that have a
/// name are no part of it; several findings may share one, where they are equal in all of this. The path is seen from the working folder.
pub fn fingerprint(diagnostic: &Diagnostic) -> String {
    let path = if diagnostic.path == "-" { "-".to_string() } else { seen_from(&absolute(Path::new("")), Path::new(&diagnostic.path)) };
    fingerprint_at(&path, diagnostic)
}

/// As [`fingerprint`], with the path as it is seen from elsewhere.
pub(super) fn fingerprint_at(path: &str, diagnostic: &Diagnostic) -> String {
    let mut digest = Sha256::new();
    for part in ["ecslab/1", diagnostic.code, path, &diagnostic.named_pointer, &diagnostic.message] {
        digest.update((part.len() as u64).to_le_bytes());
        digest.update(part.as_bytes());
    }
    digest.finalize()[..BYTES].iter().map(|byte| format!("{byte:02x}")).collect()
}
