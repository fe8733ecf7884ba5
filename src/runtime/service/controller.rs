//! The controller of one service: looks at its tasks, decides, starts and stops.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::super::{Balancer, Engine, EngineError, EngineEvent, LogStore, OnOutput};
use super::deployment::{Deployment, RolloutState};
use super::description::ServiceTaskDescription;
use super::plan::ServicePlan;
use super::service_task::{Change, ServiceTask};
use super::told::{ServiceEvent, Told};
use crate::simulators::deployment::{
    Counts, FAILED_HEALTH_CHECKS, FailedTasks, NOTHING_TO_GO_BACK_TO, STOPPED_BEFORE_HEALTHY, STOPPED_BEFORE_RUNNING, Throttle, decide,
    is_done, nothing_moves, surplus,
};

mod tasks;
mod telling;

/// What a controller works with.
#[derive(Clone)]
pub(super) struct Surroundings<'e> {
    pub(super) engine: &'e dyn Engine,
    pub(super) balancer: Option<Arc<dyn Balancer>>,
    pub(super) session: String,
    pub(super) on_output: Option<OnOutput>,
    pub(super) pull: bool,
    pub(super) log_store: Option<LogStore>,
}

/// One service.
pub(super) struct Controller<'e> {
    with: Surroundings<'e>,
    pub(super) plan: ServicePlan,
    pub(super) created_at: SystemTime,
    /// In the order of their beginning; numbers never change.
    pub(super) deployments: Vec<Deployment>,
    /// The one whose revision is to run.
    pub(super) primary: usize,
    /// The last COMPLETED one comes back after a failure.
    rolling_back: bool,
    /// In the order of their start.
    pub(super) tasks: Vec<ServiceTask<'e>>,
    /// The newest last.
    pub(super) stopped: VecDeque<ServiceTaskDescription>,
    /// The newest last.
    pub(super) events: VecDeque<ServiceEvent>,
    /// What is not handed on yet.
    pub(super) told: Vec<Told>,
    throttle: Throttle,
    /// Whether it was said that tasks do not start, in this deployment.
    told_inconsistent: bool,
    /// Whether everything is as it should be, and that was said.
    pub(super) steady: bool,
    /// Whether it is at its end.
    pub(super) ending: bool,
}
impl<'e> Controller<'e> {
    /// A service whose first deployment begins.
    pub(super) fn new(with: Surroundings<'e>, plan: ServicePlan) -> Self {
        let now = with.engine.now();
        let mut controller = Self {
            with,
            created_at: now,
            deployments: Vec::new(),
            primary: 0,
            rolling_back: false,
            tasks: Vec::new(),
            stopped: VecDeque::new(),
            events: VecDeque::new(),
            told: Vec::new(),
            throttle: Throttle::default(),
            told_inconsistent: false,
            steady: false,
            ending: false,
            plan,
        };
        controller.begin_deployment();
        controller
    }

    /// Takes another plan: another revision begins a deployment, the rest holds at once.
    pub(super) fn update(&mut self, plan: ServicePlan) {
        let is_new = plan.revision.text != self.plan.revision.text || plan.targets != self.plan.targets;
        let before = std::mem::replace(&mut self.plan, plan);
        self.steady = false;
        let (breaker, desired) = (self.plan.breaker, self.plan.limits.desired);
        if desired != before.limits.desired {
            self.note(format!("desiredCount is {desired}, no longer {}", before.limits.desired));
        }
        if is_new {
            self.begin_deployment();
        } else {
            let deployment = &mut self.deployments[self.primary];
            deployment.failed_tasks.change(breaker, desired);
        }
    }

    fn begin_deployment(&mut self) {
        let last = self.deployments.iter().map(|deployment| deployment.number).max().unwrap_or(0);
        let number = self.plan.revision.number.filter(|number| *number > last).unwrap_or(last + 1);
        let failed_tasks = FailedTasks::new(self.plan.breaker, self.plan.limits.desired);
        let deployment = Deployment::new(self.plan.revision.clone(), number, failed_tasks, self.with.engine.now());
        self.primary = self.deployments.len();
        self.rolling_back = false;
        self.told_inconsistent = false;
        self.throttle.reset();
        let (name, id) = (deployment.family_and_revision(), deployment.id.clone());
        self.deployments.push(deployment);
        self.note(format!("deployment {id} of {name} begins"));
    }

    /// Hands an event of the engine on.
    pub(super) fn take(&mut self, event: &EngineEvent) -> Result<(), EngineError> {
        self.tasks.iter_mut().try_for_each(|task| task.running.take(event))
    }

    /// Until when nothing happens without an event.
    pub(super) fn next_due(&self) -> Option<SystemTime> {
        self.tasks.iter().filter_map(|task| task.running.next_due()).min()
    }

    /// Looks, decides and acts once.
    ///
    /// # Errors
    /// When the engine fails.
    pub(super) fn step(&mut self) -> Result<(), EngineError> {
        self.look()?;
        if !self.ending {
            self.keep_counts()?;
            self.conclude();
        }
        Ok(())
    }

