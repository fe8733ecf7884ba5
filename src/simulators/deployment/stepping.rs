//! What a deployment does by itself: its steps, and the tasks that it starts and stops.

use super::events::{Event, State};
use super::plan::Step;
use super::simulation::{Running, Wait, tasks};
use super::{Behaviour, DeploymentStrategy, HookResult, Outcome, Revision, decide, is_done};

impl Running<'_> {
    /// Decides and goes from step to step until the deployment waits for an event.
    pub(super) fn settle(&mut self) {
        loop {
            self.keep_counts();
            let target = self.target;
            if self.ended.is_some() {
                return;
            }
            if !self.is_step_done() {
                if self.target == target {
                    return;
                }
                // A hook failed the deployment: the rollback decides anew.
                continue;
            }
            self.wait = None;
            self.steps.pop_front();
            if self.steps.is_empty() {
                return self.complete();
            }
        }
    }

    fn complete(&mut self) {
        self.stage = None;
        if self.is_rolling_back() {
            let why = format!(
                "{} The old revision is back, with {}.",
                self.why_failed,
                tasks(self.fleet.counts(Revision::Old).healthy, "healthy old")
            );
            self.end(Outcome::RolledBack, "the deployment is ROLLED_BACK", why);
        } else {
            let why = format!("The new revision has taken over, with {}.", tasks(self.fleet.counts(Revision::New).healthy, "healthy new"));
            self.end(Outcome::Completed, "the deployment is COMPLETED", why);
        }
    }

    /// Starts and stops tasks as the current step wants.
    fn keep_counts(&mut self) {
        let limits = &self.service.limits;
        let Some(step) = self.steps.front() else { return };
        match step {
            Step::Roll => {
                let decision = decide(limits, self.fleet.counts(self.target), self.source_counts());
                let source = self.target.other();
                let mut going = self.fleet.oldest(source, State::Pending, decision.stop_unready);
                going.extend(self.fleet.oldest(source, State::Running, decision.stop_unready));
                going.extend(self.fleet.oldest(source, State::Healthy, decision.stop_healthy));
                self.stop_all(&going, source);
                self.start(self.target, decision.start);
            }
            Step::CleanUp => {
                let source = self.target.other();
                let mut going = Vec::new();
                for state in [State::Pending, State::Running, State::Healthy] {
                    going.extend(self.fleet.oldest(source, state, u64::MAX));
                }
                self.stop_all(&going, source);
                self.fill(self.target);
            }
            _ => {
                let blue_stays = self.service.strategy != DeploymentStrategy::Rolling && self.steps.contains(&Step::CleanUp);
                // Until its step comes, the new revision has not started.
                let scales = *step == Step::ScaleUp || !self.steps.contains(&Step::ScaleUp);
                if blue_stays && !self.is_rolling_back() && self.scenario.running_old_tasks > 0 {
                    self.fill(Revision::Old);
                }
                if scales {
                    self.fill(self.target);
                }
            }
        }
    }

    /// Starts what a revision lacks, within the ceiling.
    fn fill(&mut self, revision: Revision) {
        let limits = &self.service.limits;
        let all = self.fleet.counts(Revision::Old).all() + self.fleet.counts(Revision::New).all();
        let missing = limits.desired.saturating_sub(self.fleet.counts(revision).alive());
        self.start(revision, missing.min(limits.ceiling.saturating_sub(all)));
    }

    fn start(&mut self, revision: Revision, count: u64) {
        if count == 0 || (revision == self.target && self.now < self.throttle.until()) {
            return;
        }
        for _ in 0..count {
            let behaviour = self.next_behaviour(revision);
            let task = self.fleet.add(revision, State::Pending, behaviour);
            let event = if behaviour == Behaviour::Crash { Event::Crash(task) } else { Event::Running(task) };
            self.queue.plan(self.now + self.scenario.start_seconds, event);
        }
        self.record(format!("starts {}", tasks(count, revision.name())));
    }

    fn next_behaviour(&mut self, revision: Revision) -> Behaviour {
        if revision != self.target {
            return Behaviour::Healthy;
        }
        let list = self.behaviours(revision);
        // A list is never empty.
        let behaviour = list.get(self.launched).or(list.last()).copied().unwrap_or(Behaviour::Healthy);
        self.launched += 1;
        behaviour
    }

    pub(super) fn behaviours(&self, revision: Revision) -> &[Behaviour] {
        match revision {
            Revision::New => &self.scenario.new_tasks,
            Revision::Old => &self.scenario.rollback_tasks,
        }
    }

    fn stop_all(&mut self, going: &[usize], revision: Revision) {
        if going.is_empty() {
            return;
        }
        for task in going {
            self.stop_silently(*task, false);
        }
        self.record(format!("stops {}", tasks(going.len() as u64, revision.name())));
    }

    /// Stops a task; `at_once` for one that has stopped by itself.
    pub(super) fn stop_silently(&mut self, task: usize, at_once: bool) {
        if at_once {
            self.fleet.set(task, State::Stopped);
        } else {
            self.fleet.set(task, State::Stopping);
            self.queue.plan(self.now + self.scenario.stop_seconds, Event::Stopped(task));
        }
    }

    /// Stops a task that nobody counts.
    pub(super) fn stop(&mut self, task: usize, at_once: bool) {
        if at_once {
            self.change(task, State::Stopped);
        } else {
            self.change(task, State::Stopping);
            self.queue.plan(self.now + self.scenario.stop_seconds, Event::Stopped(task));
        }
    }

    /// Whether the current step is over; the first call begins it.
    fn is_step_done(&mut self) -> bool {
        let Some(step) = self.steps.front().copied() else { return true };
        let target = self.fleet.counts(self.target);
        match step {
            Step::Roll => is_done(&self.service.limits, target, self.source_counts()),
            Step::ScaleUp => target.healthy >= self.service.limits.desired,
            Step::CleanUp => self.source_counts().all() == 0,
            Step::Enter(stage) => {
                self.stage = Some(stage);
                self.record(match stage {
                    "RECONCILE_SERVICE" if self.scenario.active_revisions <= 1 => {
                        "stage RECONCILE_SERVICE: one active revision, nothing to reconcile".to_string()
                    }
                    _ => format!("stage {stage}"),
                });
                true
            }
            Step::TestTraffic => {
                self.record("all test traffic goes to the new revision");
                true
            }
            Step::Shift(tenths) => {
                self.traffic = Some(tenths);
                self.record(match tenths {
                    0 => "all production traffic goes back to the old revision".to_string(),
                    _ => format!("{} % of the production traffic goes to the new revision", tenths as f64 / 10.0),
                });
                true
            }
            Step::Bake(seconds) => self.is_wait_over(seconds, "bakes", None),
            Step::Hooks(stage) => self.are_hooks_done(stage),
        }
    }

    fn is_wait_over(&mut self, seconds: u64, why: &str, fails: Option<String>) -> bool {
        match &self.wait {
            Some(wait) => wait.over,
            None if seconds == 0 => true,
            None => {
                self.waits += 1;
                self.wait = Some(Wait { over: false, fails });
                self.queue.plan(self.now + seconds, Event::Timer(self.waits));
                self.record(format!("{why} for {seconds} s"));
                false
            }
        }
    }

    fn are_hooks_done(&mut self, stage: &'static str) -> bool {
        if self.wait.is_none() {
            let (seconds, fails) = self.answers(stage);
            match fails {
                Some(why) if seconds == 0 => {
                    self.record(why.clone());
                    self.fail(true, why);
                    return false;
                }
                fails => return self.is_wait_over(seconds, "waits for its hooks", fails),
            }
        }
        let Some(wait) = self.wait.clone().filter(|wait| wait.over) else { return false };
        match wait.fails {
            None => true,
            Some(why) => {
                self.record(why.clone());
                self.fail(true, why);
                false
            }
        }
    }

    /// When the hooks of a stage have all answered, or the first that fails the deployment has; and how that one fails.
    fn answers(&self, stage: &str) -> (u64, Option<String>) {
        if stage == "RECONCILE_SERVICE" && self.scenario.active_revisions <= 1 {
            return (0, None);
        }
        let mut answers = self.scenario.hooks.iter().filter(|answer| answer.stage == stage);
        let (mut last, mut failure) = (0, None::<(u64, String)>);
        for hook in self.service.hooks.iter().filter(|hook| hook.stages.iter().any(|at| at == stage)) {
            let (seconds, result) = answers.next().map_or((0, HookResult::Succeeded), |answer| (answer.seconds, answer.result));
            let what = if hook.pause { "the PAUSE hook" } else { "the hook" };
            let late = result == HookResult::InProgress || seconds > hook.timeout_seconds;
            let seconds = if late { hook.timeout_seconds } else { seconds };
            let why = match (late, result) {
                (true, _) if hook.continue_on_timeout => None,
                (true, _) => Some(format!("{what} of {stage} did not answer within {seconds} s")),
                (false, HookResult::Failed) => Some(format!("{what} of {stage} answers FAILED")),
                (false, _) => None,
            };
            match why {
                Some(why) if failure.as_ref().is_none_or(|(first, _)| seconds < *first) => failure = Some((seconds, why)),
                _ => last = last.max(seconds),
            }
        }
        match failure {
            Some((first, why)) => (first, Some(why)),
            None => (last, None),
        }
    }
}
