//! Statuses of tasks and containers, as ECS names them.

use std::time::SystemTime;

use serde::Serialize;

use super::{Health, PublishedPort};

/// `lastStatus` and `desiredStatus`. ACTIVATING is passed at once here; DEACTIVATING is a service's task whose connections
/// are drained; DELETED belongs to what ECS has forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "UPPERCASE")]
#[expect(missing_docs, reason = "the names are the API's own; its reference documents them")]
pub enum Status {
    Provisioning,
    Pending,
    Running,
    Deactivating,
    Stopping,
    Deprovisioning,
    Stopped,
}

impl Status {
    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            Status::Provisioning => "PROVISIONING",
            Status::Pending => "PENDING",
            Status::Running => "RUNNING",
            Status::Deactivating => "DEACTIVATING",
            Status::Stopping => "STOPPING",
            Status::Deprovisioning => "DEPROVISIONING",
            Status::Stopped => "STOPPED",
        }
    }
}

/// `stopCode`, of those that something here causes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the names are the API's own; its reference documents them")]
pub enum StopCode {
    TaskFailedToStart,
    EssentialContainerExited,
    UserInitiated,
    ServiceSchedulerInitiated,
}

impl StopCode {
    /// As the API spells it.
    pub fn name(self) -> &'static str {
        match self {
            StopCode::TaskFailedToStart => "TaskFailedToStart",
            StopCode::EssentialContainerExited => "EssentialContainerExited",
            StopCode::UserInitiated => "UserInitiated",
            StopCode::ServiceSchedulerInitiated => "ServiceSchedulerInitiated",
        }
    }
}

/// What is known of one container of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContainerState {
    /// PENDING, RUNNING or STOPPED.
    pub status: Status,
    /// UNKNOWN without a health check.
    pub health: Health,
    /// Once it has ended; 143 for one that could never start, as ECS reports it.
    pub exit_code: Option<i64>,
    /// Why it ended or never started, where there is more to say.
    pub reason: Option<String>,
    /// The engine's id, once it has started.
    pub id: Option<String>,
    /// When it started, the last time.
    pub started_at: Option<SystemTime>,
    /// How often its restartPolicy started it again.
    pub restart_count: u32,
    /// Its ports on the host.
    pub ports: Vec<PublishedPort>,
}

impl Default for ContainerState {
    fn default() -> Self {
        Self {
            status: Status::Pending,
            health: Health::Unknown,
            exit_code: None,
            reason: None,
            id: None,
            started_at: None,
            restart_count: 0,
            ports: Vec::new(),
        }
    }
}
