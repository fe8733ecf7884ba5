//! The state machine between a plan and an engine.
//!
//! [`RunningTask::start`] starts what may start, [`RunningTask::wait_for`] drives the task until a condition holds, and
//! [`RunningTask::finish`] stops and removes everything and tells what happened. The task moves only inside these calls: there
//! is no thread behind it. Nothing sleeps: it waits on the engine's events, no longer than the next timer.
//!
//! ```no_run
//! use std::time::Duration;
//! use ecslab::runtime::{Cancel, Engine, Health, RunOptions, RunningTask, TaskPlan};
//!
//! fn healthy_within_a_minute(engine: &dyn Engine, plan: TaskPlan) -> Result<bool, ecslab::runtime::EngineError> {
//!     let mut task = RunningTask::start(engine, plan, RunOptions::default())?;
//!     let waited = task.wait_for(|task| task.health() == Health::Healthy, Duration::from_secs(60), &Cancel::default())?;
//!     let report = task.finish()?;
//!     println!("{:?}: {:?}", waited, report.tasks[0].stopped_reason);
//!     Ok(waited == ecslab::runtime::Waited::Met)
//! }
//! ```

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::Receiver;
use std::time::{Duration, SystemTime};

use super::description::{ARN_PREFIX, ContainerDescription, EphemeralStorage, NetworkBinding, TaskDescription, TaskReport};
use super::identity::LiveSession;
use super::{
    Cancel, ContainerPlan, ContainerState, Engine, EngineError, EngineEvents, EventKind, ExecInputs, ExecOutput, ExecRequest, ExecStream,
    Health, Label, LogStore, Logs, Status, StopCode, TaskEvent, TaskPlan, random_session, random_task_id,
};

mod adopted;
mod driven;
#[cfg(feature = "containers")]
mod endpoints;
#[cfg(not(feature = "containers"))]
#[path = "task_runner/no_endpoints.rs"]
mod endpoints;
mod kept_logs;
mod observation;
mod restart;
mod steps;
mod storage;
#[cfg(test)]
mod tests;

pub(super) use steps::require_images;

/// A condition is looked at after each event, and at least this often, so that it may ask the outside world (HTTP).
const CONDITION_INTERVAL: Duration = Duration::from_millis(100);
/// A command run in a container ends by then.
const EXEC_LIMIT: Duration = Duration::from_secs(60);

/// Told of each event as it happens.
pub type OnEvent = Box<dyn FnMut(&TaskEvent) + Send>;
/// Told of each line of output, with the container's name, from other threads.
pub type OnOutput = Arc<dyn Fn(&str, &str) + Send + Sync>;

/// What goes with a run.
#[derive(Default)]
pub struct RunOptions {
    /// Label of everything that is started; random where empty.
    pub session: String,
    /// Who is told of events.
    pub on_event: Option<OnEvent>,
    /// Who is told of output as it comes.
    pub on_output: Option<OnOutput>,
    /// Whether images that are not on this machine are pulled, as ECS does; one that cannot be pulled fails the task.
    pub pull: bool,
    /// Who cuts a pull short.
    pub cancel: Cancel,
    /// Whether the task is meant to outlive its process: then nobody takes it for one whose run was killed, and it has no task
    /// metadata and no credentials, because nobody would answer.
    pub detach: bool,
    /// Where logs are kept when the task is removed.
    pub log_store: Option<LogStore>,
}

impl std::fmt::Debug for RunOptions {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RunOptions").field("session", &self.session).finish_non_exhaustive()
    }
}

/// How a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Waited {
    /// The condition holds.
    Met,
    /// The time ran out.
    TimedOut,
    /// The task stopped, and the condition does not hold.
    TaskStopped,
    /// It was cancelled; the task runs on.
    Cancelled,
}

