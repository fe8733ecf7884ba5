//! The engine for real: Docker, or what speaks its API, through testcontainers.
//!
//! testcontainers creates, starts and removes the containers, and honours `DOCKER_HOST`; what it has no call for (events,
//! signals, volumes, listing by label) goes to the client that it uses itself. Checked against Engine 20.10 (API 1.41).

mod archives;
mod images;

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use futures_util::StreamExt;
use testcontainers::bollard::Docker;
use testcontainers::bollard::errors::Error as DockerError;
use testcontainers::bollard::exec::{CreateExecOptions, StartExecResults};
use testcontainers::bollard::models::{ContainerInspectResponse, EventMessage, HealthStatusEnum, VolumeCreateRequest};
use testcontainers::bollard::query_parameters::{
    EventsOptionsBuilder, InspectContainerOptions, InspectContainerOptionsBuilder, KillContainerOptionsBuilder,
    ListContainersOptionsBuilder, ListVolumesOptionsBuilder, LogsOptionsBuilder, RemoveContainerOptionsBuilder, RemoveVolumeOptions,
    StartContainerOptions,
};
use testcontainers::core::client::docker_client_instance;
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

mod attached_exec;
mod live_view;
mod records;

use super::container_request::{Machine, as_engine_error, as_pull_error, container_request, daemon_says, pull_request};
use super::output::{Lines, Tail};
use super::{
    Cancel, ContainerSpec, Engine, EngineError, EngineEvent, EngineEvents, EngineVersion, ExecInputs, ExecOutput, ExecRequest, ExecStream,
    Health, ImageEngine, Inspection, Label, ListedContainer, LiveView, LogRecord, Logs, Protocol, PublishedPort,
};

/// A registry that does not answer holds up a task no longer.
const PULL_LIMIT: Duration = Duration::from_secs(600);
/// How soon a pull ends that is cancelled.
const CANCEL_INTERVAL: Duration = Duration::from_millis(100);
/// Lines of output that wait to be read.
const LINES_AHEAD: usize = 256;

/// Docker, Podman or another engine with Docker's API.
pub struct TestcontainersEngine {
    runtime: Runtime,
    docker: Docker,
    machine: Machine,
    /// Wall clock at the start, and what has passed since: durations stay right when the clock is set.
    started: (SystemTime, Instant),
    /// Removed when this value is dropped.
    held: Mutex<HashMap<String, ContainerAsync<GenericImage>>>,
}

/// The innermost cause says what happened; what stands around it is the words of libraries.
fn unreachable(error: &dyn std::error::Error) -> EngineError {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let message = cause.to_string();
    let message = message.strip_prefix("failed to initialize a docker client: ").unwrap_or(&message);
    if message.to_ascii_lowercase().contains("permission denied") {
        return EngineError::Forbidden(message.to_string());
    }
    EngineError::Unreachable(message.to_string())
}

impl TestcontainersEngine {
    /// Connects, and asks for the version to see whether somebody answers.
    ///
    /// # Errors
    /// [`EngineError::Unreachable`] when nobody does.
    pub fn connect() -> Result<Self, EngineError> {
        let unreachable = |error: &dyn std::error::Error| unreachable(error);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("ecslab-engine")
            .enable_all()
            .build()
            .map_err(|error| unreachable(&error))?;
        let docker = runtime.block_on(docker_client_instance()).map_err(|error| unreachable(&error))?;
        let info = runtime.block_on(docker.info()).map_err(|error| unreachable(&error))?;
        let started = (SystemTime::now(), Instant::now());
        Ok(Self { runtime, docker, machine: Machine { cpus: info.ncpu, memory: info.mem_total }, started, held: Mutex::default() })
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<String, ContainerAsync<GenericImage>>> {
        // The map is whole whatever panicked.
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn inspect_container(&self, id: &str) -> Result<ContainerInspectResponse, EngineError> {
        self.docker.inspect_container(id, None::<InspectContainerOptions>).await.map_err(|error| about(id, "inspect a container", &error))
    }

    async fn force_remove(&self, id: &str) -> Result<(), EngineError> {
        let options = RemoveContainerOptionsBuilder::new().force(true).v(true).build();
        match self.docker.remove_container(id, Some(options)).await {
            // Gone, or going: another removal is under way.
            Ok(()) | Err(DockerError::DockerResponseServerError { status_code: 404 | 409, .. }) => Ok(()),
            Err(error) => Err(failed("remove a container", &error)),
        }
    }

    fn signal(&self, id: &str, signal: &str) -> Result<(), EngineError> {
        let options = KillContainerOptionsBuilder::new().signal(signal).build();
        match self.runtime.block_on(self.docker.kill_container(id, Some(options))) {
            // It has ended by itself.
            Ok(()) | Err(DockerError::DockerResponseServerError { status_code: 404 | 409, .. }) => Ok(()),
            // It has the signal, and the engine lost patience: a thousand processes take longer to end than it waits. The end is told
            // by an event, for which the task waits anyway.
            Err(DockerError::DockerResponseServerError { message, .. }) if message.contains("did not receive an exit event") => Ok(()),
            Err(error) => Err(failed("signal a container", &error)),
        }
    }
}

impl Drop for TestcontainersEngine {
    fn drop(&mut self) {
        let held = std::mem::take(&mut *self.held());
        self.runtime.block_on(async {
            for container in held.into_values() {
                // What cannot be removed now carries the session's label, for `ecslab clean`.
                let _ = container.rm().await;
            }
        });
    }
}

impl std::fmt::Debug for TestcontainersEngine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("TestcontainersEngine").finish_non_exhaustive()
    }
}

