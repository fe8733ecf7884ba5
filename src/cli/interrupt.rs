//! Ctrl-C.

use std::sync::{Mutex, OnceLock};

use super::Failure;

type Action = Box<dyn Fn() + Send>;

static ACTION: OnceLock<Mutex<Action>> = OnceLock::new();

/// Lets Ctrl-C (and SIGTERM) call `action` instead of ending the process; the latest action holds.
///
/// # Errors
/// When the system takes no handler.
pub fn on_interrupt(action: impl Fn() + Send + 'static) -> Result<(), Failure> {
    let action: Action = Box::new(action);
    let mut first = Some(action);
    let slot = ACTION.get_or_init(|| Mutex::new(first.take().unwrap_or_else(|| Box::new(|| {}))));
    match first {
        // The process has its handler; only what it does changes. A panic in an action leaves the action itself whole.
        Some(action) => *slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = action,
        None => ctrlc::set_handler(|| {
            if let Some(slot) = ACTION.get() {
                (slot.lock().unwrap_or_else(std::sync::PoisonError::into_inner))();
            }
        })
        .map_err(|error| Failure::usage(format!("Ctrl-C cannot be handled: {error}")))?,
    }
    Ok(())
}
