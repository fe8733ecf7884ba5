//! What a service tells, as a timeline.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use crate::cli::output::Format;
use crate::diagnostics::printable;
use crate::runtime::service::{OnTold, Told, ToldKind};
use crate::runtime::{Cancel, OnOutput};

/// Prints from several threads. When the reader of standard output goes away, as `head` does, it asks the services to stop.
#[derive(Debug)]
pub struct Printer {
    format: Format,
    cancel: Cancel,
    closed: AtomicBool,
    start: OnceLock<SystemTime>,
}

impl Printer {
    /// A printer for services that `cancel` stops.
    pub fn new(format: Format, cancel: &Cancel) -> Arc<Self> {
        Arc::new(Self { format, cancel: cancel.clone(), closed: AtomicBool::new(false), start: OnceLock::new() })
    }

    /// Prints each thing as it happens; nothing as JSON, which tells the events at the end.
    pub fn on_told(self: &Arc<Self>) -> OnTold {
        let printer = Arc::clone(self);
        Box::new(move |told| printer.told(told))
    }

    /// Prints each line of output with the revision and container that wrote it.
    pub fn on_output(self: &Arc<Self>) -> OnOutput {
        let printer = Arc::clone(self);
        Arc::new(move |container, line| match printer.format {
            Format::Text => printer.line(&format!("{container} | {line}")),
            // Nothing can be done when standard error is closed.
            Format::Json => drop(writeln!(anstream::stderr().lock(), "{container} | {}", printable(line))),
        })
    }

    /// Prints a line in text.
    pub fn line(&self, line: &str) {
        if self.format == Format::Json || self.closed.load(Ordering::SeqCst) {
            return;
        }
        let mut stdout = anstream::stdout().lock();
        let written = writeln!(stdout, "{}", printable(line)).and_then(|()| stdout.flush());
        if written.is_err() && !self.closed.swap(true, Ordering::SeqCst) {
            self.cancel.ask();
        }
    }

    /// Events stand in ECS's words; what ECS would not tell as an event is indented.
    fn told(&self, told: &Told) {
        let start = *self.start.get_or_init(|| told.at);
        let seconds = told.at.duration_since(start).unwrap_or_default().as_secs_f64();
        let indent = if told.kind == ToldKind::Event { "" } else { "  - " };
        self.line(&format!("{seconds:6.1}s {indent}{}", told.message));
    }
}
