//! The event loop: time goes from one event to the next, and after each instant the deployment decides.

use std::collections::VecDeque;

use super::events::{Event, Fleet, Queue, State};
use super::plan::{Step, steps};
use super::{
    Behaviour, Counts, DeploymentStrategy, FailedTasks, Outcome, Revision, Scenario, Service, Simulation, Throttle, TimelineEntry, stuck,
};
use crate::counted::counted;
use crate::simulators::choices::{Said, deployment};

/// Simulates a deployment. It always ends: with an outcome, or with the reason why there is none.
pub fn simulate(service: &Service, scenario: &Scenario) -> Simulation {
    let mut running = Running::new(service, scenario);
    running.begin();
    while running.ended.is_none() {
        running.settle();
        if running.ended.is_some() {
            break;
        }
        match running.queue.next_time() {
            Some(next) => running.pass_to(next),
            None => {
                let why = stuck::nothing_moves(&service.limits, running.fleet.counts(running.target), running.source_counts());
                running.end(Outcome::Stuck, "the deployment is stuck", why);
            }
        }
    }
    running.finish()
}

/// A deployment on its way.
pub(super) struct Running<'s> {
    pub(super) service: &'s Service,
    pub(super) scenario: &'s Scenario,
    pub(super) now: u64,
    pub(super) queue: Queue,
    pub(super) fleet: Fleet,
    pub(super) steps: VecDeque<Step>,
    /// The wait of the current step, if it waits.
    pub(super) wait: Option<Wait>,
    /// Waits so far: an old timer is told by its number.
    pub(super) waits: u64,
    /// Which revision is to take over: the old one in a rollback.
    pub(super) target: Revision,
    pub(super) stage: Option<&'static str>,
    /// Tenths of a percent of the production traffic on the new revision, where there is traffic to shift.
    pub(super) traffic: Option<u64>,
    /// What the breaker compares with its threshold.
    pub(super) failed_tasks: FailedTasks,
    /// Failed tasks since one became healthy.
    pub(super) failures_in_a_row: u64,
    /// All failed tasks, counted or not: it bounds the simulation.
    pub(super) failures: u64,
    /// Tasks launched since the deployment or the rollback began.
    pub(super) launched: usize,
    pub(super) throttle: Throttle,
    /// Alarms and deaths to come.
    pub(super) to_come: usize,
    /// Changes of one kind in one instant, told as one.
    note: Option<(State, Revision, u64)>,
    pub(super) why_failed: String,
    /// An alarm went off during the rollback.
    pub(super) alarm_in_rollback: bool,
    /// The end is that only failures are to come.
    pub(super) fails_for_ever: bool,
    timeline: Vec<TimelineEntry>,
    pub(super) ended: Option<(Outcome, String)>,
}

/// A step that waits.
#[derive(Debug, Clone)]
pub(super) struct Wait {
    pub(super) over: bool,
    /// What then fails the deployment: a hook.
    pub(super) fails: Option<String>,
}

impl<'s> Running<'s> {
    fn new(service: &'s Service, scenario: &'s Scenario) -> Self {
        Self {
            service,
            scenario,
            now: 0,
            queue: Queue::default(),
            fleet: Fleet::default(),
            steps: steps(service).into(),
            wait: None,
            waits: 0,
            target: Revision::New,
            stage: None,
            traffic: (service.strategy != DeploymentStrategy::Rolling).then_some(0),
            failed_tasks: FailedTasks::new(service.breaker, service.limits.desired),
            failures_in_a_row: 0,
            failures: 0,
            launched: 0,
            throttle: Throttle::default(),
            to_come: 0,
            note: None,
            why_failed: String::new(),
            alarm_in_rollback: false,
            fails_for_ever: false,
            timeline: Vec::new(),
            ended: None,
        }
    }

    fn begin(&mut self) {
        for _ in 0..self.scenario.running_old_tasks {
            self.fleet.add(Revision::Old, State::Healthy, Behaviour::Healthy);
        }
        self.record(format!("the deployment begins with {}", tasks(self.scenario.running_old_tasks, "healthy old")));
        let alarms = &self.scenario.alarms;
        for (index, alarm) in alarms.iter().enumerate() {
            if alarm.at == 0 {
                self.record(format!("alarm {} is in ALARM already: ignored for this deployment", alarm.name));
            } else if !alarms.iter().any(|other| other.name == alarm.name && other.at == 0) {
                self.queue.plan(alarm.at, Event::Alarm(index));
                self.to_come += 1;
            }
        }
        for (index, death) in self.scenario.deaths.iter().enumerate() {
            self.queue.plan(death.at, Event::Death(index));
            self.to_come += 1;
        }
    }

