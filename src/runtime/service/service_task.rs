//! A task of a service, and how it counts.

use std::time::{Duration, SystemTime};

use super::super::{Balancer, EngineError, Health, RunningTask, Status, StopCode, TargetState};
use super::plan::TargetPlan;

/// How long a task runs until it counts as RUNNING. ECS learns from its agent, which takes a moment; a container that ends within it
/// has not started well.
const SETTLED_AFTER: Duration = Duration::from_secs(1);

/// How a task counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Pending,
    /// RUNNING, and not healthy yet or no more.
    Running,
    Healthy,
    /// Its targets are deregistered; requests under way end.
    Draining,
    Stopping,
}

/// What a look at the task found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Change {
    None,
    /// It reached RUNNING, and may be registered.
    Running,
    Healthy,
    /// It ended by itself before it counted as RUNNING.
    FailedToStart,
    /// It ended by itself after that.
    Ended {
        was_healthy: bool,
    },
    /// Its health checks failed: why, as an event and as a stopped reason.
    Unhealthy {
        event: String,
        reason: String,
    },
    /// Nothing of it runs.
    Stopped,
}

/// A target of the task.
#[derive(Debug, Clone)]
pub(super) struct Registered {
    pub(super) plan: TargetPlan,
    id: u64,
}

/// A task of a service.
#[derive(Debug)]
pub(super) struct ServiceTask<'e> {
    /// Its number among the deployments.
    pub(super) deployment: usize,
    pub(super) running: RunningTask<'e>,
    pub(super) state: State,
    pub(super) targets: Vec<Registered>,
    was_healthy: bool,
    /// With what it stops, once its connections are drained.
    stop: Option<String>,
}

impl<'e> ServiceTask<'e> {
    pub(super) fn new(deployment: usize, running: RunningTask<'e>) -> Self {
        Self { deployment, running, state: State::Pending, targets: Vec::new(), was_healthy: false, stop: None }
    }

    /// Lets the task go on, and tells what changed.
    pub(super) fn look(&mut self, now: SystemTime, grace: Duration, balancer: Option<&dyn Balancer>) -> Result<Change, EngineError> {
        self.running.go_on()?;
        Ok(match self.state {
            State::Pending if self.running.is_stopping() => {
                self.state = State::Stopping;
                Change::FailedToStart
            }
            State::Pending => match self.running.running_since() {
                Some(since) if now >= since + SETTLED_AFTER => {
                    self.state = State::Running;
                    Change::Running
                }
                _ => Change::None,
            },
            State::Running | State::Healthy if self.running.is_stopping() => {
                self.deregister(balancer);
                self.state = State::Stopping;
                Change::Ended { was_healthy: self.was_healthy }
            }
            State::Running | State::Healthy => self.look_at_health(now, grace, balancer),
            State::Draining => {
                let drained = |target: &Registered| balancer.is_none_or(|balancer| balancer.state(target.id) == TargetState::Unused);
                if self.running.is_stopping() || self.targets.iter().all(drained) {
                    let reason = self.stop.take().unwrap_or_default();
                    self.running.ask_to_stop(StopCode::ServiceSchedulerInitiated, &reason);
                    self.state = State::Stopping;
                    // The signals go out at once.
                    self.running.go_on()?;
                }
                self.stopped_or_none()
            }
            State::Stopping => self.stopped_or_none(),
        })
    }

    fn stopped_or_none(&self) -> Change {
        if self.running.status() == Status::Stopped { Change::Stopped } else { Change::None }
    }

    fn look_at_health(&mut self, now: SystemTime, grace: Duration, balancer: Option<&dyn Balancer>) -> Change {
        let checked = self.running.plan().containers.iter().any(|container| container.essential && container.health_check.is_some());
        let states: Vec<TargetState> =
            balancer.map(|balancer| self.targets.iter().map(|target| balancer.state(target.id)).collect()).unwrap_or_default();
        let in_grace = self.running.running_since().is_some_and(|since| now < since + grace);
        let id = self.running.id();
        if self.running.health() == Health::Unhealthy && !in_grace {
            let event = format!("(task {id}) failed container health checks.");
            return Change::Unhealthy { event, reason: "Task failed container health checks".to_string() };
        }
        for (target, state) in self.targets.iter().zip(&states) {
            if let TargetState::Unhealthy(why) = state
                && !in_grace
            {
                let TargetPlan { target_group, port, .. } = &target.plan;
                let event = format!("(task {id}) (port {port}) is unhealthy in (target-group {target_group}) due to (reason {why}).");
                return Change::Unhealthy { event, reason: format!("Task failed ELB health checks in (target-group {target_group})") };
            }
        }
        let healthy = (!checked || self.running.health() == Health::Healthy) && states.iter().all(|state| *state == TargetState::Healthy);
        let before = std::mem::replace(&mut self.state, if healthy { State::Healthy } else { State::Running });
        if healthy && before != State::Healthy {
            self.was_healthy = true;
            return Change::Healthy;
        }
        Change::None
    }

    /// Registers where the plan says; gives the target groups.
    pub(super) fn register(&mut self, plans: &[TargetPlan], balancer: &dyn Balancer) -> Vec<String> {
        for plan in plans {
            let ports = self.running.container(&plan.container).map(|container| container.ports.as_slice()).unwrap_or_default();
            // The planner has seen that the port is published.
            if let Some(port) = ports.iter().find(|port| port.container_port == plan.port) {
                let id = balancer.register(&plan.target_group, (port.host_ip, port.host_port).into());
                self.targets.push(Registered { plan: plan.clone(), id });
            }
        }
        self.targets.iter().map(|target| target.plan.target_group.clone()).collect()
    }

    fn deregister(&self, balancer: Option<&dyn Balancer>) {
        for target in &self.targets {
            if let Some(balancer) = balancer {
                balancer.deregister(target.id);
            }
        }
    }

    /// Begins to stop the task: its connections are drained before.
    pub(super) fn stop(&mut self, reason: &str, balancer: Option<&dyn Balancer>) {
        self.deregister(balancer);
        if self.targets.is_empty() {
            self.running.ask_to_stop(StopCode::ServiceSchedulerInitiated, reason);
            self.state = State::Stopping;
        } else {
            self.stop = Some(reason.to_string());
            self.state = State::Draining;
        }
    }

    /// Begins to stop the task at once, as somebody asks for the end of everything.
    pub(super) fn stop_at_once(&mut self, reason: &str, balancer: Option<&dyn Balancer>) {
        self.deregister(balancer);
        self.running.ask_to_stop(StopCode::UserInitiated, reason);
        self.state = State::Stopping;
    }
}
