//! What to start, decided before anything starts.
//!
//! A plan is plain data: `planner` makes it of a task definition, the state machine and the engines read it.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use super::{EnvironmentFile, FileSystems, LogPlan, Secrets};

/// Holds the network namespace that the containers of an awsvpc task share, as the agent's own pause container does.
pub const PAUSE_IMAGE: &str = "public.ecr.aws/docker/library/busybox:1.37";

/// Processes and threads that a container may have: a fork bomb ends here.
pub const PIDS_LIMIT: i64 = 1024;
/// Memory of a container for which neither it nor its task sets a limit, MiB.
pub const DEFAULT_MEMORY_MIB: u32 = 2048;
/// What a container may write to its own file system, MiB, unless [`PlanOptions::disk_limit_mib`] says otherwise.
pub const DEFAULT_DISK_LIMIT_MIB: u32 = 10 * 1024;

/// What the definition leaves open.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// From an image reference as it is written, or a container's name, to a local image.
    pub images: BTreeMap<String, String>,
    /// Values of the secrets.
    pub secrets: Secrets,
    /// Which host ports to take.
    pub ports: Ports,
    /// From the ARN of an environment file, as the definition writes it, to its contents.
    pub environment_files: BTreeMap<String, EnvironmentFile>,
    /// The directory whose subdirectories stand in for `host.sourcePath`; without one, host paths are refused.
    pub workspace: Option<PathBuf>,
    /// What stands in for EFS file systems.
    pub file_systems: FileSystems,
    /// [`DEFAULT_DISK_LIMIT_MIB`] where there is none.
    pub disk_limit_mib: Option<u32>,
}

/// Which host ports a task takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ports {
    /// Those of the definition: `hostPort`, and in awsvpc the container's port.
    #[default]
    AsDeclared,
    /// Free ones that the engine picks.
    Dynamic,
}

/// A task, ready to start.
#[derive(Debug, Clone, Default)]
pub struct TaskPlan {
    /// The family, or `task` where the definition leaves it open.
    pub family: String,
    /// Where ECS would run it.
    pub launch_type: LaunchType,
    /// How its containers reach each other.
    pub network: NetworkMode,
    /// Task CPU as it is written.
    pub cpu: Option<String>,
    /// Task memory as it is written.
    pub memory: Option<String>,
    /// `taskRoleArn`; a name alone is made an ARN.
    pub task_role: Option<String>,
    /// Task-scoped volumes, empty at the start and gone at the end.
    pub volumes: Vec<String>,
    /// Volumes with data that were there before and stay.
    pub kept_volumes: Vec<KeptVolume>,
    /// Whether all containers share one process namespace (`pidMode` task).
    pub shares_processes: bool,
    /// `ipcMode`
    pub ipc: IpcMode,
    /// `ephemeralStorage.sizeInGiB`, where it is declared.
    pub ephemeral_storage_gib: Option<u32>,
    /// What a container may write to its own file system until the task is stopped, in MiB; 0 for no limit.
    pub disk_limit_mib: u32,
    /// In an order in which each comes after those that it depends on.
    pub containers: Vec<ContainerPlan>,
    /// What differs from a run on AWS, one sentence each.
    pub notes: Vec<String>,
}

/// `launchType`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum LaunchType {
    /// The definition requires Fargate.
    #[default]
    Fargate,
    /// It does not.
    Ec2,
}

/// `networkMode`, of those that stay inside the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NetworkMode {
    /// One namespace for all containers: they meet on localhost.
    #[default]
    Awsvpc,
    /// A namespace for each, with published ports.
    Bridge,
    /// No network.
    None,
}

/// `ipcMode`, of those that stay inside the sandbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IpcMode {
    /// A namespace for each container: the engine's default, which ECS leaves in place.
    #[default]
    Private,
    /// One namespace for all containers of the task.
    Task,
    /// A namespace for each, without `/dev/shm`.
    None,
}

/// A volume of the definition whose data outlive the task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptVolume {
    /// Name in the definition.
    pub name: String,
    /// Where its data are.
    pub data: KeptData,
    /// Path below the directory, without a leading slash; empty for the directory itself. A volume of the engine has it in its
    /// name.
    pub path: String,
    /// Owner of that path, where an access point sets one: user and group id.
    pub owner: Option<(u32, u32)>,
    /// Id of the EFS file system that it stands in for; `None` for a host path.
    pub file_system: Option<String>,
}

impl KeptVolume {
    /// The directory of this machine that is the volume; `None` for a volume of the engine.
    pub fn directory(&self) -> Option<PathBuf> {
        match &self.data {
            // Joined with nothing, a path would end in a slash.
            KeptData::Directory(root) if self.path.is_empty() => Some(root.clone()),
            KeptData::Directory(root) => Some(root.join(&self.path)),
            KeptData::EngineVolume { .. } => None,
        }
    }
}

/// Where the data of a [`KeptVolume`] are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeptData {
    /// In a directory of this machine, an absolute path.
    Directory(PathBuf),
    /// In a volume of the engine.
    EngineVolume {
        /// Its name there.
        name: String,
        /// [`FileSystems::scope`]
        scope: String,
    },
}

/// `restartPolicy` of a container for which it is enabled.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RestartPlan {
    /// Exit codes after which it stays ended.
    pub ignored_exit_codes: Vec<i64>,
    /// How long it must have run since it last started.
    pub attempt_period: Duration,
}

