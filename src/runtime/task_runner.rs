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
use std::time::{Duration, SystemTime};

use super::description::{ARN_PREFIX, ContainerDescription, NetworkBinding, TaskDescription, TaskReport};
use super::ordering::{Resolution, may_stop, resolve};
use super::{
    Cancel, ContainerPlan, ContainerSpec, ContainerState, Engine, EngineError, EngineEvent, EngineEvents, EventKind, ExecOutput, Health,
    Label, Logs, Network, NetworkMode, PAUSE_IMAGE, PortPlan, PublishedPort, Status, StopCode, TaskEvent, TaskPlan, random_session,
    random_task_id,
};

/// A condition is looked at after each event, and at least this often, so that it may ask the outside world (HTTP).
const CONDITION_INTERVAL: Duration = Duration::from_millis(100);
/// After this long without an event, containers are inspected: an engine that restarts forgets events.
const INSPECTION_INTERVAL: Duration = Duration::from_secs(5);
/// A command run in a container ends by then.
const EXEC_LIMIT: Duration = Duration::from_secs(60);
/// Name of the container that holds the network namespace; ECS's own is called so too.
const PAUSE_CONTAINER: &str = "~internal~ecs~pause";

/// What goes with a run.
#[derive(Default)]
pub struct RunOptions {
    /// Label of everything that is started; random where empty.
    pub session: String,
    /// Told of each event as it happens.
    pub on_event: Option<Box<dyn FnMut(&TaskEvent) + Send>>,
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
    pause: Option<String>,
    /// In the plan's order.
    containers: Vec<Tracked>,
    history: Vec<TaskEvent>,
    /// Whether what it made is somebody else's by now, or gone.
    released: bool,
}

/// A container and what the state machine remembers of it.
#[derive(Default)]
struct Tracked {
    state: ContainerState,
    /// When SIGKILL is due, once the stop signal is sent.
    kill_at: Option<SystemTime>,
    killed: bool,
    told_waiting: bool,
}

