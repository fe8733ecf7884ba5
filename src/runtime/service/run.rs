//! Services on an engine, and the loop that drives them.
//!
//! Nothing sleeps: between two looks the loop waits for an event of the session, no longer than the next timer or 100 ms, because
//! health at a load balancer comes without events of the engine.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::super::identity::LiveSession;
use super::super::task_runner::require_images;
use super::super::{Balancer, Cancel, Engine, EngineError, EngineEvents, Label, LogStore, OnOutput, Waited, random_session};
use super::controller::{Controller, Surroundings};
use super::deployment::RolloutState;
use super::description::{ServiceDescription, ServiceReport};
use super::plan::ServicePlan;
use super::told::OnTold;

/// Targets of load balancers are looked at this often.
const LOOK_INTERVAL: Duration = Duration::from_millis(100);

/// What goes with a run.
#[derive(Default)]
pub struct ServiceOptions {
    /// Label of everything that is started; random where empty.
    pub session: String,
    /// Where tasks of services with target groups are registered.
    pub balancer: Option<Arc<dyn Balancer>>,
    /// Who is told what happens.
    pub on_told: Option<OnTold>,
    /// Whether images that are not on this machine are pulled, as ECS does; one that cannot be pulled fails its task.
    pub pull: bool,
    /// Where logs are kept when a task is removed.
    pub log_store: Option<LogStore>,
    /// Who is told of output, under `family:revision container`.
    pub on_output: Option<OnOutput>,
}

impl std::fmt::Debug for ServiceOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ServiceOptions").field("session", &self.session).finish_non_exhaustive()
    }
}

/// Services that run. Dropped without [`finish`](Self::finish), their tasks are killed and removed.
///
/// ```no_run
/// use std::time::Duration;
/// use ecslab::runtime::service::{ServiceOptions, ServicePlan, ServiceRun};
/// use ecslab::runtime::{Cancel, Engine, EngineError, Waited};
///
/// fn rolls_out(engine: &dyn Engine, one: ServicePlan, two: ServicePlan) -> Result<bool, EngineError> {
///     let (cancel, patience) = (Cancel::default(), Duration::from_secs(120));
///     let mut run = ServiceRun::start(engine, vec![one], ServiceOptions::default())?;
///     run.drive(ServiceRun::is_steady, patience, &cancel)?;
///     run.update(two);
///     let waited = run.drive(ServiceRun::is_settled, patience, &cancel)?;
///     let completed = waited == Waited::Met && run.is_completed();
///     run.finish(&cancel)?;
///     Ok(completed)
/// }
/// ```
pub struct ServiceRun<'e> {
    engine: &'e dyn Engine,
    events: Box<dyn EngineEvents>,
    services: Vec<Controller<'e>>,
    session: String,
    on_told: Option<OnTold>,
    /// Keeps `ecslab clean` off while the process lives.
    _live: LiveSession,
}

impl<'e> ServiceRun<'e> {
    /// Checks that all images are there and begins the first deployment of each service; tasks start when it is driven.
    ///
    /// # Errors
    /// [`EngineError::MissingImages`], or the engine fails.
    pub fn start(engine: &'e dyn Engine, plans: Vec<ServicePlan>, options: ServiceOptions) -> Result<Self, EngineError> {
        for plan in &plans {
            require_images(engine, &plan.revision.plan, options.pull)?;
        }
        let session = if options.session.is_empty() { random_session() } else { options.session };
        let with = Surroundings {
            engine,
            balancer: options.balancer,
            session: session.clone(),
            on_output: options.on_output,
            pull: options.pull,
            log_store: options.log_store,
        };
        let mut run = Self {
            engine,
            _live: LiveSession::hold(&session),
            events: engine.events(Label::Session, &session)?,
            services: plans.into_iter().map(|plan| Controller::new(with.clone(), plan)).collect(),
            session,
            on_told: options.on_told,
        };
        run.tell();
        Ok(run)
    }