/// A task on an engine. Dropped without [`finish`](Self::finish) or [`detach`](Self::detach), it is killed and removed.
pub struct RunningTask<'e> {
    engine: &'e dyn Engine,
    events: Box<dyn EngineEvents>,
    plan: TaskPlan,
    options: RunOptions,
    id: String,
    status: Status,
    health: Health,
    stop: Option<(StopCode, String)>,
    created_at: SystemTime,
    started_at: Option<SystemTime>,
    stopping_at: Option<SystemTime>,
    stopped_at: Option<SystemTime>,
    inspected_at: SystemTime,
    measure_disk_at: SystemTime,
    pause: Option<String>,
    endpoints: Option<endpoints::TaskEndpoints>,
    /// The container that owns 169.254.170.2.
    forwarder: Option<String>,
    /// In the plan's order.
    containers: Vec<Tracked>,
    history: Vec<TaskEvent>,
    /// Whether the process that ran it is gone unasked.
    is_orphan: bool,
    /// Whether it was stopped because a container took more of this machine than it may.
    over_limit: bool,
    /// Whether what it made is somebody else's by now, or gone.
    released: bool,
    /// Keeps `ecslab clean` off while the process lives.
    _live: Option<LiveSession>,
}

/// A container and what the state machine remembers of it.
#[derive(Default)]
struct Tracked {
    state: ContainerState,
    /// When SIGKILL is due, once the stop signal is sent.
    kill_at: Option<SystemTime>,
    killed: bool,
    told_waiting: bool,
    /// Lines of output handed on, so that those of the next run are told from them.
    lines: Arc<AtomicUsize>,
    /// Disconnected after the last line of output.
    output: Option<Receiver<()>>,
}

impl<'e> RunningTask<'e> {
    /// Checks that all images are there, makes volumes and the network, and starts the containers that wait for none.
    ///
    /// # Errors
    /// [`EngineError::MissingImages`] names all of them, unless they may be pulled; [`EngineError::PortTaken`]; or the engine fails. Nothing is left then.
    /// A container that cannot start is no error: the task then stops with [`StopCode::TaskFailedToStart`].
    pub fn start(engine: &'e dyn Engine, plan: TaskPlan, options: RunOptions) -> Result<Self, EngineError> {
        Self::start_on(engine, plan, options, |id| engine.events(Label::Task, id))
    }

    fn start_on(
        engine: &'e dyn Engine,
        plan: TaskPlan,
        mut options: RunOptions,
        events: impl FnOnce(&str) -> Result<Box<dyn EngineEvents>, EngineError>,
    ) -> Result<Self, EngineError> {
        steps::require_images(engine, &plan, options.pull)?;
        if options.session.is_empty() {
            options.session = random_session();
        }
        let live = LiveSession::hold(&options.session);
        let id = random_task_id();
        let now = engine.now();
        let mut task = Self {
            engine,
            events: events(&id)?,
            containers: plan.containers.iter().map(|_| Tracked::default()).collect(),
            plan,
            options,
            id,
            status: Status::Provisioning,
            health: Health::Unknown,
            stop: None,
            created_at: now,
            started_at: None,
            stopping_at: None,
            stopped_at: None,
            inspected_at: now,
            measure_disk_at: now + storage::DISK_INTERVAL,
            pause: None,
            endpoints: None,
            forwarder: None,
            history: Vec::new(),
            is_orphan: false,
            over_limit: false,
            released: false,
            _live: Some(live),
        };
        task.tell(None, EventKind::Status { status: Status::Provisioning, exit_code: None, reason: None });
        task.provision()?;
        if task.stop.is_none() {
            task.reach(Status::Pending);
        }
        task.advance()?;
        Ok(task)
    }

