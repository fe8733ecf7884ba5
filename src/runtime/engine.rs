//! What a container engine must do for a task.
//!
//! [`Engine`] is synchronous and object-safe. Calls return when the engine has done what they ask; what happens to
//! containers later arrives by [`EngineEvents`]. Time is the engine's too, so that a fake can make it virtual.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use super::{Cancel, ContainerPlan, ExecInputs, ExecRequest, ExecStream, ImageEngine, KeptVolume, LiveView, LogRecord, PortPlan, Protocol};

/// What is kept of a container's output, in bytes; the last of it counts.
pub const MAX_LOG_BYTES: usize = 1024 * 1024;

/// Labels on everything that is started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Label {
    /// One process, one session.
    Session,
    /// Id of the task.
    Task,
    /// Name of the container in the task.
    Container,
    /// What it takes to stop a detached task in order, as JSON.
    Remembered,
    /// Id of the EFS file system for which a volume stands in; such a volume has no other label but its scope.
    FileSystem,
    /// Scope of such a volume.
    Scope,
}

impl Label {
    /// The label's key.
    pub fn key(self) -> &'static str {
        match self {
            Label::Session => "io.ecslab.session",
            Label::Task => "io.ecslab.task",
            Label::Container => "io.ecslab.container",
            Label::Remembered => "io.ecslab.remembered",
            Label::FileSystem => "io.ecslab.file-system",
            Label::Scope => "io.ecslab.scope",
        }
    }
}

/// Why the engine did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EngineError {
    /// Nothing answers.
    #[error("no container engine answers: {0}")]
    Unreachable(String),
    /// Somebody answers, but not to this user.
    #[error("you may not use the container engine: {0}")]
    Forbidden(String),
    /// The images are not on this machine, and nothing is pulled unasked.
    #[error("{} not on this machine: {}", if .0.len() == 1 { "an image is" } else { "images are" }, .0.join(", "))]
    MissingImages(Vec<String>),
    /// The image cannot be pulled; the message is the engine's own.
    #[error("{0}")]
    CannotPull(String),
    /// The host port is in use.
    #[error("port {0} of this machine is taken")]
    PortTaken(u16),
    /// The engine refused to create or start a container; the message is its own.
    #[error("{0}")]
    CannotStart(String),
    /// The container is not there, or does not run.
    #[error("container {0} is not there")]
    NoSuchContainer(String),
    /// It did not end in time.
    #[error("{what} did not end within {} s", .limit.as_secs())]
    TimedOut {
        /// What.
        what: String,
        /// The time that it had.
        limit: Duration,
    },
    /// Anything else.
    #[error("the container engine failed to {action}: {message}")]
    Failed {
        /// Fits after "failed to".
        action: &'static str,
        /// In the engine's words.
        message: String,
    },
}

/// A container to start.
#[derive(Debug, Clone)]
pub struct ContainerSpec<'p> {
    /// What runs in it.
    pub plan: &'p ContainerPlan,
    /// Its name on the engine.
    pub name: String,
    /// Label and value.
    pub labels: Vec<(Label, String)>,
    /// Its network.
    pub network: Network,
    /// Prefix that makes names of the task's volumes and containers those of the engine.
    pub prefix: String,
    /// Volumes of the task that are not its own.
    pub kept_volumes: Vec<KeptVolume>,
    /// Namespaces that it shares with others of its task.
    pub namespaces: Namespaces,
}

/// Process and IPC namespaces of one container; the default has its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Namespaces {
    /// Id of the container whose processes it sees.
    pub processes_of: Option<String>,
    /// Its IPC namespace.
    pub ipc: Ipc,
}

/// The IPC namespace of one container.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ipc {
    /// Its own.
    #[default]
    Own,
    /// Its own, which others may share.
    Shareable,
    /// That of another container, by its id.
    SharedWith(String),
    /// Its own, without `/dev/shm`.
    Disabled,
}

/// The network of one container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Network {
    /// That of another container, by its id.
    SharedWith(String),
    /// Its own, with these ports published on 127.0.0.1.
    Own(Vec<PortPlan>),
    /// None but loopback.
    Disabled,
}

/// What happened to a container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EngineEvent {
    /// Its main process ended.
    Exited {
        /// The engine's id of it.
        id: String,
        /// Exit code; 128 + n after signal n.
        code: i64,
    },
    /// Its health check changed its mind.
    Health {
        /// The engine's id of it.
        id: String,
        /// The new status.
        health: Health,
    },
}