    /// Drives the services until `until` holds, `timeout` passes, or `cancel` is asked. The condition is looked at after each event
    /// and at least every 100 ms.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn drive(&mut self, mut until: impl FnMut(&Self) -> bool, timeout: Duration, cancel: &Cancel) -> Result<Waited, EngineError> {
        let deadline = self.engine.now() + timeout;
        loop {
            self.step()?;
            if until(self) {
                return Ok(Waited::Met);
            }
            if cancel.asked() {
                return Ok(Waited::Cancelled);
            }
            if self.engine.now() >= deadline {
                return Ok(Waited::TimedOut);
            }
            self.await_event(deadline)?;
        }
    }

    /// Takes another plan for the service of that name; tells whether there is one. Another revision begins a deployment, another
    /// desired count or deployment configuration holds at once.
    pub fn update(&mut self, plan: ServicePlan) -> bool {
        let Some(service) = self.services.iter_mut().find(|service| service.plan.name == plan.name) else { return false };
        service.update(plan);
        self.tell();
        true
    }

    /// Whether every service has reached a steady state: its deployment is COMPLETED, and all tasks are there and healthy.
    pub fn is_steady(&self) -> bool {
        self.services.iter().all(|service| service.steady)
    }

    /// Whether no deployment goes on: each is COMPLETED or FAILED, or nothing moves any more. A rollback is waited for.
    pub fn is_settled(&self) -> bool {
        self.services.iter().all(|service| {
            let primary = &service.deployments[service.primary];
            primary.rollout != RolloutState::InProgress || primary.stuck
        })
    }

    /// Whether a service will not become steady by itself: its deployment FAILED and nothing came back, or nothing moves.
    pub fn has_stalled(&self) -> bool {
        self.services.iter().any(|service| {
            let primary = &service.deployments[service.primary];
            primary.rollout == RolloutState::Failed || primary.stuck
        })
    }

    /// Whether the newest deployment of every service is COMPLETED: one that was rolled back is not.
    pub fn is_completed(&self) -> bool {
        let newest = |service: &Controller<'_>| service.deployments.last().map(|deployment| deployment.rollout);
        self.services.iter().all(|service| newest(service) == Some(RolloutState::Completed))
    }

    /// The session, as labels carry it.
    pub fn session(&self) -> &str {
        &self.session
    }

    /// The services as `describe-services` tells them now, with their tasks.
    pub fn describe(&self) -> ServiceReport {
        let services = self.services.iter().map(ServiceDescription::of).collect();
        ServiceReport { version: 1, services, tasks: self.services.iter().flat_map(Controller::described_tasks).collect() }
    }

    /// Stops all tasks, without waiting for connections; removes everything, and tells how it was before. `cancel` asked twice kills.
    ///
    /// # Errors
    /// When the engine fails; what could not be removed carries the session's label, for `ecslab clean`.
    pub fn finish(mut self, cancel: &Cancel) -> Result<ServiceReport, EngineError> {
        let mut report = self.describe();
        self.services.iter_mut().for_each(Controller::end);
        loop {
            if cancel.asked_again() {
                self.services.iter_mut().try_for_each(Controller::kill)?;
            }
            self.step()?;
            if self.services.iter().all(|service| service.tasks.is_empty()) {
                let after = self.describe();
                report.tasks = after.tasks;
                for (service, after) in report.services.iter_mut().zip(after.services) {
                    service.events = after.events;
                }
                return Ok(report);
            }
            self.await_event(self.engine.now() + LOOK_INTERVAL)?;
        }
    }

    /// All tasks of the first service, and its healthy ones.
    #[cfg(test)]
    pub(super) fn totals(&self) -> (u64, u64) {
        let (target, source) = (self.services[0].counts(true), self.services[0].counts(false));
        (target.all() + source.all(), target.healthy + source.healthy)
    }

    fn step(&mut self) -> Result<(), EngineError> {
        for index in 0..self.services.len() {
            let stepped = self.services[index].step();
            self.tell();
            stepped?;
        }
        Ok(())
    }

    /// Waits for one event, no longer than `deadline` or the next timer, and hands on all that have come.
    fn await_event(&mut self, deadline: SystemTime) -> Result<(), EngineError> {
        let now = self.engine.now();
        let due = self.services.iter().filter_map(Controller::next_due).chain([deadline]).min().unwrap_or(deadline);
        let mut timeout = due.duration_since(now).unwrap_or_default().min(LOOK_INTERVAL);
        while let Some(event) = self.events.next(timeout)? {
            self.services.iter_mut().try_for_each(|service| service.take(&event))?;
            timeout = Duration::ZERO;
        }
        Ok(())
    }

    fn tell(&mut self) {
        for told in self.services.iter_mut().flat_map(|service| service.told.drain(..)) {
            if let Some(on_told) = &mut self.on_told {
                on_told(&told);
            }
        }
    }
}

impl std::fmt::Debug for ServiceRun<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("ServiceRun").field("session", &self.session).finish_non_exhaustive()
    }
}
