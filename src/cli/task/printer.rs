//! Events and output of a task as lines.

use std::io::Write;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use super::super::output::Format;
use crate::diagnostics::printable;
use crate::runtime::{Cancel, EventKind, OnEvent, OnOutput, RunningTask, TaskDescription, TaskEvent};

/// Prints from several threads. When the reader of standard output goes away, as `head` does, it asks the task to stop.
#[derive(Debug)]
pub struct Printer {
    format: Format,
    cancel: Cancel,
    closed: AtomicBool,
    start: OnceLock<SystemTime>,
}

impl Printer {
    /// A printer for a task that `cancel` stops.
    pub fn new(format: Format, cancel: &Cancel) -> Arc<Self> {
        Arc::new(Self { format, cancel: cancel.clone(), closed: AtomicBool::new(false), start: OnceLock::new() })
    }

    /// Prints each event as it happens; nothing as JSON, which tells them all at the end.
    pub fn on_event(self: &Arc<Self>) -> OnEvent {
        let printer = Arc::clone(self);
        Box::new(move |event| printer.event(event))
    }

    /// Prints each line with its container's name: on standard error where standard output is for JSON.
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
        let start = *self.start.get_or_init(|| event.at);
        let seconds = event.at.duration_since(start).unwrap_or_default().as_secs_f64();
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