/// Status of a health check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Health {
    /// There is none, or it has not decided yet.
    #[default]
    Unknown,
    /// It passed.
    Healthy,
    /// It failed often enough.
    Unhealthy,
}

impl Health {
    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Health::Unknown => "UNKNOWN",
            Health::Healthy => "HEALTHY",
            Health::Unhealthy => "UNHEALTHY",
        }
    }
}

/// The events of one task or of one session, from before its first container started.
pub trait EngineEvents: Send {
    /// The next event, or `None` when `timeout` passes without one.
    ///
    /// # Errors
    /// When the engine went away.
    fn next(&mut self, timeout: Duration) -> Result<Option<EngineEvent>, EngineError>;
}

/// A container as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Inspection {
    /// Whether its main process runs.
    pub running: bool,
    /// Exit code, once it has run and stopped.
    pub exit_code: Option<i64>,
    /// Status of its health check.
    pub health: Health,
    /// Exit code and output of its last health check.
    pub last_probe: Option<(i64, String)>,
    /// Whether the kernel killed it for its memory.
    pub out_of_memory: bool,
    /// Ports published for it.
    pub ports: Vec<PublishedPort>,
    /// Hard memory limit in bytes.
    pub memory_limit: Option<i64>,
}

/// A port of a container on the host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub struct PublishedPort {
    pub container_port: u16,
    pub protocol: Protocol,
    pub host_ip: IpAddr,
    pub host_port: u16,
}

/// Standard output and error of a container, in the order of arrival.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Logs {
    /// At most [`MAX_LOG_BYTES`], the last of it; bytes that are not UTF-8 are replaced.
    pub text: String,
    /// Whether earlier output is missing.
    pub cut: bool,
}

/// What a command in a container gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExecOutput {
    /// Its exit code.
    pub exit_code: i64,
    /// Standard output and error, at most [`MAX_LOG_BYTES`].
    pub output: String,
}

/// The engine's name and versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineVersion {
    /// Such as `20.10.24`.
    pub engine: String,
    /// Such as `1.41`.
    pub api: String,
}

/// A container that ecslab started, now or earlier.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ListedContainer {
    /// The engine's id.
    pub id: String,
    /// Its image.
    pub image: String,
    /// The session that started it.
    pub session: String,
    /// Its task.
    pub task: String,
    /// Its name in the task.
    pub container: String,
    /// The value of [`Label::Remembered`].
    pub remembered: String,
    /// In the engine's words: `Up 2 minutes (healthy)`.
    pub status: String,
}

/// A container engine.
pub trait Engine: Send + Sync {
    /// Asks the engine for its version; the way to see whether there is one.
    ///
    /// # Errors
    /// [`EngineError::Unreachable`] when nothing answers.
    fn version(&self) -> Result<EngineVersion, EngineError>;

    /// The time.
    fn now(&self) -> SystemTime;

    /// What it can do with images, where it pushes and pulls.
    fn images(&self) -> Option<&dyn ImageEngine> {
        None
    }

    /// Whether the image is on this machine.
    ///
    /// # Errors
    /// When the engine cannot be asked.
    fn has_image(&self, image: &str) -> Result<bool, EngineError>;

    /// Pulls an image, with the credentials that `docker login` left, unless `cancel` is asked meanwhile.
    ///
    /// # Errors
    /// [`EngineError::CannotPull`] in the engine's words.
    fn pull(&self, image: &str, cancel: &Cancel) -> Result<(), EngineError>;

    /// Subscribes to the events of the containers that carry the label with this value: those of a task, or of a session.
    ///
    /// # Errors
    /// When the engine cannot be asked.
    fn events(&self, label: Label, value: &str) -> Result<Box<dyn EngineEvents>, EngineError>;

