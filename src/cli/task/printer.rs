//! Events and output of a task as lines.

use std::sync::Arc;

use super::super::live_lines::LiveLines;
use super::super::output::Format;
use crate::runtime::{Cancel, EventKind, OnEvent, OnOutput, RunningTask, TaskDescription, TaskEvent};

/// Tells of one task.
#[derive(Debug, Clone)]
pub struct Printer(Arc<LiveLines>);

impl Printer {
    /// A printer for a task that `cancel` stops.
    pub fn new(format: Format, cancel: &Cancel) -> Self {
        Self(LiveLines::new(format, cancel))
    }

    /// Prints each event as it happens; nothing as JSON, which tells them all at the end.
    pub fn on_event(&self) -> OnEvent {
        let printer = self.clone();
        Box::new(move |event| printer.event(event))
    }

    /// Prints each line with its container's name.
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

    /// Where the task's ports are, once it runs.
    pub fn addresses(&self, task: &RunningTask<'_>) {
        for container in task.describe().containers {
            for binding in &container.network_bindings {
                let protocol = format!("{:?}", binding.protocol).to_ascii_lowercase();
                self.line(&format!(
                    "      {} answers for port {}/{protocol} on {}:{}",
                    container.name, binding.container_port, binding.bind_ip, binding.host_port
                ));
            }
        }
    }

    /// How the task ended.
    pub fn summary(&self, task: &TaskDescription) {
        let id = task.task_arn.rsplit('/').next().unwrap_or_default();
        let code = task.stop_code.map_or("", |code| code.name());
        let reason = task.stopped_reason.as_deref().unwrap_or_default();
        self.line(&format!("\ntask {id} {}: {code}: {reason}", task.last_status.name()));
        for container in &task.containers {
            let exit_code = container.exit_code.map_or("never started".to_string(), |code| format!("exit code {code}"));
            let reason = container.reason.as_deref().map(|reason| format!(", {reason}")).unwrap_or_default();
            let restarts = match container.restart_count {
                None | Some(0) => String::new(),
                Some(1) => ", restarted once".to_string(),
                Some(count) => format!(", restarted {count} times"),
            };
            self.line(&format!("  {} {exit_code}{restarts}{reason}", container.name));
        }
    }

    fn event(&self, event: &TaskEvent) {
        let seconds = self.0.seconds(event.at);
        self.line(&format!("{seconds:04.1}s {} {}", event.container.as_deref().unwrap_or("task"), words(&event.kind)));
    }
}

fn words(kind: &EventKind) -> String {
    match kind {
        EventKind::Status { status, exit_code, reason } => {
            let exit_code = exit_code.map(|code| format!(", exit code {code}")).unwrap_or_default();
            let reason = reason.as_deref().map(|reason| format!(": {reason}")).unwrap_or_default();
            format!("{}{exit_code}{reason}", status.name())
        }
        EventKind::Health { health_status } => health_status.name().to_string(),
        EventKind::Waiting { dependency, condition } => format!("waits for {dependency} ({condition})"),
        EventKind::Restarted { exit_code, restart_count } => format!("ended with exit code {exit_code}; restart {restart_count}"),
        EventKind::Stopping { reason } => format!("stops: {reason}"),
        EventKind::Signal { signal } => format!("gets {signal}"),
        EventKind::Note { note } => format!("note: {note}"),
    }
}
