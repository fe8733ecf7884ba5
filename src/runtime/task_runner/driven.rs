//! A task among others that one driver moves, such as those of a service.
//!
//! The driver hands events on ([`RunningTask::take`]) and lets the task go on ([`RunningTask::go_on`]); neither waits. How long the
//! driver may wait for the next event says [`RunningTask::next_due`].

use std::time::{Duration, SystemTime};

use super::super::{Engine, EngineError, EngineEvent, EngineEvents, StopCode, TaskPlan};
use super::{RunOptions, RunningTask};

/// No events of its own.
struct HandedOn;

impl EngineEvents for HandedOn {
    fn next(&mut self, _timeout: Duration) -> Result<Option<EngineEvent>, EngineError> {
        Ok(None)
    }
}

impl<'e> RunningTask<'e> {
    /// As [`start`](Self::start), for a driver that hands on the events of the session.
    ///
    /// # Errors
    /// As [`start`](Self::start).
    pub(in super::super) fn start_driven(engine: &'e dyn Engine, plan: TaskPlan, options: RunOptions) -> Result<Self, EngineError> {
        Self::start_on(engine, plan, options, |_| Ok(Box::new(HandedOn)))
    }

    /// Takes in an event of the session, whichever task it is about.
    ///
    /// # Errors
    /// When the engine fails.
    pub(in super::super) fn take(&mut self, event: &EngineEvent) -> Result<(), EngineError> {
        self.take_in(event)
    }

    /// Does all that can be done now.
    ///
    /// # Errors
    /// When the engine fails.
    pub(in super::super) fn go_on(&mut self) -> Result<(), EngineError> {
        self.look_after_missed_events()?;
        self.watch_disk(self.engine.now())?;
        self.advance()
    }

    /// Until when nothing happens without an event.
    pub(in super::super) fn next_due(&self) -> Option<SystemTime> {
        self.next_timer(self.engine.now())
    }

    /// Begins to stop the task; one that stops already keeps its own reason.
    pub(in super::super) fn ask_to_stop(&mut self, code: StopCode, reason: &str) {
        self.begin_stop(code, reason);
    }

    /// Kills what runs.
    ///
    /// # Errors
    /// When the engine fails.
    pub(in super::super) fn kill_now(&mut self) -> Result<(), EngineError> {
        self.kill_all()
    }

    /// When it reached RUNNING.
    pub(in super::super) fn running_since(&self) -> Option<SystemTime> {
        self.started_at
    }

    /// Whether it is told to stop, or ends by itself.
    pub(in super::super) fn is_stopping(&self) -> bool {
        self.stop.is_some()
    }
}
