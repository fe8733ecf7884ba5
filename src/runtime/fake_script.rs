//! What a container on the fake engine does.

use std::time::Duration;

use super::Health;

/// What a container does. The default runs until it is told to stop, and then ends at once with 143.
#[derive(Debug, Clone)]
pub struct Script {
    pub(super) exit: Option<(Duration, i64)>,
    pub(super) health: Vec<(Duration, Health)>,
    pub(super) on_signal: Option<(Duration, i64)>,
    pub(super) cannot_start: Option<String>,
    pub(super) out_of_memory: bool,
    pub(super) logs: String,
    pub(super) written: u64,
    pub(super) next: Option<Box<Script>>,
}

impl Default for Script {
    fn default() -> Self {
        let on_signal = Some((Duration::ZERO, 143));
        Self {
            exit: None,
            health: Vec::new(),
            on_signal,
            cannot_start: None,
            out_of_memory: false,
            logs: String::new(),
            written: 0,
            next: None,
        }
    }
}

impl Script {
    /// Ends by itself.
    #[must_use]
    pub fn exits(mut self, after: Duration, code: i64) -> Self {
        self.exit = Some((after, code));
        self
    }

    /// Its health check reports.
    #[must_use]
    pub fn reports(mut self, after: Duration, health: Health) -> Self {
        self.health.push((after, health));
        self
    }

    /// Ends so long after the stop signal.
    #[must_use]
    pub fn ends_on_signal(mut self, after: Duration, code: i64) -> Self {
        self.on_signal = Some((after, code));
        self
    }

    /// Takes no notice of the stop signal.
    #[must_use]
    pub fn ignores_signal(mut self) -> Self {
        self.on_signal = None;
        self
    }

    /// Does not start, in the engine's words.
    #[must_use]
    pub fn cannot_start(mut self, message: &str) -> Self {
        self.cannot_start = Some(message.to_string());
        self
    }

    /// Its end is the kernel's doing.
    #[must_use]
    pub fn out_of_memory(mut self) -> Self {
        self.out_of_memory = true;
        self
    }

    /// What it does when it is started again; without this, the same.
    #[must_use]
    pub fn then(mut self, next: Script) -> Self {
        self.next = Some(Box::new(next));
        self
    }

    /// Bytes that it has written to its own file system.
    #[must_use]
    pub fn writes_bytes(mut self, bytes: u64) -> Self {
        self.written = bytes;
        self
    }

    /// What it writes.
    #[must_use]
    pub fn writes(mut self, text: &str) -> Self {
        self.logs = text.to_string();
        self
    }
}