/// One container, ready to start. The default is a container of no image that does nothing.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "the fields are those of the container definition; the API's reference documents them")]
pub struct ContainerPlan {
    pub name: String,
    /// As the definition says it, for the description.
    pub image: String,
    /// What the engine starts.
    pub local_image: String,
    pub essential: bool,
    pub environment: Vec<EnvironmentVariable>,
    pub entry_point: Vec<String>,
    pub command: Vec<String>,
    pub working_directory: Option<String>,
    pub user: Option<String>,
    pub hostname: Option<String>,
    /// Hard limit in MiB: the container's own, else the task's.
    pub memory_mib: Option<u32>,
    /// Soft limit in MiB.
    pub memory_reservation_mib: Option<u32>,
    /// CPU units as weight against the other containers.
    pub cpu_shares: Option<u32>,
    /// The task's CPU units as a cap, 1024 for one vCPU.
    pub cpu_cap_units: Option<u32>,
    pub readonly_root: bool,
    /// Name, soft and hard limit.
    pub ulimits: Vec<(String, i64, i64)>,
    pub capabilities_add: Vec<String>,
    pub capabilities_drop: Vec<String>,
    pub init: bool,
    pub shared_memory_mib: Option<u32>,
    pub mounts: Vec<MountPlan>,
    /// Containers whose mounts it takes over, and whether read-only.
    pub volumes_from: Vec<(String, bool)>,
    /// Path and mount options (`rw,size=64m`).
    pub tmpfs: Vec<(String, String)>,
    /// Without one, the image's own HEALTHCHECK is switched off: ECS ignores it.
    pub health_check: Option<HealthCheckPlan>,
    pub depends_on: Vec<Dependency>,
    /// How long those that depend on it wait for it, from its start.
    pub start_timeout: Option<Duration>,
    /// Between the stop signal and SIGKILL.
    pub stop_timeout: Duration,
    pub ports: Vec<PortPlan>,
    /// `name` or `name:alias`, bridge mode only.
    pub links: Vec<String>,
    pub dns_servers: Vec<String>,
    pub dns_search_domains: Vec<String>,
    pub network_disabled: bool,
    /// Where `restartPolicy` is enabled.
    pub restart: Option<RestartPlan>,
    /// Host name and address.
    pub extra_hosts: Vec<(String, String)>,
    /// `dockerLabels`
    pub docker_labels: Vec<(String, String)>,
    /// `systemControls`: kernel parameter and value.
    pub system_controls: Vec<(String, String)>,
    /// Whether standard input stays open.
    pub interactive: bool,
    /// Of `dockerSecurityOptions`, those that only take rights away.
    pub security_options: Vec<String>,
    pub log: Option<LogPlan>,
}

/// A variable; a secret's value is not shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct EnvironmentVariable {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Whether it comes from `secrets`, or from a file that may hold some.
    pub secret: bool,
}

impl fmt::Debug for EnvironmentVariable {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={}", self.name, if self.secret { "<secret>" } else { &self.value })
    }
}

/// A volume at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MountPlan {
    /// Name in the definition.
    pub volume: String,
    /// Where it is mounted.
    pub path: String,
    /// Whether it may not be written.
    pub read_only: bool,
}

/// `healthCheck` with ECS's defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HealthCheckPlan {
    /// `["CMD", ...]` or `["CMD-SHELL", "..."]`.
    pub test: Vec<String>,
    /// Between checks.
    pub interval: Duration,
    /// Until a check counts as failed.
    pub timeout: Duration,
    /// Failures in a row until UNHEALTHY.
    pub retries: u64,
    /// During which failures do not count.
    pub start_period: Duration,
}

/// `dependsOn[]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The other container.
    pub container: String,
    /// What must be true of it.
    pub condition: Condition,
}

/// `dependsOn[].condition`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// It runs, or has run.
    Start,
    /// It has stopped.
    Complete,
    /// It has stopped with exit code 0.
    Success,
    /// Its health check passed.
    Healthy,
}

impl Condition {
    /// The condition of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Some(match name {
            "START" => Self::Start,
            "COMPLETE" => Self::Complete,
            "SUCCESS" => Self::Success,
            "HEALTHY" => Self::Healthy,
            _ => return None,
        })
    }

    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Start => "START",
            Self::Complete => "COMPLETE",
            Self::Success => "SUCCESS",
            Self::Healthy => "HEALTHY",
        }
    }
}

/// A port to publish on 127.0.0.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PortPlan {
    /// In the container.
    pub container_port: u16,
    /// On the host; `None` for a free one.
    pub host_port: Option<u16>,
    /// TCP or UDP.
    pub protocol: Protocol,
}

/// `portMappings[].protocol`
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Protocol {
    #[default]
    Tcp,
    Udp,
}

/// Why a definition cannot be run here: everything at once.
#[derive(Debug)]
pub struct PlanError {
    /// At least one.
    pub problems: Vec<PlanProblem>,
}

/// One reason, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanProblem {
    /// The file as it was named.
    pub path: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: String,
}

impl fmt::Display for PlanError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.problems.iter().enumerate() {
            let PlanProblem { path, line, column, message, help } = problem;
            let separator = if index == 0 { "" } else { "\n" };
            write!(formatter, "{separator}{path}:{line}:{column}: {message}\n    {help}")?;
        }
        Ok(())
    }
}

impl std::error::Error for PlanError {}