impl Engine for TestcontainersEngine {
    fn version(&self) -> Result<EngineVersion, EngineError> {
        let version = self.runtime.block_on(self.docker.version()).map_err(|error| unreachable(&error))?;
        Ok(EngineVersion { engine: version.version.unwrap_or_default(), api: version.api_version.unwrap_or_default() })
    }

    fn now(&self) -> SystemTime {
        self.started.0 + self.started.1.elapsed()
    }

    fn images(&self) -> Option<&dyn ImageEngine> {
        Some(self)
    }

    fn has_image(&self, image: &str) -> Result<bool, EngineError> {
        match self.runtime.block_on(self.docker.inspect_image(image)) {
            Ok(_) => Ok(true),
            Err(DockerError::DockerResponseServerError { status_code: 404, .. }) => Ok(false),
            Err(error) => Err(failed("look for an image", &error)),
        }
    }

    fn pull(&self, image: &str, cancel: &Cancel) -> Result<(), EngineError> {
        let cancelled = async {
            // It is asked from a signal's thread, which wakes nobody.
            while !cancel.asked() {
                tokio::time::sleep(CANCEL_INTERVAL).await;
            }
        };
        let cut_short = |why: String| Err(EngineError::CannotPull(why));
        self.runtime.block_on(async {
            tokio::select! {
                pulled = pull_request(image).pull_image() => pulled.map(drop).map_err(as_pull_error),
                () = cancelled => cut_short("the pull was cut short".to_string()),
                () = tokio::time::sleep(PULL_LIMIT) => cut_short(format!("the pull did not end within {} s", PULL_LIMIT.as_secs())),
            }
        })
    }

    fn events(&self, label: Label, value: &str) -> Result<Box<dyn EngineEvents>, EngineError> {
        // With `since`, the engine repeats what happened before the subscription stood.
        let since = self.now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs().saturating_sub(1);
        let filters = HashMap::from([
            ("type", vec!["container".to_string()]),
            ("label", vec![format!("{}={value}", label.key())]),
            ("event", vec!["die".to_string(), "health_status".to_string()]),
        ]);
        let options = EventsOptionsBuilder::new().since(&since.to_string()).filters(&filters).build();
        let docker = self.docker.clone();
        let (sender, receiver) = mpsc::unbounded_channel();
        let task = self.runtime.spawn(async move {
            let mut events = std::pin::pin!(docker.events(Some(options)));
            while let Some(event) = events.next().await {
                let event = match event {
                    Ok(message) => match engine_event(message) {
                        Some(event) => Ok(event),
                        None => continue,
                    },
                    Err(error) => Err(failed("tell what happens to containers", &error)),
                };
                if sender.send(event).is_err() {
                    return;
                }
            }
        });
        Ok(Box::new(Events { receiver, handle: self.runtime.handle().clone(), subscription: task.abort_handle() }))
    }

    fn start(&self, spec: &ContainerSpec<'_>) -> Result<String, EngineError> {
        let request = container_request(spec, self.machine);
        match self.runtime.block_on(request.start()) {
            Ok(container) => {
                let id = container.id().to_string();
                self.held().insert(id.clone(), container);
                Ok(id)
            }
            Err(error) => {
                // Created, but not started: it would stay.
                self.runtime.block_on(self.force_remove(&spec.name))?;
                Err(as_engine_error(&spec.plan.local_image, error))
            }
        }
    }

