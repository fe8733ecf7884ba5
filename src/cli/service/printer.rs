//! What a service tells, as a timeline.

use std::sync::Arc;

use crate::cli::live_lines::LiveLines;
use crate::cli::output::Format;
use crate::runtime::service::{OnTold, Told, ToldKind};
use crate::runtime::{Cancel, OnOutput};

/// Tells of services.
#[derive(Debug, Clone)]
pub struct Printer(Arc<LiveLines>);

impl Printer {
    /// A printer for services that `cancel` stops.
    pub fn new(format: Format, cancel: &Cancel) -> Self {
        Self(LiveLines::new(format, cancel))
    }

    /// Prints each thing as it happens; nothing as JSON, which tells the events at the end.
    pub fn on_told(&self) -> OnTold {
        let printer = self.clone();
        Box::new(move |told| printer.told(told))
    }

    /// Prints each line of output with the revision and container that wrote it.
    pub fn on_output(&self) -> OnOutput {
        self.0.on_output()
    }

    /// Prints a line in text.
    pub fn line(&self, line: &str) {
        self.0.print(line);
    }

    /// Whether all lines could be written.
    ///
    /// # Errors
    /// As [`LiveLines::outcome`].
    pub fn outcome(&self) -> std::io::Result<()> {
        self.0.outcome()
    }

    /// Prints what is styled already, such as the frame of a finding.
    pub fn styled(&self, lines: &str) {
        self.0.print_styled(lines);
    }

    /// Events stand in ECS's words; what ECS would not tell as an event is indented.
    fn told(&self, told: &Told) {
        let indent = if told.kind == ToldKind::Event { "" } else { "  - " };
        self.line(&format!("{:6.1}s {indent}{}", self.0.seconds(told.at), told.message));
    }
}
