//! What a person must be told about the record, whatever the command was.

use std::sync::{Mutex, PoisonError};

/// Every command may meet a damaged store, and each must tell; so what is to be told waits here for the edge of the program.
static NOTICES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Takes what is to be told: whole sentences, each once.
pub fn take_notices() -> Vec<String> {
    std::mem::take(&mut NOTICES.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Adds what is to be told.
pub(crate) fn tell(notice: String) {
    let mut notices = NOTICES.lock().unwrap_or_else(PoisonError::into_inner);
    if !notices.contains(&notice) {
        notices.push(notice);
    }
}
