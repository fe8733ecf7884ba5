//! What a task learns of its containers: events, and looks at them where events may be missing.

use std::time::{Duration, SystemTime};

use super::super::ordering::{Resolution, resolve};
use super::super::{EngineError, EngineEvent, EventKind, Health, Inspection, Status};
use super::{CONDITION_INTERVAL, RunningTask};

/// After this long without an event, containers are inspected: an engine that restarts forgets events.
const INSPECTION_INTERVAL: Duration = Duration::from_secs(5);

impl RunningTask<'_> {
    /// Waits for one event, no longer than `deadline` or the next timer, and takes it in.
    pub(super) fn await_event(&mut self, deadline: SystemTime) -> Result<(), EngineError> {
        let now = self.engine.now();
        let due = [Some(deadline), self.next_timer(now)].into_iter().flatten().min().unwrap_or(deadline);
        let timeout = due.duration_since(now).unwrap_or_default().min(CONDITION_INTERVAL);
        match self.events.next(timeout)? {
            Some(event) => self.take_in(&event)?,
            None => self.look_after_missed_events()?,
        }
        self.watch_disk(self.engine.now())
    }

    /// Takes in an event; one of another task's container is none of its business.
    pub(super) fn take_in(&mut self, event: &EngineEvent) -> Result<(), EngineError> {
        match event {
            EngineEvent::Exited { id, code } => self.exited(id, *code)?,
            EngineEvent::Health { id, health } => self.health_changed(id, *health),
        }
        Ok(())
    }

    /// Now and then, looks at the containers themselves.
    pub(super) fn look_after_missed_events(&mut self) -> Result<(), EngineError> {
        let now = self.engine.now();
        if now.duration_since(self.inspected_at).unwrap_or_default() >= INSPECTION_INTERVAL {
            self.inspected_at = now;
            self.inspect_all()?;
        }
        Ok(())
    }

    /// The nearest moment at which something happens without an event.
    pub(super) fn next_timer(&self, now: SystemTime) -> Option<SystemTime> {
        let start_timeouts = self.plan.containers.iter().zip(&self.containers).filter_map(|(plan, tracked)| {
            if tracked.state.status != Status::Pending {
                return None;
            }
            match resolve(plan, |name| self.plan_and_state(name), now) {
                Resolution::Waiting { until, .. } => until,
                _ => None,
            }
        });
        let kills = self.containers.iter().filter(|tracked| !tracked.killed && tracked.state.status == Status::Running);
        start_timeouts.chain(kills.filter_map(|tracked| tracked.kill_at)).min()
    }

    fn exited(&mut self, id: &str, code: i64) -> Result<(), EngineError> {
        let Some(index) = self.index_of_id(id).filter(|index| self.containers[*index].state.status == Status::Running) else {
            return Ok(());
        };
        let restarted = self.containers[index].state.restart_count > 0;
        // One that somebody else removed meanwhile has no more to say.
        let seen = if code == 137 || restarted { self.engine.inspect(id).unwrap_or_default() } else { Inspection::default() };
        if restarted && seen.running {
            // The end of an earlier run, told late.
            return Ok(());
        }
        if self.restart(index, id, code)? {
            return Ok(());
        }
        // The engine's flag stays set after a child of the main process was killed for its memory: a later SIGKILL of ours is none.
        let for_memory = seen.out_of_memory && !self.containers[index].killed;
        let reason = for_memory.then(|| "OutOfMemoryError: Container killed due to memory usage".to_string());
        self.container_stopped(index, Some(code), reason);
        Ok(())
    }

    fn health_changed(&mut self, id: &str, health: Health) {
        let Some(index) = self.index_of_id(id) else { return };
        self.set_health(index, health);
    }

    pub(super) fn set_health(&mut self, index: usize, health: Health) {
        let state = &mut self.containers[index].state;
        if state.health == health || state.status != Status::Running {
            return;
        }
        state.health = health;
        self.tell(Some(index), EventKind::Health { health_status: health });
        let task = self.health_of_task();
        if task != self.health {
            self.health = task;
            self.tell(None, EventKind::Health { health_status: task });
        }
    }

    pub(super) fn health_of_task(&self) -> Health {
        let mut of = self.all().filter(|(plan, _)| plan.essential && plan.health_check.is_some()).map(|(_, state)| state.health).peekable();
        if of.peek().is_none() {
            return Health::Unknown;
        }
        of.fold(Health::Healthy, |task, container| match (task, container) {
            (Health::Unhealthy, _) | (_, Health::Unhealthy) => Health::Unhealthy,
            (Health::Healthy, Health::Healthy) => Health::Healthy,
            _ => Health::Unknown,
        })
    }

    /// Catches up with containers whose events never came.
    fn inspect_all(&mut self) -> Result<(), EngineError> {
        for index in 0..self.containers.len() {
            let state = &self.containers[index].state;
            let (Some(id), Status::Running) = (state.id.clone(), state.status) else { continue };
            match self.engine.inspect(&id) {
                Ok(seen) if !seen.running => self.exited(&id, seen.exit_code.unwrap_or_default())?,
                Ok(seen) => self.health_changed(&id, seen.health),
                Err(EngineError::NoSuchContainer(_)) => {
                    self.container_stopped(index, None, Some("DockerStateError: the container was removed by somebody else".to_string()));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