    fn start_again(&self, id: &str) -> Result<(), EngineError> {
        match self.runtime.block_on(self.docker.start_container(id, None::<StartContainerOptions>)) {
            Ok(()) => Ok(()),
            Err(DockerError::DockerResponseServerError { status_code: 404, .. }) => Err(EngineError::NoSuchContainer(id.to_string())),
            Err(DockerError::DockerResponseServerError { message, .. }) => Err(EngineError::CannotStart(daemon_says(&message))),
            Err(error) => Err(failed("start a container again", &error)),
        }
    }

    fn written_bytes(&self, id: &str) -> Result<u64, EngineError> {
        let options = InspectContainerOptionsBuilder::new().size(true).build();
        let seen = self.runtime.block_on(self.docker.inspect_container(id, Some(options)));
        let size = seen.map_err(|error| about(id, "measure a container", &error))?.size_rw;
        Ok(size.and_then(|size| u64::try_from(size).ok()).unwrap_or_default())
    }

    fn inspect(&self, id: &str) -> Result<Inspection, EngineError> {
        let seen = self.runtime.block_on(self.inspect_container(id))?;
        let state = seen.state.unwrap_or_default();
        let running = state.running.unwrap_or(false);
        let probes = state.health.as_ref().and_then(|health| health.log.as_ref());
        let last_probe = probes
            .and_then(|probes| probes.last())
            .map(|probe| (probe.exit_code.unwrap_or_default(), probe.output.clone().unwrap_or_default()));
        let health = state.health.and_then(|health| health.status);
        let ports = seen.network_settings.and_then(|network| network.ports).unwrap_or_default();
        let mut ports: Vec<PublishedPort> = ports.iter().flat_map(published).collect();
        ports.sort_by_key(|port| (port.container_port, port.host_port));
        Ok(Inspection {
            running,
            exit_code: state.exit_code.filter(|_| !running && state.started_at.is_some()),
            last_probe,
            health: match health {
                Some(HealthStatusEnum::HEALTHY) => Health::Healthy,
                Some(HealthStatusEnum::UNHEALTHY) => Health::Unhealthy,
                _ => Health::Unknown,
            },
            out_of_memory: state.oom_killed.unwrap_or(false),
            ports,
            memory_limit: seen.host_config.and_then(|host| host.memory).filter(|bytes| *bytes > 0),
        })
    }

    fn terminate(&self, id: &str) -> Result<String, EngineError> {
        let config = match self.runtime.block_on(self.inspect_container(id)) {
            Ok(seen) => seen.config,
            Err(EngineError::NoSuchContainer(_)) => None,
            Err(error) => return Err(error),
        };
        let signal = config.and_then(|config| config.stop_signal).filter(|signal| !signal.is_empty()).unwrap_or("SIGTERM".to_string());
        self.signal(id, &signal)?;
        Ok(signal)
    }

    fn kill(&self, id: &str) -> Result<(), EngineError> {
        self.signal(id, "SIGKILL")
    }

    fn remove(&self, id: &str) -> Result<(), EngineError> {
        let held = self.held().remove(id);
        if let Some(container) = held
            && self.runtime.block_on(container.rm()).is_ok()
        {
            return Ok(());
        }
        self.runtime.block_on(self.force_remove(id))
    }

    fn logs(&self, id: &str) -> Result<Logs, EngineError> {
        let options = LogsOptionsBuilder::new().stdout(true).stderr(true).build();
        self.runtime.block_on(async {
            let mut stream = std::pin::pin!(self.docker.logs(id, Some(options)));
            let mut kept = Tail::default();
            while let Some(chunk) = stream.next().await {
                kept.add(&chunk.map_err(|error| about(id, "read logs", &error))?.into_bytes());
            }
            let (text, cut) = kept.into_text();
            Ok(Logs { text, cut })
        })
    }

    fn follow(&self, id: &str) -> Result<Box<dyn Iterator<Item = String> + Send>, EngineError> {
        let options = LogsOptionsBuilder::new().stdout(true).stderr(true).follow(true).build();
        let (docker, id) = (self.docker.clone(), id.to_string());
        // Bounded: whoever reads slowly slows the reading, not the container.
        let (sender, mut receiver) = mpsc::channel(LINES_AHEAD);
        self.runtime.spawn(async move {
            let mut stream = std::pin::pin!(docker.logs(&id, Some(options)));
            let mut lines = Lines::default();
            while let Some(Ok(chunk)) = stream.next().await {
                for line in lines.add(&chunk.into_bytes()) {
                    if sender.send(line).await.is_err() {
                        return;
                    }
                }
            }
            if let Some(line) = lines.last() {
                // The reader is gone, and so is the need for the line.
                let _ = sender.send(line).await;
            }
        });
        Ok(Box::new(std::iter::from_fn(move || receiver.blocking_recv())))
    }