    /// Drives the task until `condition` holds, it has stopped, `timeout` passes, or `cancel` is asked. The condition is looked
    /// at after each event and at least every 100 ms.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn wait_for(
        &mut self,
        mut condition: impl FnMut(&RunningTask<'_>) -> bool,
        timeout: Duration,
        cancel: &Cancel,
    ) -> Result<Waited, EngineError> {
        let deadline = self.engine.now() + timeout;
        loop {
            self.advance()?;
            if condition(self) {
                return Ok(Waited::Met);
            }
            if self.status == Status::Stopped {
                return Ok(Waited::TaskStopped);
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

    /// Stops the task as StopTask does, and waits for its end: stop signals in reverse order of dependency, SIGKILL after each
    /// stopTimeout. `cancel` asked twice kills everything at once. A task that is stopping already keeps its own reason.
    ///
    /// # Errors
    /// When the engine fails.
    pub fn stop(&mut self, reason: &str, cancel: &Cancel) -> Result<(), EngineError> {
        self.begin_stop(StopCode::UserInitiated, reason);
        loop {
            if cancel.asked_again() {
                self.kill_all()?;
            }
            self.advance()?;
            if self.status == Status::Stopped {
                return Ok(());
            }
            self.await_event(self.engine.now() + CONDITION_INTERVAL)?;
        }
    }

    /// Stops the task if it still runs, removes everything that it made, and tells what happened.
    ///
    /// # Errors
    /// When the engine fails; what could not be removed carries the session's label, for `ecslab clean`.
    pub fn finish(mut self) -> Result<TaskReport, EngineError> {
        self.stop("Task stopped by user", &Cancel::default())?;
        self.remove_all()?;
        self.released = true;
        Ok(self.report())
    }

    /// Lets the task run on without this value, and tells how it stands. Its containers no longer start or stop in order.
    pub fn detach(mut self) -> TaskReport {
        for id in self.ids() {
            self.engine.detach(&id);
        }
        self.released = true;
        self.report()
    }

    /// The task's id, the last part of its ARN and the value of its label.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// `lastStatus`
    pub fn status(&self) -> Status {
        self.status
    }

    /// `healthStatus`: HEALTHY when all essential containers with a health check are.
    pub fn health(&self) -> Health {
        self.health
    }

    /// Whether it ran, and no essential container failed: one that ended by itself did so with exit code 0. One that was told to
    /// stop may end as it likes.
    pub fn ended_well(&self) -> bool {
        let failed = |(plan, tracked): (&ContainerPlan, &Tracked)| {
            plan.essential && tracked.kill_at.is_none() && tracked.state.exit_code.is_some_and(|code| code != 0)
        };
        self.started_at.is_some() && !self.over_limit && !self.plan.containers.iter().zip(&self.containers).any(failed)
    }

    /// Whether the process that ran it was killed, so that nobody starts, restarts or stops its containers in order.
    pub fn is_orphan(&self) -> bool {
        self.is_orphan
    }

    /// The plan that it follows.
    pub fn plan(&self) -> &TaskPlan {
        &self.plan
    }

    /// How a container stands; `None` where the task has none of that name.
    pub fn container(&self, name: &str) -> Option<&ContainerState> {
        self.index(name).map(|index| &self.containers[index].state)
    }

    /// Where a container port answers on this machine, once it is published.
    pub fn address_of(&self, container_port: u16) -> Option<SocketAddr> {
        let mut ports = self.containers.iter().flat_map(|container| &container.state.ports);
        ports.find(|port| port.container_port == container_port).map(|port| SocketAddr::new(port.host_ip, port.host_port))
    }

    /// Exit code and output of a container's last health check.
    pub fn last_probe(&self, container: &str) -> Option<(i64, String)> {
        let id = self.container(container)?.id.as_deref()?;
        self.engine.inspect(id).ok()?.last_probe
    }

    /// What a container wrote so far; empty before it started.
    ///
    /// # Errors
    /// When there is no such container, or the engine fails.
    pub fn logs(&self, container: &str) -> Result<Logs, EngineError> {
        let state = self.container(container).ok_or_else(|| EngineError::NoSuchContainer(container.to_string()))?;
        state.id.as_deref().map_or_else(|| Ok(Logs::default()), |id| self.engine.logs(id))
    }

    /// Runs a command in a running container, for up to a minute.
    ///
    /// # Errors
    /// When the container does not run, or the engine fails; that the command fails is none.
    pub fn exec(&self, container: &str, command: &[String]) -> Result<ExecOutput, EngineError> {
        let running = self.container(container).filter(|state| state.status == Status::Running);
        match running.and_then(|state| state.id.as_deref()) {
            Some(id) => self.engine.exec(id, command, EXEC_LIMIT),
            None => Err(EngineError::NoSuchContainer(container.to_string())),
        }
    }

    /// Runs a command in a running container with its standard streams, to its end; gives its exit code.
    ///
    /// # Errors
    /// When the container does not run, or the engine fails; that the command fails is none.
    pub fn attach(
        &self,
        container: &str,
        request: &ExecRequest,
        inputs: ExecInputs,
        on_output: &mut dyn FnMut(ExecStream, &[u8]),
    ) -> Result<i64, EngineError> {
        let running = self.container(container).filter(|state| state.status == Status::Running);
        match running.and_then(|state| state.id.as_deref()) {
            Some(id) => self.engine.attach(id, request, inputs, on_output),
            None => Err(EngineError::NoSuchContainer(container.to_string())),
        }
    }

    /// The task as `describe-tasks` tells it now.
    pub fn describe(&self) -> TaskDescription {
        let task_arn = format!("{ARN_PREFIX}:task/ecslab/{}", self.id);
        let containers = self.plan.containers.iter().zip(&self.containers);
        TaskDescription {
            cluster_arn: format!("{ARN_PREFIX}:cluster/ecslab"),
            task_definition_arn: format!("{ARN_PREFIX}:task-definition/{}:1", self.plan.family),
            launch_type: self.plan.launch_type,
            last_status: self.status,
            desired_status: if self.stop.is_some() { Status::Stopped } else { Status::Running },
            health_status: self.health,
            stop_code: self.stop.as_ref().map(|(code, _)| *code),
            stopped_reason: self.stop.as_ref().map(|(_, reason)| reason.clone()),
            cpu: self.plan.cpu.clone(),
            memory: self.plan.memory.clone(),
            created_at: self.created_at,
            started_at: self.started_at,
            stopping_at: self.stopping_at,
            stopped_at: self.stopped_at,
            ephemeral_storage: self.plan.ephemeral_storage_gib.map(|size_in_gib| EphemeralStorage { size_in_gib }),
            containers: containers.map(|(plan, tracked)| describe_container(&self.id, &task_arn, plan, &tracked.state)).collect(),
            task_arn,
        }
    }

    /// The description with the events so far.
    pub fn report(&self) -> TaskReport {
        TaskReport { version: 1, tasks: vec![self.describe()], events: self.history.clone() }
    }
}

impl Drop for RunningTask<'_> {
    fn drop(&mut self) {
        if !self.released {
            // What cannot be removed now carries the session's label, for `ecslab clean`.
            let _ = self.remove_all();
        }
    }
}

impl std::fmt::Debug for RunningTask<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("RunningTask").field("id", &self.id).field("status", &self.status).finish_non_exhaustive()
    }
}

fn describe_container(task: &str, task_arn: &str, plan: &ContainerPlan, state: &ContainerState) -> ContainerDescription {
    ContainerDescription {
        container_arn: format!("{ARN_PREFIX}:container/ecslab/{task}/{}", plan.name),
        task_arn: task_arn.to_string(),
        name: plan.name.clone(),
        image: plan.image.clone(),
        runtime_id: state.id.clone(),
        last_status: state.status,
        exit_code: state.exit_code,
        reason: state.reason.clone(),
        health_status: state.health,
        restart_count: plan.restart.is_some().then_some(state.restart_count),
        network_bindings: state
            .ports
            .iter()
            .map(|port| NetworkBinding {
                bind_ip: port.host_ip.to_string(),
                container_port: port.container_port,
                host_port: port.host_port,
                protocol: port.protocol,
            })
            .collect(),
    }
}
