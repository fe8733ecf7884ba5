//! The controller of one service: looks at its tasks, decides, starts and stops.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::super::{Balancer, Engine, EngineError, EngineEvent, OnOutput, RunOptions, RunningTask, random_task_id};
use super::deployment::{Deployment, RolloutState};
use super::description::ServiceTaskDescription;
use super::plan::ServicePlan;
use super::service_task::{Change, ServiceTask, State};
use super::told::{ServiceEvent, Told, ToldKind};
use crate::simulators::deployment::{Counts, FailedTasks, NOTHING_TO_GO_BACK_TO, Throttle, decide, is_done, nothing_moves, surplus};

/// Stopped tasks that are remembered, and deployments that are over.
const REMEMBERED: usize = 100;
/// As many as `describe-services` prints.
const MOST_EVENTS: usize = 100;
/// Failed launches in a row after which ECS says so.
const CONSISTENTLY: u32 = 2;

/// What a controller works with.
#[derive(Clone)]
pub(super) struct Surroundings<'e> {
    pub(super) engine: &'e dyn Engine,
    pub(super) balancer: Option<Arc<dyn Balancer>>,
    pub(super) session: String,
    pub(super) on_output: Option<OnOutput>,
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
                Change::FailedToStart => self.failed(self.tasks[index].deployment, true),
                Change::Ended { was_healthy } => {
                    self.steady = false;
                    if !was_healthy {
                        self.failed(self.tasks[index].deployment, false);
                    }
                }
                Change::Unhealthy { event, reason } => {
                    self.event(event);
                    unhealthy.push((index, reason));
                    self.failed(self.tasks[index].deployment, false);
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

    /// A task of a deployment failed.
    fn failed(&mut self, deployment: usize, before_running: bool) {
        self.steady = false;
        if deployment != self.primary {
            return;
        }
        let now = self.seconds();
        let until = before_running.then(|| self.throttle.failed(now));
        // Once it is COMPLETED, a deployment can no longer fail; and a rollback goes on.
        if self.deployments[deployment].rollout == RolloutState::InProgress {
            if self.rolling_back {
                self.note("a task of the rollback failed".to_string());
            } else {
                let told = self.deployments[deployment].failed_tasks.failed(before_running);
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

    /// Says how long no task is launched, and as ECS does, once it is more than bad luck.
    fn tell_throttle(&mut self, until: u64) {
        if self.throttle.steps() == CONSISTENTLY && !self.told_inconsistent {
            self.told_inconsistent = true;
            self.event(
                "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
                    .to_string(),
            );
        }
        let pause = until.saturating_sub(self.seconds());
        self.note(format!("the next launch comes in {pause} s at the earliest"));
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

    /// Starts and stops tasks as the deployment wants.
    fn keep_counts(&mut self) -> Result<(), EngineError> {
        if self.deployments[self.primary].rollout == RolloutState::Failed {
            return Ok(());
        }
        let (target, source) = (self.counts(true), self.counts(false));
        let limits = self.plan.limits;
        let decision = decide(&limits, target, source);
        let mut going = self.oldest(false, State::Pending, decision.stop_unready);
        going.extend(self.oldest(false, State::Running, decision.stop_unready));
        going.extend(self.oldest(false, State::Healthy, decision.stop_healthy));
        let mut surplus = surplus(&limits, target);
        for state in [State::Pending, State::Running, State::Healthy] {
            let some = self.oldest(true, state, surplus);
            surplus -= some.len() as u64;
            going.extend(some);
        }
        if !going.is_empty() {
            let reason = format!("Scaling activity initiated by (deployment {})", self.deployments[self.primary].id);
            self.stop(&going, &reason);
        }
        if decision.start > 0 && self.seconds() >= self.throttle.until() {
            self.start(decision.start)?;
        }
        Ok(())
    }

    fn start(&mut self, count: u64) -> Result<(), EngineError> {
        self.steady = false;
        let mut started = String::new();
        let mut failures = Vec::new();
        for _ in 0..count {
            let deployment = &self.deployments[self.primary];
            let options = RunOptions { session: self.with.session.clone(), on_output: self.output_of(deployment), ..RunOptions::default() };
            match RunningTask::start_driven(self.with.engine, deployment.revision.plan.clone(), options) {
                Ok(running) => {
                    started += &format!(" (task {})", running.id());
                    self.tasks.push(ServiceTask::new(self.primary, running));
                }
                // ECS knows of an image only when an instance pulls it.
                Err(EngineError::MissingImages(images)) => failures.push(images),
                Err(error) => {
                    self.tell_started(&started);
                    return Err(error);
                }
            }
        }
        self.tell_started(&started);
        for images in failures {
            let id = random_task_id();
            self.event(format!("has started 1 tasks: (task {id})."));
            let message = format!(
                "task {id} stopped: TaskFailedToStart: CannotPullContainerError: {} not on this machine, and nothing is pulled unasked",
                if let [image] = images.as_slice() { format!("{image} is") } else { format!("{} are", images.join(", ")) }
            );
            self.tell(ToldKind::Task, message);
            // The rollback has another revision: what is left of the launch is not its.
            let deployment = self.primary;
            self.failed(deployment, true);
            if self.primary != deployment {
                break;
            }
        }
        Ok(())
    }

    fn tell_started(&mut self, started: &str) {
        let count = started.matches("(task").count();
        if count > 0 {
            self.event(format!("has started {count} tasks:{started}."));
        }
    }

    /// Lines of output carry the revision that wrote them.
    fn output_of(&self, deployment: &Deployment) -> Option<OnOutput> {
        let on_output = self.with.on_output.clone()?;
        let name = deployment.family_and_revision();
        Some(Arc::new(move |container, line| on_output(&format!("{name} {container}"), line)))
    }

    fn stop(&mut self, going: &[usize], reason: &str) {
        self.steady = false;
        let balancer = self.with.balancer.clone();
        let mut told = String::new();
        let mut deregistered = Vec::new();
        let mut draining = 0;
        for index in going {
            let task = &mut self.tasks[*index];
            told += &format!(" (task {})", task.running.id());
            task.stop(reason, balancer.as_deref());
            if task.state == State::Draining {
                draining += 1;
                deregistered.extend(task.targets.iter().map(|target| target.plan.target_group.clone()));
            }
        }
        self.event(format!("has stopped {} running tasks:{told}.", going.len()));
        self.tell_targets(&deregistered, "deregistered");
        if draining > 0 {
            self.event(format!("has begun draining connections on {draining} tasks."));
        }
    }

    fn tell_targets(&mut self, groups: &[String], verb: &str) {
        let mut told: Vec<&String> = Vec::new();
        for group in groups {
            if !told.contains(&group) {
                told.push(group);
                let count = groups.iter().filter(|other| *other == group).count();
                self.event(format!("{verb} {count} targets in (target-group {group})."));
            }
        }
    }

    /// Removes what is left of a task that has stopped, and says why it did.
    fn bury(&mut self, index: usize) -> Result<(), EngineError> {
        let task = self.tasks.remove(index);
        let mut description = ServiceTaskDescription::of(&task, &self.plan.name, &self.deployments[task.deployment]);
        task.running.finish()?;
        let described = &mut description.task;
        let code = described.stop_code.map_or("", |code| code.name());
        let reason = described.stopped_reason.as_deref().unwrap_or_default();
        let containers: Vec<String> = described
            .containers
            .iter()
            .filter_map(|container| Some(format!("{} exit code {}", container.name, container.exit_code?)))
            .collect();
        let containers = if containers.is_empty() { String::new() } else { format!(" ({})", containers.join(", ")) };
        let id = described.task_arn.rsplit('/').next().unwrap_or_default();
        let message = format!("task {id} stopped: {code}: {reason}{containers}");
        self.tell(ToldKind::Task, message);
        self.stopped.push_back(description);
        if self.stopped.len() > REMEMBERED {
            self.stopped.pop_front();
        }
        Ok(())
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

    /// Begins to stop everything.
    pub(super) fn end(&mut self) {
        if std::mem::replace(&mut self.ending, true) {
            return;
        }
        let balancer = self.with.balancer.clone();
        let mut told = String::new();
        for task in self.tasks.iter_mut().filter(|task| task.state != State::Stopping) {
            told += &format!(" (task {})", task.running.id());
            task.stop_at_once("Task stopped by user", balancer.as_deref());
        }
        let count = told.matches("(task").count();
        if count > 0 {
            self.event(format!("has stopped {count} running tasks:{told}."));
        }
    }

    /// Kills everything.
    ///
    /// # Errors
    /// When the engine fails.
    pub(super) fn kill(&mut self) -> Result<(), EngineError> {
        self.tasks.iter_mut().try_for_each(|task| task.running.kill_now())
    }

    /// The tasks of the primary deployment, or of all others, by state.
    pub(super) fn counts(&self, primary: bool) -> Counts {
        let mut counts = Counts::default();
        for task in self.tasks.iter().filter(|task| (task.deployment == self.primary) == primary) {
            *match task.state {
                State::Pending => &mut counts.pending,
                State::Running => &mut counts.running,
                State::Healthy => &mut counts.healthy,
                State::Draining | State::Stopping => &mut counts.stopping,
            } += 1;
        }
        counts
    }

    /// The oldest tasks in a state.
    fn oldest(&self, primary: bool, state: State, most: u64) -> Vec<usize> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let matching =
            self.tasks.iter().enumerate().filter(|(_, task)| (task.deployment == self.primary) == primary && task.state == state);
        matching.map(|(index, _)| index).take(most).collect()
    }

    fn seconds(&self) -> u64 {
        self.with.engine.now().duration_since(self.created_at).unwrap_or(Duration::ZERO).as_secs()
    }

    /// Tells a service event in ECS's words: what stands after "(service NAME) ".
    fn event(&mut self, message: String) {
        let message = format!("(service {}) {message}", self.plan.name);
        let digits = random_task_id();
        let id = format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]);
        self.events.push_back(ServiceEvent { id, created_at: self.with.engine.now(), message: message.clone() });
        if self.events.len() > MOST_EVENTS {
            self.events.pop_front();
        }
        self.tell(ToldKind::Event, message);
    }

    fn note(&mut self, message: String) {
        self.tell(ToldKind::Note, message);
    }

    fn tell(&mut self, kind: ToldKind, message: String) {
        self.told.push(Told { at: self.with.engine.now(), service: self.plan.name.clone(), kind, message });
    }
}