    /// Creates and starts a container, and gives its id. One that could not start is not left behind.
    ///
    /// # Errors
    /// [`EngineError::PortTaken`], [`EngineError::MissingImages`], or [`EngineError::CannotStart`] in the engine's words.
    fn start(&self, spec: &ContainerSpec<'_>) -> Result<String, EngineError>;

    /// Starts a container again that has ended, with its file system as it is.
    ///
    /// # Errors
    /// [`EngineError::CannotStart`] in the engine's words, or [`EngineError::NoSuchContainer`].
    fn start_again(&self, id: &str) -> Result<(), EngineError>;

    /// Bytes that a container has written to its own file system, without its volumes. This may take long.
    ///
    /// # Errors
    /// [`EngineError::NoSuchContainer`] when it is gone.
    fn written_bytes(&self, id: &str) -> Result<u64, EngineError>;

    /// Looks at a container.
    ///
    /// # Errors
    /// [`EngineError::NoSuchContainer`] when it is gone.
    fn inspect(&self, id: &str) -> Result<Inspection, EngineError>;

    /// Sends the image's stop signal (SIGTERM unless the image says another) and gives its name; does not wait.
    ///
    /// # Errors
    /// When the engine cannot be asked; that the container has ended already is none.
    fn terminate(&self, id: &str) -> Result<String, EngineError>;

    /// Sends SIGKILL; does not wait.
    ///
    /// # Errors
    /// When the engine cannot be asked; that the container has ended already is none.
    fn kill(&self, id: &str) -> Result<(), EngineError>;

    /// Removes a container, running or not, with its anonymous volumes.
    ///
    /// # Errors
    /// When the engine cannot; that the container is gone already is none.
    fn remove(&self, id: &str) -> Result<(), EngineError>;

    /// What the container wrote so far.
    ///
    /// # Errors
    /// [`EngineError::NoSuchContainer`] when it is gone.
    fn logs(&self, id: &str) -> Result<Logs, EngineError>;

    /// The lines that a container writes, from its first to its last, as they come; the iterator waits for each.
    ///
    /// # Errors
    /// When the engine cannot be asked.
    fn follow(&self, id: &str) -> Result<Box<dyn Iterator<Item = String> + Send>, EngineError>;

    /// The lines that a container wrote, with their times: from the first or, with `tail`, only the last so many; with `follow`
    /// also those that come, to its end, and then the iterator waits for each.
    ///
    /// # Errors
    /// When the engine cannot be asked.
    fn records(&self, id: &str, _follow: bool, tail: Option<usize>) -> Result<Box<dyn Iterator<Item = LogRecord> + Send>, EngineError> {
        let (at, all) = (self.now(), self.logs(id)?.text);
        let mut lines: Vec<LogRecord> = all.lines().map(|text| LogRecord { at, text: text.to_string() }).collect();
        let first = tail.map_or(0, |tail| lines.len().saturating_sub(tail));
        Ok(Box::new(lines.split_off(first).into_iter()))
    }

    /// Runs a command with its standard streams, and gives its exit code when it ends.
    ///
    /// # Errors
    /// When the container does not run, or the engine fails; that the command fails is none.
    fn attach(
        &self,
        id: &str,
        request: &ExecRequest,
        _inputs: ExecInputs,
        on_output: &mut dyn FnMut(ExecStream, &[u8]),
    ) -> Result<i64, EngineError> {
        let done = self.exec(id, &request.command, Duration::MAX)?;
        on_output(ExecStream::Output, done.output.as_bytes());
        Ok(done.exit_code)
    }

    /// Runs a command in a running container and waits for its end.
    ///
    /// # Errors
    /// When the container does not run, or the command takes longer than `limit`.
    fn exec(&self, id: &str, command: &[String], limit: Duration) -> Result<ExecOutput, EngineError>;

    /// Looks at containers from other threads; `None` where the engine has no real containers.
    fn live_view(&self) -> Option<Arc<dyn LiveView>> {
        None
    }

    /// The address at which containers with a network of their own reach this machine, where the engine knows one.
    fn gateway(&self) -> Option<IpAddr> {
        None
    }

    /// The address of a container with a network of its own.
    ///
    /// # Errors
    /// [`EngineError::NoSuchContainer`] when it is gone.
    fn address(&self, _id: &str) -> Result<Option<IpAddr>, EngineError> {
        Ok(None)
    }

    /// Makes an empty volume.
    ///
    /// # Errors
    /// When the engine cannot.
    fn create_volume(&self, name: &str, labels: &[(Label, String)]) -> Result<(), EngineError>;

    /// Removes a volume that no container uses.
    ///
    /// # Errors
    /// When the engine cannot; that it is gone already is none.
    fn remove_volume(&self, name: &str) -> Result<(), EngineError>;

    /// Lets a container live on when this engine value is dropped.
    fn detach(&self, id: &str);

    /// The containers that carry the label, with this value or any; the oldest first.
    ///
    /// # Errors
    /// When the engine cannot be asked.
    fn containers(&self, label: Label, value: Option<&str>) -> Result<Vec<ListedContainer>, EngineError>;

    /// Names of the volumes that carry the label, with this value or any.
    ///
    /// # Errors
    /// When the engine cannot be asked.
    fn volumes(&self, label: Label, value: Option<&str>) -> Result<Vec<String>, EngineError>;
}