impl<'e> RunningTask<'e> {
    /// Checks that all images are there, makes volumes and the network, and starts the containers that wait for none.
    ///
    /// # Errors
    /// [`EngineError::MissingImages`] names all of them; [`EngineError::PortTaken`]; or the engine fails. Nothing is left then.
    /// A container that cannot start is no error: the task then stops with [`StopCode::TaskFailedToStart`].
    pub fn start(engine: &'e dyn Engine, plan: TaskPlan, mut options: RunOptions) -> Result<Self, EngineError> {
        require_images(engine, &plan)?;
        if options.session.is_empty() {
            options.session = random_session();
        }
        let id = random_task_id();
        let now = engine.now();
        let mut task = Self {
            engine,
            events: engine.events(&id)?,
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
            pause: None,
            history: Vec::new(),
            released: false,
        };
        task.tell(None, EventKind::Status { status: Status::Provisioning, exit_code: None, reason: None });
        task.provision()?;
        task.reach(Status::Pending);
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
            containers: containers.map(|(plan, tracked)| describe_container(&self.id, &task_arn, plan, &tracked.state)).collect(),
            task_arn,
        }
    }

    /// The description with the events so far.
    pub fn report(&self) -> TaskReport {
        TaskReport { version: 1, tasks: vec![self.describe()], events: self.history.clone() }
    }

    /// Volumes, and for awsvpc the container that holds the network.
    fn provision(&mut self) -> Result<(), EngineError> {
        for volume in &self.plan.volumes {
            self.engine.create_volume(&format!("{}{volume}", self.prefix()), &self.labels(None))?;
        }
        if self.plan.network != NetworkMode::Awsvpc {
            return Ok(());
        }
        let pause = ContainerPlan {
            name: PAUSE_CONTAINER.to_string(),
            local_image: PAUSE_IMAGE.to_string(),
            entry_point: vec!["sleep".to_string()],
            command: vec!["2147483647".to_string()],
            ..ContainerPlan::default()
        };
        let mut ports: Vec<PortPlan> = Vec::new();
        for port in self.plan.containers.iter().flat_map(|container| &container.ports) {
            // Two containers that declare one port share it here; the second to listen on it fails, as on ECS.
            if !ports.iter().any(|other| (other.container_port, other.protocol) == (port.container_port, port.protocol)) {
                ports.push(*port);
            }
        }
        let id = self.engine.start(&self.spec(&pause, "pause", Network::Own(ports)))?;
        self.pause = Some(id.clone());
        let published = self.engine.inspect(&id)?.ports;
        for (plan, tracked) in self.plan.containers.iter().zip(&mut self.containers) {
            tracked.state.ports = published.iter().filter(|port| declares(plan, port)).copied().collect();
        }
        Ok(())
    }

    /// Does all that can be done without waiting.
    fn advance(&mut self) -> Result<(), EngineError> {
        while self.step()? {}
        Ok(())
    }

    /// One change, or `false` where there is none to make now.
    fn step(&mut self) -> Result<bool, EngineError> {
        match self.status {
            Status::Stopped => Ok(false),
            Status::Stopping | Status::Deprovisioning => self.step_down(),
            _ => self.step_up(),
        }
    }

    fn step_up(&mut self) -> Result<bool, EngineError> {
        if let Some(ended) = self.ended_essential() {
            let failed_to_start = self.containers[ended].state.started_at.is_none();
            let (code, reason) = match &self.containers[ended].state.reason {
                Some(reason) if failed_to_start => (StopCode::TaskFailedToStart, reason.clone()),
                _ => (StopCode::EssentialContainerExited, "Essential container in task exited".to_string()),
            };
            self.begin_stop(code, &reason);
            return Ok(true);
        }
        let now = self.engine.now();
        for index in 0..self.containers.len() {
            if self.containers[index].state.status != Status::Pending {
                continue;
            }
            match resolve(&self.plan.containers[index], |name| self.plan_and_state(name), now) {
                Resolution::Ready => {
                    self.start_container(index)?;
                    return Ok(true);
                }
                Resolution::Never(reason) => {
                    let reason = format!("CannotStartContainerError: {reason}");
                    self.container_stopped(index, Some(143), Some(reason.clone()));
                    self.begin_stop(StopCode::TaskFailedToStart, &reason);
                    return Ok(true);
                }
                Resolution::Waiting { on, .. } if !self.containers[index].told_waiting => {
                    self.containers[index].told_waiting = true;
                    self.tell(Some(index), EventKind::Waiting { dependency: on.container, condition: on.condition.name() });
                }
                Resolution::Waiting { .. } => {}
            }
        }
        if self.status == Status::Pending && self.containers.iter().all(|container| container.state.status >= Status::Running) {
            self.started_at = Some(now);
            self.reach(Status::Running);
            return Ok(true);
        }
        Ok(false)
    }

    fn step_down(&mut self) -> Result<bool, EngineError> {
        let now = self.engine.now();
        for index in 0..self.containers.len() {
            let Tracked { state, kill_at, killed, .. } = &self.containers[index];
            let (Some(id), Status::Running) = (state.id.clone(), state.status) else {
                if state.status == Status::Pending {
                    self.container_stopped(index, None, None);
                    return Ok(true);
                }
                continue;
            };
            match kill_at {
                None if may_stop(&self.plan.containers[index].name, self.all()) => {
                    self.containers[index].kill_at = Some(now + self.plan.containers[index].stop_timeout);
                    let signal = self.engine.terminate(&id)?;
                    self.tell(Some(index), EventKind::Signal { signal });
                    return Ok(true);
                }
                Some(due) if !killed && now >= *due => {
                    self.kill(index, &id)?;
                    return Ok(true);
                }
                _ => {}
            }
        }
        if self.containers.iter().any(|container| container.state.status != Status::Stopped) {
            return Ok(false);
        }
        if self.plan.network == NetworkMode::Awsvpc && self.status == Status::Stopping {
            self.reach(Status::Deprovisioning);
            if let Some(pause) = self.pause.take() {
                self.engine.remove(&pause)?;
            }
            return Ok(true);
        }
        self.stopped_at = Some(now);
        self.reach(Status::Stopped);
        Ok(true)
    }

    fn begin_stop(&mut self, code: StopCode, reason: &str) {
        if self.stop.is_some() {
            return;
        }
        self.stop = Some((code, reason.to_string()));
        self.stopping_at = Some(self.engine.now());
        self.tell(None, EventKind::Stopping { reason: reason.to_string() });
        self.reach(Status::Stopping);
    }

    fn start_container(&mut self, index: usize) -> Result<(), EngineError> {
        let plan = &self.plan.containers[index];
        let network = match (&self.pause, self.plan.network) {
            (_, NetworkMode::None) => Network::Disabled,
            _ if plan.network_disabled => Network::Disabled,
            (Some(pause), _) => Network::SharedWith(pause.clone()),
            (None, _) => Network::Own(plan.ports.clone()),
        };
        let own = matches!(network, Network::Own(_));
        let started = self.engine.start(&self.spec(plan, &plan.name, network));
        let id = match started {
            Ok(id) => id,
            Err(EngineError::CannotStart(message)) => {
                self.container_stopped(index, None, Some(format!("CannotStartContainerError: {message}")));
                return Ok(());
            }
            Err(error) => return Err(error),
        };
        let now = self.engine.now();
        let tracked = &mut self.containers[index];
        tracked.state.id = Some(id.clone());
        tracked.state.started_at = Some(now);
        tracked.state.status = Status::Running;
        self.tell(Some(index), EventKind::Status { status: Status::Running, exit_code: None, reason: None });
        if own && !self.plan.containers[index].ports.is_empty() {
            self.containers[index].state.ports = self.engine.inspect(&id)?.ports;
        }
        Ok(())
    }

    /// Waits for one event, no longer than `deadline` or the next timer, and takes it in.
    fn await_event(&mut self, deadline: SystemTime) -> Result<(), EngineError> {
        let now = self.engine.now();
        let due = [Some(deadline), self.next_timer(now)].into_iter().flatten().min().unwrap_or(deadline);
        let timeout = due.duration_since(now).unwrap_or_default().min(CONDITION_INTERVAL);
        match self.events.next(timeout)? {
            Some(EngineEvent::Exited { id, code }) => self.exited(&id, code)?,
            Some(EngineEvent::Health { id, health }) => self.health_changed(&id, health),
            None => {
                let now = self.engine.now();
                if now.duration_since(self.inspected_at).unwrap_or_default() >= INSPECTION_INTERVAL {
                    self.inspected_at = now;
                    self.inspect_all()?;
                }
            }
        }
        Ok(())
    }

    /// The nearest moment at which something happens without an event.
    fn next_timer(&self, now: SystemTime) -> Option<SystemTime> {
        let start_timeouts = self.plan.containers.iter().zip(&self.containers).filter_map(|(plan, tracked)| {
            if tracked.state.status != Status::Pending {
                return None;
            }
            match resolve(plan, |name| self.plan_and_state(name), now) {
                Resolution::Waiting { until, .. } => until,
                _ => None,
            }
        });
        let kills = self.containers.iter().filter(|tracked| !tracked.killed && tracked.state.status == Status::Running);
        start_timeouts.chain(kills.filter_map(|tracked| tracked.kill_at)).min()
    }

    fn exited(&mut self, id: &str, code: i64) -> Result<(), EngineError> {
        let Some(index) = self.index_of_id(id).filter(|index| self.containers[*index].state.status == Status::Running) else {
            return Ok(());
        };
        let out_of_memory = code == 137 && self.engine.inspect(id)?.out_of_memory;
        let reason = out_of_memory.then(|| "OutOfMemoryError: Container killed due to memory usage".to_string());
        self.container_stopped(index, Some(code), reason);
        Ok(())
    }

    fn health_changed(&mut self, id: &str, health: Health) {
        let Some(index) = self.index_of_id(id) else { return };
        let state = &mut self.containers[index].state;
        if state.health == health || state.status != Status::Running {
            return;
        }
        state.health = health;
        self.tell(Some(index), EventKind::Health { health_status: health });
        let task = self.health_of_task();
        if task != self.health {
            self.health = task;
            self.tell(None, EventKind::Health { health_status: task });
        }
    }

    fn health_of_task(&self) -> Health {
        let mut of = self.all().filter(|(plan, _)| plan.essential && plan.health_check.is_some()).map(|(_, state)| state.health).peekable();
        if of.peek().is_none() {
            return Health::Unknown;
        }
        of.fold(Health::Healthy, |task, container| match (task, container) {
            (Health::Unhealthy, _) | (_, Health::Unhealthy) => Health::Unhealthy,
            (Health::Healthy, Health::Healthy) => Health::Healthy,
            _ => Health::Unknown,
        })
    }

    /// Catches up with containers whose events never came.
    fn inspect_all(&mut self) -> Result<(), EngineError> {
        for index in 0..self.containers.len() {
            let state = &self.containers[index].state;
            let (Some(id), Status::Running) = (state.id.clone(), state.status) else { continue };
            match self.engine.inspect(&id) {
                Ok(seen) if !seen.running => self.exited(&id, seen.exit_code.unwrap_or_default())?,
                Ok(seen) => self.health_changed(&id, seen.health),
                Err(EngineError::NoSuchContainer(_)) => {
                    self.container_stopped(index, None, Some("DockerStateError: the container was removed by somebody else".to_string()));
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn container_stopped(&mut self, index: usize, exit_code: Option<i64>, reason: Option<String>) {
        let state = &mut self.containers[index].state;
        state.status = Status::Stopped;
        state.exit_code = exit_code;
        state.reason = reason.clone();
        self.tell(Some(index), EventKind::Status { status: Status::Stopped, exit_code, reason });
    }

    fn kill(&mut self, index: usize, id: &str) -> Result<(), EngineError> {
        self.containers[index].killed = true;
        self.engine.kill(id)?;
        self.tell(Some(index), EventKind::Signal { signal: "SIGKILL".to_string() });
        Ok(())
    }

    fn kill_all(&mut self) -> Result<(), EngineError> {
        for index in 0..self.containers.len() {
            let Tracked { state, killed: false, .. } = &self.containers[index] else { continue };
            if let (Some(id), Status::Running) = (state.id.clone(), state.status) {
                self.containers[index].kill_at = Some(self.engine.now());
                self.kill(index, &id)?;
            }
        }
        Ok(())
    }

    fn remove_all(&mut self) -> Result<(), EngineError> {
        // Those that share the pause container's network go before it.
        for id in self.ids() {
            self.engine.remove(&id)?;
        }
        for volume in &self.plan.volumes {
            self.engine.remove_volume(&format!("{}{volume}", self.prefix()))?;
        }
        Ok(())
    }

    fn ids(&self) -> Vec<String> {
        self.containers.iter().filter_map(|tracked| tracked.state.id.clone()).chain(self.pause.clone()).collect()
    }

    fn reach(&mut self, status: Status) {
        self.status = status;
        self.tell(None, EventKind::Status { status, exit_code: None, reason: None });
    }

    fn tell(&mut self, container: Option<usize>, kind: EventKind) {
        let container = container.map(|index| self.plan.containers[index].name.clone());
        let event = TaskEvent { at: self.engine.now(), container, kind };
        if let Some(on_event) = &mut self.options.on_event {
            on_event(&event);
        }
        self.history.push(event);
    }

    fn spec<'p>(&self, plan: &'p ContainerPlan, name: &str, network: Network) -> ContainerSpec<'p> {
        ContainerSpec {
            plan,
            name: format!("{}{name}", self.prefix()),
            labels: self.labels(Some(&plan.name)),
            network,
            prefix: self.prefix(),
        }
    }

    /// Of names on the engine: unique to the task, and still readable in `docker ps`.
    fn prefix(&self) -> String {
        format!("ecslab-{}-", &self.id[..12])
    }

    fn labels(&self, container: Option<&str>) -> Vec<(Label, String)> {
        let mut labels = vec![(Label::Session, self.options.session.clone()), (Label::Task, self.id.clone())];
        labels.extend(container.map(|name| (Label::Container, name.to_string())));
        labels
    }

    fn all(&self) -> impl Iterator<Item = (&ContainerPlan, &ContainerState)> {
        self.plan.containers.iter().zip(&self.containers).map(|(plan, tracked)| (plan, &tracked.state))
    }

    fn plan_and_state(&self, name: &str) -> Option<(&ContainerPlan, &ContainerState)> {
        self.index(name).map(|index| (&self.plan.containers[index], &self.containers[index].state))
    }

    fn index(&self, name: &str) -> Option<usize> {
        self.plan.containers.iter().position(|container| container.name == name)
    }

    fn index_of_id(&self, id: &str) -> Option<usize> {
        self.containers.iter().position(|tracked| tracked.state.id.as_deref() == Some(id))
    }

    fn ended_essential(&self) -> Option<usize> {
        self.all().position(|(plan, state)| plan.essential && state.status == Status::Stopped)
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

/// Nothing is pulled unasked, so every image is there before anything starts.
fn require_images(engine: &dyn Engine, plan: &TaskPlan) -> Result<(), EngineError> {
    let pause = (plan.network == NetworkMode::Awsvpc).then_some(PAUSE_IMAGE);
    let mut missing: Vec<String> = Vec::new();
    for image in plan.containers.iter().map(|container| container.local_image.as_str()).chain(pause) {
        if !missing.iter().any(|known| known == image) && !engine.has_image(image)? {
            missing.push(image.to_string());
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(EngineError::MissingImages(missing)) }
}

fn declares(plan: &ContainerPlan, port: &PublishedPort) -> bool {
    plan.ports.iter().any(|declared| (declared.container_port, declared.protocol) == (port.container_port, port.protocol))
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
