//! What a running task does by itself: one step at a time, on events and timers.

use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, SystemTime};

use super::super::ordering::{Resolution, may_stop, resolve};
use super::super::{
    ContainerPlan, ContainerSpec, ContainerState, Engine, EngineError, EngineEvent, EventKind, Health, Label, Network, NetworkMode,
    PAUSE_IMAGE, PortPlan, PublishedPort, Status, StopCode, TaskEvent, TaskPlan,
};
use super::adopted::Remembered;
use super::{CONDITION_INTERVAL, OnOutput, RunningTask, Tracked};

/// After this long without an event, containers are inspected: an engine that restarts forgets events.
const INSPECTION_INTERVAL: Duration = Duration::from_secs(5);
/// The last output of a container arrives by then.
const OUTPUT_LIMIT: Duration = Duration::from_secs(2);
/// Name of the container that holds the network namespace; ECS's own is called so too.
pub(super) const PAUSE_CONTAINER: &str = "~internal~ecs~pause";

impl RunningTask<'_> {
    /// Volumes, and for awsvpc the container that holds the network.
    pub(super) fn provision(&mut self) -> Result<(), EngineError> {
        for volume in &self.plan.volumes {
            self.engine.create_volume(&format!("{}{volume}", self.prefix()), &self.labels())?;
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
    pub(super) fn advance(&mut self) -> Result<(), EngineError> {
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
        if let Some((code, reason)) = self.reason_to_stop() {
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

    pub(super) fn begin_stop(&mut self, code: StopCode, reason: &str) {
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
        if let Some(on_output) = &self.options.on_output {
            self.containers[index].output = Some(hand_on_output(self.engine.follow(&id)?, &self.plan.containers[index].name, on_output));
        }
        if own && !self.plan.containers[index].ports.is_empty() {
            self.containers[index].state.ports = self.engine.inspect(&id)?.ports;
        }
        Ok(())
    }

    /// Waits for one event, no longer than `deadline` or the next timer, and takes it in.
    pub(super) fn await_event(&mut self, deadline: SystemTime) -> Result<(), EngineError> {
        let now = self.engine.now();
        let due = [Some(deadline), self.next_timer(now)].into_iter().flatten().min().unwrap_or(deadline);
        let timeout = due.duration_since(now).unwrap_or_default().min(CONDITION_INTERVAL);
        match self.events.next(timeout)? {
            Some(event) => self.take_in(&event),
            None => self.look_after_missed_events()?,
        }
        Ok(())
    }

    /// Takes in an event; one of another task's container is none of its business.
    pub(super) fn take_in(&mut self, event: &EngineEvent) {
        match event {
            EngineEvent::Exited { id, code } => self.exited(id, *code),
            EngineEvent::Health { id, health } => self.health_changed(id, *health),
        }
    }

    /// Now and then, looks at the containers themselves.
    pub(super) fn look_after_missed_events(&mut self) -> Result<(), EngineError> {
        let now = self.engine.now();
        if now.duration_since(self.inspected_at).unwrap_or_default() >= INSPECTION_INTERVAL {
            self.inspected_at = now;
            self.inspect_all()?;
        }
        Ok(())
    }

    /// The nearest moment at which something happens without an event.
    pub(super) fn next_timer(&self, now: SystemTime) -> Option<SystemTime> {
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

    fn exited(&mut self, id: &str, code: i64) {
        let Some(index) = self.index_of_id(id).filter(|index| self.containers[*index].state.status == Status::Running) else {
            return;
        };
        // One that somebody else removed meanwhile has no more to say.
        let out_of_memory = code == 137 && self.engine.inspect(id).is_ok_and(|seen| seen.out_of_memory);
        let reason = out_of_memory.then(|| "OutOfMemoryError: Container killed due to memory usage".to_string());
        self.container_stopped(index, Some(code), reason);
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

    pub(super) fn health_of_task(&self) -> Health {
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
                Ok(seen) if !seen.running => self.exited(&id, seen.exit_code.unwrap_or_default()),
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
        if let Some(output) = self.containers[index].output.take() {
            // Its last lines come before its end; an engine that never closes the stream does not hold up the task.
            let _ = output.recv_timeout(OUTPUT_LIMIT);
        }
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

    pub(super) fn kill_all(&mut self) -> Result<(), EngineError> {
        for index in 0..self.containers.len() {
            let Tracked { state, killed: false, .. } = &self.containers[index] else { continue };
            if let (Some(id), Status::Running) = (state.id.clone(), state.status) {
                self.containers[index].kill_at = Some(self.engine.now());
                self.kill(index, &id)?;
            }
        }
        Ok(())
    }

    pub(super) fn remove_all(&mut self) -> Result<(), EngineError> {
        // Those that share the pause container's network go before it.
        for id in self.ids() {
            self.engine.remove(&id)?;
        }
        for volume in &self.plan.volumes {
            self.engine.remove_volume(&format!("{}{volume}", self.prefix()))?;
        }
        Ok(())
    }

    pub(super) fn ids(&self) -> Vec<String> {
        self.containers.iter().filter_map(|tracked| tracked.state.id.clone()).chain(self.pause.clone()).collect()
    }

    pub(super) fn reach(&mut self, status: Status) {
        self.status = status;
        self.tell(None, EventKind::Status { status, exit_code: None, reason: None });
    }

    pub(super) fn tell(&mut self, container: Option<usize>, kind: EventKind) {
        let container = container.map(|index| self.plan.containers[index].name.clone());
        let event = TaskEvent { at: self.engine.now(), container, kind };
        if let Some(on_event) = &mut self.options.on_event {
            on_event(&event);
        }
        self.history.push(event);
    }

    fn spec<'p>(&self, plan: &'p ContainerPlan, name: &str, network: Network) -> ContainerSpec<'p> {
        let mut labels = self.labels();
        labels.push((Label::Container, plan.name.clone()));
        labels.push((Label::Remembered, Remembered::of(&self.plan, plan, self.created_at).to_json()));
        ContainerSpec { plan, name: format!("{}{name}", self.prefix()), labels, network, prefix: self.prefix() }
    }

    /// Of names on the engine: unique to the task, and still readable in `docker ps`.
    pub(super) fn prefix(&self) -> String {
        format!("ecslab-{}-", self.id.get(..12).unwrap_or(&self.id))
    }

    fn labels(&self) -> Vec<(Label, String)> {
        vec![(Label::Session, self.options.session.clone()), (Label::Task, self.id.clone())]
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&ContainerPlan, &ContainerState)> {
        self.plan.containers.iter().zip(&self.containers).map(|(plan, tracked)| (plan, &tracked.state))
    }

    fn plan_and_state(&self, name: &str) -> Option<(&ContainerPlan, &ContainerState)> {
        self.index(name).map(|index| (&self.plan.containers[index], &self.containers[index].state))
    }

    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.plan.containers.iter().position(|container| container.name == name)
    }

    fn index_of_id(&self, id: &str) -> Option<usize> {
        self.containers.iter().position(|tracked| tracked.state.id.as_deref() == Some(id))
    }

    /// An essential container that ended, or never could start; or all have ended.
    fn reason_to_stop(&self) -> Option<(StopCode, String)> {
        let mut stopped = self.all().filter(|(_, state)| state.status == Status::Stopped).peekable();
        // Without an essential container, which ECS does not register, the last one to end ends the task.
        let all = self.all().all(|(_, state)| state.status == Status::Stopped);
        let first = stopped.peek().copied();
        let (_, ended) = stopped.find(|(plan, _)| plan.essential).or(first.filter(|_| all))?;
        Some(match &ended.reason {
            Some(reason) if ended.started_at.is_none() => (StopCode::TaskFailedToStart, reason.clone()),
            _ => (StopCode::EssentialContainerExited, "Essential container in task exited".to_string()),
        })
    }
}

/// Nothing is pulled unasked, so every image is there before anything starts.
pub(in super::super) fn require_images(engine: &dyn Engine, plan: &TaskPlan) -> Result<(), EngineError> {
    let pause = (plan.network == NetworkMode::Awsvpc).then_some(PAUSE_IMAGE);
    let mut missing: Vec<String> = Vec::new();
    for image in plan.containers.iter().map(|container| container.local_image.as_str()).chain(pause) {
        if !missing.iter().any(|known| known == image) && !engine.has_image(image)? {
            missing.push(image.to_string());
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(EngineError::MissingImages(missing)) }
}

/// Hands lines on from a thread of their own; the receiver is disconnected after the last one.
fn hand_on_output(lines: Box<dyn Iterator<Item = String> + Send>, container: &str, on_output: &OnOutput) -> Receiver<()> {
    let (sender, receiver) = std::sync::mpsc::channel();
    let (container, on_output) = (container.to_string(), on_output.clone());
    std::thread::spawn(move || {
        // Dropped with the closure, which is the signal.
        let _sender: Sender<()> = sender;
        for line in lines {
            on_output(&container, &line);
        }
    });
    receiver
}

fn declares(plan: &ContainerPlan, port: &PublishedPort) -> bool {
    plan.ports.iter().any(|declared| (declared.container_port, declared.protocol) == (port.container_port, port.protocol))
}
