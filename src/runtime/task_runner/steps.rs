//! What a running task does by itself: one step at a time, on events and timers.

use std::time::Duration;

use super::super::ordering::{Resolution, may_stop, resolve};
use super::super::{
    ContainerPlan, ContainerSpec, ContainerState, Engine, EngineError, EventKind, Ipc, IpcMode, Label, Namespaces, Network, NetworkMode,
    PAUSE_IMAGE, PortPlan, PublishedPort, Status, StopCode, TaskEvent, TaskPlan,
};
use super::adopted::Remembered;
use super::{RunningTask, Tracked};
use crate::runtime::{EnvironmentVariable, LaunchType};

/// The last output of a container arrives by then.
pub(super) const OUTPUT_LIMIT: Duration = Duration::from_secs(2);
/// Name of the container that holds the network namespace; ECS's own is called so too.
pub(super) const PAUSE_CONTAINER: &str = "~internal~ecs~pause";

impl RunningTask<'_> {
    /// Volumes, and for awsvpc the container that holds the network.
    pub(super) fn provision(&mut self) -> Result<(), EngineError> {
        self.prepare_volumes()?;
        self.open_endpoints();
        if self.stop.is_some() || !needs_pause(&self.plan) {
            return Ok(());
        }
        let holds_network = self.plan.network == NetworkMode::Awsvpc;
        let pause = ContainerPlan {
            name: PAUSE_CONTAINER.to_string(),
            local_image: PAUSE_IMAGE.to_string(),
            entry_point: vec!["sleep".to_string()],
            command: vec!["2147483647".to_string()],
            // What belongs to a namespace is set where the namespace is; of several containers that set one, the last counts.
            system_controls: self
                .plan
                .containers
                .iter()
                .flat_map(|plan| &plan.system_controls)
                .filter(|control| is_of_pause(&self.plan, control))
                .cloned()
                .collect(),
            ..ContainerPlan::default()
        };
        let mut ports: Vec<PortPlan> = Vec::new();
        for port in self.plan.containers.iter().flat_map(|container| &container.ports) {
            // Two containers that declare one port share it here; the second to listen on it fails, as on ECS.
            if !ports.iter().any(|other| (other.container_port, other.protocol) == (port.container_port, port.protocol)) {
                ports.push(*port);
            }
        }
        let network = if holds_network { Network::Own(ports) } else { Network::Disabled };
        let id = self.start_pause(pause, network)?;
        self.pause = Some(id.clone());
        let published = self.engine.inspect(&id)?.ports;
        for (plan, tracked) in self.plan.containers.iter().zip(&mut self.containers) {
            tracked.state.ports = published.iter().filter(|port| declares(plan, port)).copied().collect();
        }
        Ok(())
    }

    /// The container that holds the task's namespaces.
    pub(super) fn pause_spec<'p>(&self, pause: &'p ContainerPlan, network: Network) -> ContainerSpec<'p> {
        let mut spec = self.spec(pause, "pause", network);
        if self.plan.ipc == IpcMode::Task {
            spec.namespaces.ipc = Ipc::Shareable;
        }
        spec
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
        self.endpoints = None;
        self.reach(Status::Stopped);
        Ok(true)
    }

    pub(super) fn begin_stop(&mut self, code: StopCode, reason: &str) {
        if self.stop.is_some() {
            return;
        }
        self.stop = Some((code, reason.to_string()));
        self.stopping_at = Some(self.engine.now());
        self.endpoints_stop();
        self.tell(None, EventKind::Stopping { reason: reason.to_string() });
        self.reach(Status::Stopping);
    }

    /// Pulls the image of a container where that is asked for; `false` where it cannot, which ends the container.
    fn pull_image(&mut self, index: usize) -> Result<bool, EngineError> {
        let image = &self.plan.containers[index].local_image;
        if !self.options.pull || self.engine.has_image(image)? {
            return Ok(true);
        }
        match self.engine.pull(image, &self.options.cancel) {
            Ok(()) => Ok(true),
            Err(EngineError::CannotPull(message)) => {
                self.container_stopped(index, None, Some(format!("CannotPullContainerError: {message}")));
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }

    fn start_container(&mut self, index: usize) -> Result<(), EngineError> {
        if !self.pull_image(index)? {
            return Ok(());
        }
        let plan = &self.plan.containers[index];
        let network = match (&self.pause, self.plan.network) {
            (_, NetworkMode::None) => Network::Disabled,
            _ if plan.network_disabled => Network::Disabled,
            (Some(pause), NetworkMode::Awsvpc) => Network::SharedWith(pause.clone()),
            _ => Network::Own(plan.ports.clone()),
        };
        let own = matches!(network, Network::Own(_));
        let mut plan = self.with_variables(index);
        tell_where_it_runs(self.plan.launch_type, &mut plan.environment);
        let mut spec = self.spec(&plan, &plan.name, network);
        spec.namespaces = self.namespaces();
        let started = self.engine.start(&spec);
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
        self.follow_output(index, &id)?;
        if own && !self.plan.containers[index].ports.is_empty() {
            self.containers[index].state.ports = self.engine.inspect(&id)?.ports;
        }
        Ok(())
    }

    pub(super) fn container_stopped(&mut self, index: usize, exit_code: Option<i64>, reason: Option<String>) {
        // Its last lines come before its end.
        self.drain_output(index);
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
        self.keep_logs();
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
        self.containers
            .iter()
            .filter_map(|tracked| tracked.state.id.clone())
            .chain(self.pause.clone())
            .chain(self.forwarder.clone())
            .collect()
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

    pub(super) fn spec<'p>(&self, plan: &'p ContainerPlan, name: &str, network: Network) -> ContainerSpec<'p> {
        let mut labels = self.labels();
        labels.push((Label::Container, plan.name.clone()));
        labels.push((Label::Remembered, Remembered::of(&self.plan, plan, self.created_at, self.options.detach).to_json()));
        ContainerSpec {
            plan,
            name: format!("{}{name}", self.prefix()),
            labels,
            network,
            prefix: self.prefix(),
            kept_volumes: self.plan.kept_volumes.clone(),
            namespaces: Namespaces::default(),
        }
    }

    /// Of names on the engine: unique to the task, and still readable in `docker ps`.
    pub(super) fn prefix(&self) -> String {
        format!("ecslab-{}-", self.id.get(..12).unwrap_or(&self.id))
    }

    /// Those of the pause container, where the task shares them.
    fn namespaces(&self) -> Namespaces {
        let pause = self.pause.clone();
        let ipc = match (self.plan.ipc, &pause) {
            (IpcMode::Task, Some(pause)) => Ipc::SharedWith(pause.clone()),
            (IpcMode::None, _) => Ipc::Disabled,
            _ => Ipc::Own,
        };
        Namespaces { processes_of: pause.filter(|_| self.plan.shares_processes), ipc }
    }

    pub(super) fn labels(&self) -> Vec<(Label, String)> {
        vec![(Label::Session, self.options.session.clone()), (Label::Task, self.id.clone())]
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&ContainerPlan, &ContainerState)> {
        self.plan.containers.iter().zip(&self.containers).map(|(plan, tracked)| (plan, &tracked.state))
    }

    pub(super) fn plan_and_state(&self, name: &str) -> Option<(&ContainerPlan, &ContainerState)> {
        self.index(name).map(|index| (&self.plan.containers[index], &self.containers[index].state))
    }

    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.plan.containers.iter().position(|container| container.name == name)
    }

    pub(super) fn index_of_id(&self, id: &str) -> Option<usize> {
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

/// Nothing is pulled unasked, so every image is there before anything starts; asked for, the containers' own may come later.
pub(in super::super) fn require_images(engine: &dyn Engine, plan: &TaskPlan, pull: bool) -> Result<(), EngineError> {
    let owners = plan.kept_volumes.iter().any(|volume| volume.owner.is_some());
    let pause = (needs_pause(plan) || owners).then_some(PAUSE_IMAGE);
    let mut missing: Vec<String> = Vec::new();
    let own = plan.containers.iter().filter(|_| !pull).map(|container| container.local_image.as_str());
    for image in own.chain(pause) {
        if !missing.iter().any(|known| known == image) && !engine.has_image(image)? {
            missing.push(image.to_string());
        }
    }
    if missing.is_empty() { Ok(()) } else { Err(EngineError::MissingImages(missing)) }
}

/// Whether a container holds namespaces for the others, as the agent's own pause container does.
fn needs_pause(plan: &TaskPlan) -> bool {
    plan.network == NetworkMode::Awsvpc || plan.shares_processes || plan.ipc == IpcMode::Task
}

/// Whether a kernel parameter belongs to a namespace that the pause container holds.
pub(super) fn is_of_pause(plan: &TaskPlan, (name, _): &(String, String)) -> bool {
    if name.starts_with("net.") { plan.network == NetworkMode::Awsvpc } else { plan.ipc == IpcMode::Task }
}

fn declares(plan: &ContainerPlan, port: &PublishedPort) -> bool {
    plan.ports.iter().any(|declared| (declared.container_port, declared.protocol) == (port.container_port, port.protocol))
}

/// Adds the variable by which programs tell where they run (<https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-environment-variables.html>,
/// checked 2026-11-29). There is no region here to tell of.
fn tell_where_it_runs(launch_type: LaunchType, environment: &mut Vec<EnvironmentVariable>) {
    const NAME: &str = "AWS_EXECUTION_ENV";
    if environment.iter().any(|variable| variable.name == NAME) {
        return;
    }
    let value = match launch_type {
        LaunchType::Fargate => "AWS_ECS_FARGATE",
        LaunchType::Ec2 => "AWS_ECS_EC2",
    };
    environment.push(EnvironmentVariable { name: NAME.to_string(), value: value.to_string(), secret: false });
}