    fn look(&mut self) -> Result<(), EngineError> {
        let balancer = self.with.balancer.clone();
        let mut registered: Vec<String> = Vec::new();
        let mut gone = Vec::new();
        let mut unhealthy = Vec::new();
        for index in 0..self.tasks.len() {
            let now = self.with.engine.now();
            let change = self.tasks[index].look(now, self.plan.grace, balancer.as_deref())?;
            let is_primary = self.tasks[index].deployment == self.primary;
            match change {
                Change::None => {}
                Change::Running => {
                    self.deployments[self.tasks[index].deployment].failed_tasks.reached_running();
                    if is_primary {
                        self.throttle.reset();
                    }
                    if let Some(balancer) = balancer.as_deref() {
                        registered.extend(self.tasks[index].register(&self.plan.targets, balancer));
                    }
                }
                Change::Healthy => self.became_healthy(index),
                Change::FailedToStart => self.failed(self.tasks[index].deployment, STOPPED_BEFORE_RUNNING),
                Change::Ended { was_healthy } => {
                    self.steady = false;
                    if !was_healthy {
                        self.failed(self.tasks[index].deployment, STOPPED_BEFORE_HEALTHY);
                    }
                }
                Change::Unhealthy { event, reason } => {
                    self.event(event);
                    unhealthy.push((index, reason));
                    self.failed(self.tasks[index].deployment, FAILED_HEALTH_CHECKS);
                }
                Change::Stopped => gone.push(index),
            }
        }
        self.tell_targets(&registered, "registered");
        for (index, reason) in unhealthy {
            self.stop(&[index], &reason);
        }
        for index in gone.into_iter().rev() {
            self.bury(index)?;
        }
        Ok(())
    }

    fn became_healthy(&mut self, index: usize) {
        let deployment = self.tasks[index].deployment;
        if deployment == self.primary && !self.rolling_back && self.deployments[deployment].failed_tasks.became_healthy() {
            self.note("a healthy task resets the count of failed tasks".to_string());
        }
    }

    /// A task of a deployment failed; `how` says what it did.
    fn failed(&mut self, deployment: usize, how: &str) {
        self.steady = false;
        if deployment != self.primary {
            return;
        }
        let now = self.seconds();
        // Tasks that were launched together and fail one after the other are one step: during a pause nothing new is launched.
        let is_step = how == STOPPED_BEFORE_RUNNING && now >= self.throttle.until();
        let until = is_step.then(|| self.throttle.failed(now));
        // Once it is COMPLETED, a deployment can no longer fail; and a rollback goes on.
        if self.deployments[deployment].rollout == RolloutState::InProgress {
            if self.rolling_back {
                self.note("a task of the rollback failed".to_string());
            } else {
                let told = self.deployments[deployment].failed_tasks.failed(how);
                self.note(told);
                if self.deployments[deployment].failed_tasks.fires() {
                    return self.fail_deployment();
                }
            }
        }
        if let Some(until) = until {
            self.tell_throttle(until);
        }
    }

    fn fail_deployment(&mut self) {
        let now = self.with.engine.now();
        let failing = &mut self.deployments[self.primary];
        failing.reach(RolloutState::Failed, "ECS deployment circuit breaker: tasks failed to start.".to_string(), now);
        let (id, why, rolls_back) = (failing.id.clone(), failing.failed_tasks.why_it_fires(), failing.failed_tasks.rolls_back());
        self.note(why);
        self.event(format!("(deployment {id}) deployment failed: tasks failed to start."));
        if !rolls_back {
            self.note("without rollback no more tasks are launched; those that run stay".to_string());
            return;
        }
        let Some(back) = self.deployments.iter().rposition(|deployment| deployment.rollout == RolloutState::Completed) else {
            self.note(NOTHING_TO_GO_BACK_TO.to_string());
            return;
        };
        self.primary = back;
        self.rolling_back = true;
        self.throttle.reset();
        let id = self.deployments[back].id.clone();
        let reason = format!("ECS deployment circuit breaker: rolling back to deploymentId {id}.");
        self.deployments[back].reach(RolloutState::InProgress, reason, now);
        self.event(format!("rolling back to deployment {id}."));
    }

    /// Whether the deployment is done, stuck, or all is steady.
    fn conclude(&mut self) {
        let (target, source) = (self.counts(true), self.counts(false));
        let limits = self.plan.limits;
        let now = self.with.engine.now();
        let primary = &mut self.deployments[self.primary];
        let is_done = is_done(&limits, target, source);
        if primary.rollout == RolloutState::InProgress && is_done {
            let id = primary.id.clone();
            primary.reach(RolloutState::Completed, format!("ECS deployment {id} completed."), now);
            self.rolling_back = false;
            self.event(format!("(deployment {id}) deployment completed."));
        }
        let stuck = self.deployments[self.primary].rollout == RolloutState::InProgress && self.nothing_moves(target, source);
        if std::mem::replace(&mut self.deployments[self.primary].stuck, stuck) != stuck && stuck {
            self.event(
                "was unable to stop or start tasks during a deployment because of the service deployment configuration. Update the minimumHealthyPercent or maximumPercent value and try again."
                    .to_string(),
            );
            self.note(nothing_moves(&limits, target, source));
        }
        let all_there = is_done && target.healthy == limits.desired && target.all() == target.healthy;
        if all_there && !self.steady && self.deployments[self.primary].rollout == RolloutState::Completed {
            self.steady = true;
            self.event("has reached a steady state.".to_string());
        }
    }

    /// Whether nothing can happen any more by itself: all tasks are healthy, and none may start or stop.
    fn nothing_moves(&self, target: Counts, source: Counts) -> bool {
        let moving = |counts: Counts| counts.all() - counts.healthy;
        let decision = decide(&self.plan.limits, target, source);
        moving(target) + moving(source) == 0 && decision.start == 0 && decision.stop_healthy == 0 && surplus(&self.plan.limits, target) == 0
    }

    fn seconds(&self) -> u64 {
        self.with.engine.now().duration_since(self.created_at).unwrap_or(Duration::ZERO).as_secs()
    }
}