    /// The tasks of the revision that is not the target.
    pub(super) fn source_counts(&self) -> Counts {
        self.fleet.counts(self.target.other())
    }

    pub(super) fn is_rolling_back(&self) -> bool {
        self.target == Revision::Old
    }

    /// Goes to the next instant and lets happen what happens then.
    fn pass_to(&mut self, next: u64) {
        self.now = next;
        while let Some(event) = self.queue.pop_at(next) {
            self.happen(event);
            if self.ended.is_some() {
                return;
            }
        }
        self.tell();
    }

    /// Changes a task's state; equal changes of one instant become one entry.
    pub(super) fn change(&mut self, task: usize, state: State) {
        let revision = self.fleet.revision(task);
        match &mut self.note {
            Some((noted, of, count)) if *noted == state && *of == revision => *count += 1,
            _ => {
                self.tell();
                self.note = Some((state, revision, 1));
            }
        }
        self.fleet.set(task, state);
    }

    /// Tells the changes that were collected.
    fn tell(&mut self) {
        let Some((state, revision, count)) = self.note.take() else { return };
        let what = match state {
            State::Pending => "PENDING",
            State::Running => "RUNNING",
            State::Healthy => "healthy",
            State::Stopping => "STOPPING",
            State::Stopped => "STOPPED",
        };
        let verb = if count == 1 { "is" } else { "are" };
        let event = format!("{} {verb} {what}", tasks(count, revision.name()));
        self.push(event, false);
    }

    /// Adds an entry with the counts of now.
    pub(super) fn record(&mut self, event: impl Into<String>) {
        self.tell();
        self.push(event.into(), false);
    }

    /// Adds the entry of the circuit breaker.
    pub(super) fn record_breaker(&mut self, event: String) {
        self.tell();
        self.push(event, true);
    }

    fn push(&mut self, event: String, breaker: bool) {
        let (old, new) = (self.fleet.counts(Revision::Old), self.fleet.counts(Revision::New));
        self.timeline.push(TimelineEntry {
            t: self.now,
            event,
            old: old.all(),
            new: new.all(),
            healthy: old.healthy + new.healthy,
            failed_tasks: self.failed_tasks.count(),
            breaker,
            stage: self.stage,
            production_traffic: self.traffic.map(|tenths| tenths as f64 / 10.0),
        });
    }

    /// Ends the simulation.
    pub(super) fn end(&mut self, outcome: Outcome, event: &str, explanation: String) {
        self.record(event);
        self.ended = Some((outcome, explanation));
    }

    fn finish(mut self) -> Simulation {
        self.tell();
        let (outcome, explanation) = self.ended.take().unwrap_or((Outcome::Stuck, String::new()));
        Simulation {
            floor: self.service.limits.floor,
            ceiling: self.service.limits.ceiling,
            threshold: self.failed_tasks.threshold(),
            outcome,
            explanation,
            choices: self.choices(),
            timeline: self.timeline,
        }
    }

    /// Where AWS documents nothing; only what this deployment met.
    fn choices(&self) -> Vec<String> {
        let mut said: Said = self.service.choices.iter().cloned().collect();
        let rolling = self.service.strategy == DeploymentStrategy::Rolling;
        said.when(rolling && self.service.limits.floor < self.service.limits.desired, deployment::EARLY_STOPS);
        said.when(self.throttle.was_used(), deployment::THROTTLE);
        said.when(self.timeline.iter().any(|entry| entry.failed_tasks > 0), deployment::FAILED_TASKS);
        said.when(!rolling && self.service.hooks.len() > 1, deployment::HOOKS_AT_ONCE);
        said.when(self.alarm_in_rollback, deployment::ALARM_IN_ROLLBACK);
        said.when(self.fails_for_ever, deployment::FOR_EVER);
        said.into_sentences()
    }
}

/// `1 new task`, `3 old tasks`.
pub(super) fn tasks(count: u64, what: &str) -> String {
    counted(count, &format!("{what} task"))
}