    fn exec(&self, id: &str, command: &[String], limit: Duration) -> Result<ExecOutput, EngineError> {
        let run = async {
            let options = CreateExecOptions {
                cmd: Some(command.to_vec()),
                attach_stdout: Some(true),
                attach_stderr: Some(true),
                ..Default::default()
            };
            let exec = self.docker.create_exec(id, options).await.map_err(|error| about(id, "run a command", &error))?;
            let mut kept = Tail::default();
            let started = self.docker.start_exec(&exec.id, None).await.map_err(|error| about(id, "run a command", &error))?;
            if let StartExecResults::Attached { mut output, .. } = started {
                while let Some(chunk) = output.next().await {
                    kept.add(&chunk.map_err(|error| failed("read a command's output", &error))?.into_bytes());
                }
            }
            loop {
                let seen = self.docker.inspect_exec(&exec.id).await.map_err(|error| failed("read an exit code", &error))?;
                if let (Some(exit_code), false) = (seen.exit_code, seen.running.unwrap_or(false)) {
                    return Ok(ExecOutput { exit_code, output: kept.into_text().0 });
                }
                // The output ends a moment before the engine has noted the exit code, and there is no event for it.
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        let timed_out = || EngineError::TimedOut { what: command.join(" "), limit };
        self.runtime.block_on(async { tokio::time::timeout(limit, run).await }).unwrap_or_else(|_| Err(timed_out()))
    }

    fn records(&self, id: &str, follow: bool, tail: Option<usize>) -> Result<Box<dyn Iterator<Item = LogRecord> + Send>, EngineError> {
        let mut options = LogsOptionsBuilder::new().stdout(true).stderr(true).timestamps(true).follow(follow);
        if let Some(tail) = tail {
            options = options.tail(&tail.to_string());
        }
        let (docker, id, options) = (self.docker.clone(), id.to_string(), options.build());
        // Bounded: whoever reads slowly slows the reading, not the container.
        let (sender, mut receiver) = mpsc::channel(LINES_AHEAD);
        self.runtime.spawn(async move {
            let mut stream = std::pin::pin!(docker.logs(&id, Some(options)));
            let mut records = records::Records::default();
            while let Some(Ok(chunk)) = stream.next().await {
                if let Some(record) = records.add(&chunk.into_bytes())
                    && sender.send(record).await.is_err()
                {
                    return;
                }
            }
            if let Some(record) = records.last() {
                // The reader is gone, and so is the need for the line.
                let _ = sender.send(record).await;
            }
        });
        Ok(Box::new(std::iter::from_fn(move || receiver.blocking_recv())))
    }

    fn attach(
        &self,
        id: &str,
        request: &ExecRequest,
        inputs: ExecInputs,
        on_output: &mut dyn FnMut(ExecStream, &[u8]),
    ) -> Result<i64, EngineError> {
        self.runtime.block_on(attached_exec::attach(&self.docker, id, request, inputs, on_output))
    }

    fn live_view(&self) -> Option<Arc<dyn LiveView>> {
        Some(Arc::new(live_view::DockerView { docker: self.docker.clone(), handle: self.runtime.handle().clone() }))
    }

    fn gateway(&self) -> Option<IpAddr> {
        self.runtime.block_on(live_view::gateway(&self.docker))
    }

    fn address(&self, id: &str) -> Result<Option<IpAddr>, EngineError> {
        let seen = self.runtime.block_on(self.inspect_container(id))?;
        let networks = seen.network_settings.and_then(|settings| settings.networks).unwrap_or_default();
        Ok(networks.values().find_map(|network| network.ip_address.as_deref()?.parse().ok()))
    }

    fn create_volume(&self, name: &str, labels: &[(Label, String)]) -> Result<(), EngineError> {
        let labels = labels.iter().map(|(label, value)| (label.key().to_string(), value.clone())).collect();
        let request = VolumeCreateRequest { name: Some(name.to_string()), labels: Some(labels), ..Default::default() };
        self.runtime.block_on(self.docker.create_volume(request)).map(|_| ()).map_err(|error| failed("create a volume", &error))
    }

    fn remove_volume(&self, name: &str) -> Result<(), EngineError> {
        match self.runtime.block_on(self.docker.remove_volume(name, None::<RemoveVolumeOptions>)) {
            Ok(()) | Err(DockerError::DockerResponseServerError { status_code: 404, .. }) => Ok(()),
            Err(error) => Err(failed("remove a volume", &error)),
        }
    }

    fn detach(&self, id: &str) {
        // Not dropping it is what testcontainers offers for containers that live on.
        if let Some(container) = self.held().remove(id) {
            std::mem::forget(container);
        }
    }

    fn containers(&self, label: Label, value: Option<&str>) -> Result<Vec<ListedContainer>, EngineError> {
        let options = ListContainersOptionsBuilder::new().all(true).filters(&label_filter(label, value)).build();
        let found = self.runtime.block_on(self.docker.list_containers(Some(options))).map_err(|error| failed("list containers", &error))?;
        // The engine lists the newest first.
        let listed = found.into_iter().rev().map(|container| {
            let mut labels = container.labels.unwrap_or_default();
            let mut take = |label: Label| labels.remove(label.key()).unwrap_or_default();
            ListedContainer {
                session: take(Label::Session),
                task: take(Label::Task),
                container: take(Label::Container),
                remembered: take(Label::Remembered),
                id: container.id.unwrap_or_default(),
                image: container.image.unwrap_or_default(),
                status: container.status.unwrap_or_default(),
            }
        });
        Ok(listed.collect())
    }

    fn volumes(&self, label: Label, value: Option<&str>) -> Result<Vec<String>, EngineError> {
        let options = ListVolumesOptionsBuilder::new().filters(&label_filter(label, value)).build();
        let found = self.runtime.block_on(self.docker.list_volumes(Some(options))).map_err(|error| failed("list volumes", &error))?;
        Ok(found.volumes.unwrap_or_default().into_iter().map(|volume| volume.name).collect())
    }
}

/// A subscription, which ends with this value.
struct Events {
    receiver: mpsc::UnboundedReceiver<Result<EngineEvent, EngineError>>,
    handle: tokio::runtime::Handle,
    subscription: tokio::task::AbortHandle,
}

impl EngineEvents for Events {
    fn next(&mut self, timeout: Duration) -> Result<Option<EngineEvent>, EngineError> {
        match self.handle.block_on(async { tokio::time::timeout(timeout, self.receiver.recv()).await }) {
            Ok(Some(event)) => event.map(Some),
            Ok(None) => Err(EngineError::Unreachable("it ended the stream of events".to_string())),
            Err(_) => Ok(None),
        }
    }
}

impl Drop for Events {
    fn drop(&mut self) {
        self.subscription.abort();
    }
}

fn engine_event(message: EventMessage) -> Option<EngineEvent> {
    let actor = message.actor?;
    let id = actor.id?;
    match message.action?.as_str() {
        "die" => {
            let code = actor.attributes?.get("exitCode")?.parse().ok()?;
            Some(EngineEvent::Exited { id, code })
        }
        "health_status: healthy" => Some(EngineEvent::Health { id, health: Health::Healthy }),
        "health_status: unhealthy" => Some(EngineEvent::Health { id, health: Health::Unhealthy }),
        _ => None,
    }
}

/// `80/tcp` and its bindings.
fn published((port, bindings): (&String, &Option<Vec<testcontainers::bollard::models::PortBinding>>)) -> Vec<PublishedPort> {
    let Some((number, protocol)) = port.split_once('/') else { return Vec::new() };
    let Ok(container_port) = number.parse() else { return Vec::new() };
    let protocol = if protocol == "udp" { Protocol::Udp } else { Protocol::Tcp };
    let bound = bindings.iter().flatten().filter_map(|binding| {
        let host_port = binding.host_port.as_deref()?.parse().ok()?;
        let host_ip = binding.host_ip.as_deref().and_then(|ip| ip.parse().ok()).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        Some(PublishedPort { container_port, protocol, host_ip, host_port })
    });
    bound.collect()
}

fn label_filter(label: Label, value: Option<&str>) -> HashMap<&'static str, Vec<String>> {
    HashMap::from([("label", vec![value.map_or(label.key().to_string(), |value| format!("{}={value}", label.key()))])])
}

fn failed(action: &'static str, error: &DockerError) -> EngineError {
    match error {
        DockerError::DockerResponseServerError { message, .. } => EngineError::Failed { action, message: message.clone() },
        _ => EngineError::Failed { action, message: error.to_string() },
    }
}

fn about(id: &str, action: &'static str, error: &DockerError) -> EngineError {
    match error {
        DockerError::DockerResponseServerError { status_code: 404 | 409, .. } => EngineError::NoSuchContainer(id.to_string()),
        _ => failed(action, error),
    }
}
