//! Containers that are started again in their place, and their output over all runs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::SystemTime;

use super::super::output_limits::{HANDED_ON_BYTES, RECORD_BYTES};
use super::super::{EngineError, EventKind, Health, NetworkMode, RestartPlan};
use super::{ContainerState, OnOutput, RunningTask};

/// Why the agent leaves a container ended that has a restart policy; nothing where it starts it again (`ecs-agent/api/container/restart/restart_tracker.go`, read 2026-11-24, and
/// <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html>): it has an exit code that is not
/// ignored, and since it last started the attempt period has passed. One that ran shorter stays ended.
fn left_ended(policy: &RestartPlan, state: &ContainerState, exit_code: i64, now: SystemTime) -> Option<String> {
    if policy.ignored_exit_codes.contains(&exit_code) {
        return Some(format!("not restarted: its restartPolicy ignores exit code {exit_code}"));
    }
    let ran = state.started_at.and_then(|started| now.duration_since(started).ok()).unwrap_or_default();
    let period = policy.attempt_period.as_secs();
    (ran < policy.attempt_period)
        .then(|| format!("not restarted: it ran for {} s, and its restartAttemptPeriod is {period} s", ran.as_secs()))
}

impl RunningTask<'_> {
    /// Starts a container again that has just ended, where its policy says so; `false` where it stays ended.
    pub(super) fn restart(&mut self, index: usize, id: &str, exit_code: i64) -> Result<bool, EngineError> {
        let now = self.engine.now();
        let Some(policy) = self.plan.containers[index].restart.as_ref().filter(|_| self.stop.is_none()) else { return Ok(false) };
        if let Some(note) = left_ended(policy, &self.containers[index].state, exit_code, now) {
            self.tell(Some(index), EventKind::Note { note });
            return Ok(false);
        }
        self.drain_output(index);
        match self.engine.start_again(id) {
            Ok(()) => {}
            Err(EngineError::CannotStart(message)) => {
                self.container_stopped(index, Some(exit_code), Some(format!("CannotStartContainerError: {message}")));
                return Ok(true);
            }
            // Somebody else removed it.
            Err(EngineError::NoSuchContainer(_)) => return Ok(false),
            Err(error) => return Err(error),
        }
        let state = &mut self.containers[index].state;
        state.restart_count += 1;
        state.started_at = Some(now);
        let restart_count = state.restart_count;
        self.endpoints_restarted(index, restart_count);
        self.tell(Some(index), EventKind::Restarted { exit_code, restart_count });
        // The new run has to show its health anew.
        self.set_health(index, Health::Unknown);
        self.follow_output(index, id)?;
        // The engine picks free ports anew at each start; those of the pause container stay.
        if self.plan.network == NetworkMode::Bridge && !self.plan.containers[index].ports.is_empty() {
            match self.engine.inspect(id) {
                Ok(seen) => self.containers[index].state.ports = seen.ports,
                Err(EngineError::NoSuchContainer(_)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(true)
    }

    /// Hands on what a running container writes, from where the last run ended.
    pub(super) fn follow_output(&mut self, index: usize, id: &str) -> Result<(), EngineError> {
        let Some(on_output) = self.options.on_output.clone() else { return Ok(()) };
        let lines = match self.engine.follow(id) {
            Ok(lines) => lines,
            // Gone already: its end is told by an event.
            Err(EngineError::NoSuchContainer(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        let name = self.plan.containers[index].name.clone();
        let tracked = &mut self.containers[index];
        tracked.output = Some(hand_on(lines, name, on_output, &tracked.lines));
        Ok(())
    }

    /// Waits for the last lines of a container that has ended, as long as they come: a busy engine may be seconds behind. One that never
    /// closes the stream does not hold up the task.
    pub(super) fn drain_output(&mut self, index: usize) {
        let tracked = &mut self.containers[index];
        if let Some(output) = tracked.output.take() {
            wait_while_lines_come(&tracked.lines, || output.recv_timeout(super::steps::OUTPUT_LIMIT));
        }
    }
}

/// Waits until there is nothing to wait for any more, or until no line has come during a wait; `lines` counts them.
fn wait_while_lines_come(lines: &AtomicUsize, mut wait: impl FnMut() -> Result<(), RecvTimeoutError>) {
    loop {
        let before = lines.load(Ordering::SeqCst);
        if wait() != Err(RecvTimeoutError::Timeout) || lines.load(Ordering::SeqCst) == before {
            return;
        }
    }
}

/// Hands lines on from a thread of their own; the receiver is disconnected after the last one. `handed_on` counts them.
fn hand_on(
    lines: Box<dyn Iterator<Item = String> + Send>,
    container: String,
    on_output: OnOutput,
    handed_on: &Arc<AtomicUsize>,
) -> Receiver<()> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let handed_on = handed_on.clone();
    std::thread::spawn(move || {
        // Dropped with the closure, which is the signal.
        let _sender: Sender<()> = sender;
        let mut shown = 0;
        for line in lines.skip(handed_on.load(Ordering::SeqCst)) {
            shown += line.len() + RECORD_BYTES;
            if shown > HANDED_ON_BYTES {
                on_output(&container, "(it writes more than is kept whole; the rest is not shown)");
                return;
            }
            on_output(&container, &line);
            handed_on.fetch_add(1, Ordering::SeqCst);
        }
    });
    receiver
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::super::super::Status;
    use super::*;

    #[test]
    fn a_container_is_due_when_its_code_counts_and_it_ran_for_the_period() {
        let policy = RestartPlan { ignored_exit_codes: vec![0, 42], attempt_period: Duration::from_secs(60) };
        let state = ContainerState { status: Status::Running, started_at: Some(UNIX_EPOCH), ..ContainerState::default() };
        for (code, ran, expected) in [(1, 59, false), (1, 60, true), (137, 300, true), (0, 300, false), (42, 300, false)] {
            let left = left_ended(&policy, &state, code, UNIX_EPOCH + Duration::from_secs(ran));
            assert_eq!(left.is_none(), expected, "{code} after {ran} s: {left:?}");
        }
        let every_code = RestartPlan::default();
        assert_eq!(left_ended(&every_code, &state, 0, UNIX_EPOCH), None);
    }

    #[test]
    fn the_last_lines_are_waited_for_as_long_as_they_come() {
        for (arriving, ends, waits) in [(3, true, 4), (3, false, 4), (0, false, 1), (0, true, 1)] {
            let (lines, mut waited) = (AtomicUsize::new(7), 0);
            wait_while_lines_come(&lines, || {
                waited += 1;
                if waited <= arriving {
                    lines.fetch_add(1, Ordering::SeqCst);
                    return Err(RecvTimeoutError::Timeout);
                }
                Err(if ends { RecvTimeoutError::Disconnected } else { RecvTimeoutError::Timeout })
            });
            assert_eq!(waited, waits, "{arriving} {ends}");
        }
    }
}
