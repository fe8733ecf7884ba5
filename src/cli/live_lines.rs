//! Lines about something that runs, printed as they come.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::SystemTime;

use super::output::Format;
use crate::diagnostics::printable;
use crate::runtime::{Cancel, OnOutput};

/// Prints from several threads. When nothing more can be written - the reader of standard output goes away, as `head` does, or a disk is
/// full - it asks what runs to stop.
#[derive(Debug)]
pub struct LiveLines {
    format: Format,
    cancel: Cancel,
    closed: AtomicBool,
    error: Mutex<Option<std::io::Error>>,
    start: OnceLock<SystemTime>,
}

impl LiveLines {
    /// Lines about something that `cancel` stops; as JSON, standard output is for the answer at the end.
    pub fn new(format: Format, cancel: &Cancel) -> Arc<Self> {
        Arc::new(Self { format, cancel: cancel.clone(), closed: AtomicBool::new(false), error: Mutex::new(None), start: OnceLock::new() })
    }

    /// Prints each line of output with who wrote it: on standard error where standard output is for JSON.
    pub fn on_output(self: &Arc<Self>) -> OnOutput {
        let lines = Arc::clone(self);
        Arc::new(move |container, line| match lines.format {
            Format::Text => lines.print(&format!("{container} | {line}")),
            // Nothing can be done when standard error is closed.
            Format::Json => drop(writeln!(anstream::stderr().lock(), "{container} | {}", printable(line))),
        })
    }

    /// Prints a line in text; what could steer a terminal is shown and not sent.
    pub fn print(&self, line: &str) {
        self.print_styled(&printable(line));
    }

    /// Prints lines in text as they are: what ecslab itself has styled.
    pub fn print_styled(&self, line: &str) {
        if self.format == Format::Json || self.closed.load(Ordering::SeqCst) {
            return;
        }
        let mut stdout = anstream::stdout().lock();
        let written = writeln!(stdout, "{line}").and_then(|()| stdout.flush());
        if let Err(error) = written
            && !self.closed.swap(true, Ordering::SeqCst)
        {
            *self.error.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
            self.cancel.ask();
        }
    }

    /// Why a line could not be written, once what runs has ended.
    ///
    /// # Errors
    /// That error; from then on nothing was printed.
    pub fn outcome(&self) -> std::io::Result<()> {
        self.error.lock().unwrap_or_else(PoisonError::into_inner).take().map_or(Ok(()), Err)
    }

    /// Seconds since the first moment that was asked about.
    pub fn seconds(&self, at: SystemTime) -> f64 {
        let start = *self.start.get_or_init(|| at);
        at.duration_since(start).unwrap_or_default().as_secs_f64()
    }
}
