//! What a person must be told about the record, whatever the command was.

use std::sync::{Mutex, OnceLock, PoisonError};

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

/// How a person is told what cannot wait for the edge of the program.
static AT_ONCE: OnceLock<fn(&str)> = OnceLock::new();

/// Says how to tell what cannot wait, such as that another program is waited for; without it, nothing is told. The first call holds.
pub fn tell_at_once_by(how: fn(&str)) {
    let _ = AT_ONCE.set(how);
}

/// Tells at once.
pub(super) fn tell_at_once(what: &str) {
    if let Some(how) = AT_ONCE.get() {
        how(what);
    }
}
