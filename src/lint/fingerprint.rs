//! What identifies a finding over edits elsewhere in its file.

use sha2::{Digest, Sha256};

use crate::diagnostics::Diagnostic;

/// The fingerprint of a finding, in hexadecimal: of its rule, file, place in the document and text, never of lines. Equal findings
/// share one.
pub fn fingerprint(diagnostic: &Diagnostic) -> String {
    let document = diagnostic.document.map(|document| document.to_string()).unwrap_or_default();
    let parts = [
        diagnostic.code,
        &diagnostic.path,
        &document,
        diagnostic.resource.as_deref().unwrap_or_default(),
        &diagnostic.pointer,
        &diagnostic.message,
    ];
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
