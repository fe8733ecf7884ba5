//! What the controller does to tasks: starts and stops them as the deployment wants.

use std::sync::Arc;

use super::super::super::{EngineError, OnOutput, RunOptions, RunningTask, random_task_id};
use super::super::deployment::{Deployment, RolloutState};
use super::super::description::ServiceTaskDescription;
use super::super::service_task::{ServiceTask, State};
use super::super::told::ToldKind;
use super::Controller;
use crate::simulators::deployment::STOPPED_BEFORE_RUNNING;
use crate::simulators::deployment::{Counts, decide, surplus};

/// Stopped tasks that are remembered.
const REMEMBERED: usize = 100;

impl Controller<'_> {
    /// Starts and stops tasks as the deployment wants.
    pub(super) fn keep_counts(&mut self) -> Result<(), EngineError> {
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

    pub(super) fn start(&mut self, count: u64) -> Result<(), EngineError> {
        self.steady = false;
        let mut started = String::new();
        let mut failures = Vec::new();
        for _ in 0..count {
            let deployment = &self.deployments[self.primary];
            let options = RunOptions {
                pull: self.with.pull,
                log_store: self.with.log_store.clone(),
                session: self.with.session.clone(),
                on_output: self.output_of(deployment),
                ..RunOptions::default()
            };
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
            self.failed(deployment, STOPPED_BEFORE_RUNNING);
            if self.primary != deployment {
                break;
            }
        }
        Ok(())
    }

    /// Lines of output carry the revision that wrote them.
    pub(super) fn output_of(&self, deployment: &Deployment) -> Option<OnOutput> {
        let on_output = self.with.on_output.clone()?;
        let name = deployment.family_and_revision();
        Some(Arc::new(move |container, line| on_output(&format!("{name} {container}"), line)))
    }

    pub(super) fn stop(&mut self, going: &[usize], reason: &str) {
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

    /// Removes what is left of a task that has stopped, and says why it did.
    pub(super) fn bury(&mut self, index: usize) -> Result<(), EngineError> {
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

    /// Begins to stop everything.
    pub(in super::super) fn end(&mut self) {
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
    pub(in super::super) fn kill(&mut self) -> Result<(), EngineError> {
        self.tasks.iter_mut().try_for_each(|task| task.running.kill_now())
    }

    /// The tasks of the primary deployment, or of all others, by state.
    pub(in super::super) fn counts(&self, primary: bool) -> Counts {
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
    pub(super) fn oldest(&self, primary: bool, state: State, most: u64) -> Vec<usize> {
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        let matching =
            self.tasks.iter().enumerate().filter(|(_, task)| (task.deployment == self.primary) == primary && task.state == state);
        matching.map(|(index, _)| index).take(most).collect()
    }
}
