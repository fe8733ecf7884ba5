//! Ctrl-C as a value.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Asked once, a task stops in order; asked again, it is killed. Clones are one.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicUsize>);

impl Cancel {
    /// Asks once more; fit for a signal handler's thread.
    pub fn ask(&self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }

    /// Whether it was asked.
    pub fn asked(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 0
    }

    /// Whether it was asked again.
    pub fn asked_again(&self) -> bool {
        self.0.load(Ordering::SeqCst) > 1
    }
}
