//! What events do to a deployment.

use super::events::{Event, State};
use super::failed_tasks::how_it_failed;
use super::plan::steps_back;
use super::simulation::{Running, tasks};
use super::{Behaviour, DeploymentStrategy, Outcome, Revision, stuck};

/// More failed tasks than any threshold that makes sense; it bounds the timeline.
const MOST_FAILURES: u64 = 20_000;
/// Failed tasks in a row, at the least, before tasks that can only fail are said to fail for ever.
const LEAST_FOR_EVER: u64 = 10;

impl Running<'_> {
    /// Lets an event happen, unless its task went another way before.
    pub(super) fn happen(&mut self, event: Event) {
        match event {
            Event::Running(task) if self.fleet.is(task, State::Pending) => self.reach_running(task),
            Event::Healthy(task) if self.fleet.is(task, State::Running) => self.become_healthy(task),
            Event::Crash(task) if self.fleet.is(task, State::Pending) => self.fail_task(task, true),
            Event::Unhealthy(task) if self.fleet.is(task, State::Running) => self.fail_task(task, false),
            Event::Stopped(task) if self.fleet.is(task, State::Stopping) => self.change(task, State::Stopped),
            Event::Timer(number) if number == self.waits => {
                if let Some(wait) = &mut self.wait {
                    wait.over = true;
                }
            }
            Event::Alarm(index) => self.alarm(index),
            Event::Death(index) => self.die(index),
            // A launch that is no longer throttled is decided after the instant.
            _ => {}
        }
    }

    fn reach_running(&mut self, task: usize) {
        self.change(task, State::Running);
        if self.fleet.revision(task) == self.target {
            self.failed_tasks.reached_running();
            self.throttle.reset();
        }
        let healthy = self.now + self.scenario.healthy_seconds;
        let checks_fail = |after: u64| self.now + after.max(self.service.grace_seconds);
        let (at, event) = match (self.fleet.behaviour(task), self.scenario.unhealthy_after_seconds) {
            (Behaviour::Unhealthy, after) => (checks_fail(after.unwrap_or(self.scenario.healthy_seconds)), Event::Unhealthy(task)),
            (_, Some(after)) if checks_fail(after) < healthy => (checks_fail(after), Event::Unhealthy(task)),
            _ => (healthy, Event::Healthy(task)),
        };
        self.queue.plan(at, event);
    }

    fn become_healthy(&mut self, task: usize) {
        self.change(task, State::Healthy);
        if self.fleet.revision(task) != self.target {
            return;
        }
        self.failures_in_a_row = 0;
        if !self.is_rolling_back() && self.failed_tasks.became_healthy() {
            self.record("a healthy task resets the count of failed tasks");
        }
    }

    fn fail_task(&mut self, task: usize, before_running: bool) {
        self.failures += 1;
        if self.fleet.revision(task) != self.target {
            // What becomes of a revision that is on its way out no longer counts; a blue task that fails is replaced.
            self.stop(task, before_running);
            if self.failures >= MOST_FAILURES {
                let why = stuck::fails_for_ever(self.failures, before_running, self.is_rolling_back(), self.failed_tasks.threshold());
                self.fails_for_ever = true;
                self.end(Outcome::Stuck, "the deployment is stuck", why);
            }
            return;
        }
        self.failures_in_a_row += 1;
        self.stop_silently(task, before_running);
        if before_running {
            let until = self.throttle.failed(self.now);
            self.queue.plan(until, Event::Launch);
        }
        if self.is_rolling_back() {
            self.record(format!("a task of the rollback {}", how_it_failed(before_running)));
        } else {
            let told = self.failed_tasks.failed(how_it_failed(before_running));
            self.record(told);
            if self.failed_tasks.fires() {
                return self.fire();
            }
        }
        if self.only_failures_to_come() {
            let why = stuck::fails_for_ever(self.failures_in_a_row, before_running, self.is_rolling_back(), self.failed_tasks.threshold());
            self.fails_for_ever = true;
            self.end(Outcome::Stuck, "the deployment is stuck", why);
        }
    }

    fn fire(&mut self) {
        let Some(breaker) = self.service.breaker else { return };
        let why = self.failed_tasks.why_it_fires();
        self.record_breaker(why.clone());
        self.fail(breaker.rollback, why);
    }

    /// Whether only failed tasks are to come: the list of behaviours has come to its end, and nothing outside changes anything.
    fn only_failures_to_come(&self) -> bool {
        let list = self.behaviours(self.target);
        let limit = if self.failed_tasks.threshold().is_some() && !self.is_rolling_back() {
            MOST_FAILURES
        } else {
            LEAST_FOR_EVER.max(self.service.limits.desired + 1)
        };
        self.failures >= MOST_FAILURES || (self.failures_in_a_row >= limit && self.launched >= list.len() && self.to_come == 0)
    }

    fn alarm(&mut self, index: usize) {
        self.to_come -= 1;
        let name = &self.scenario.alarms[index].name;
        let Some(alarms) = &self.service.alarms else { return };
        if self.is_rolling_back() {
            self.alarm_in_rollback = true;
            self.record(format!("alarm {name} goes into ALARM: the rollback goes on"));
            return;
        }
        let why = format!("alarm {name} goes into ALARM: the deployment fails");
        self.record(why.clone());
        self.fail(alarms.rollback, why);
    }

    fn die(&mut self, index: usize) {
        self.to_come -= 1;
        let death = self.scenario.deaths[index];
        for task in self.fleet.oldest(death.revision, State::Healthy, death.count) {
            self.stop_silently(task, true);
            self.record(format!("a healthy {} task dies", death.revision.name()));
        }
    }

    /// The deployment has failed.
    pub(super) fn fail(&mut self, rollback: bool, why: String) {
        let why = sentence(&why);
        if !rollback {
            let explanation = format!("{why} Without rollback no more tasks are launched; those that run stay.");
            return self.end(Outcome::Failed, "the deployment is FAILED", explanation);
        }
        if !self.scenario.completed_before {
            return self.end(
                Outcome::Stuck,
                "there is no COMPLETED deployment to go back to",
                format!("{why} {}", stuck::NOTHING_TO_GO_BACK_TO),
            );
        }
        self.why_failed = why;
        self.target = Revision::Old;
        self.steps = steps_back(self.service.strategy).into();
        self.wait = None;
        self.waits += 1;
        self.stage = None;
        self.launched = 0;
        self.failures_in_a_row = 0;
        self.throttle.reset();
        let left = tasks(self.fleet.counts(Revision::Old).alive(), "old");
        let to = if self.service.strategy == DeploymentStrategy::Rolling { left } else { format!("{left} and all traffic") };
        self.record(format!("the rollback to the last COMPLETED deployment begins with {to}"));
    }
}

/// A fragment as a sentence.
fn sentence(fragment: &str) -> String {
    let mut letters = fragment.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}
