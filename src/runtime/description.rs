//! A task in the shape of `describe-tasks`.

use std::time::SystemTime;

use serde::Serialize;

use super::{Health, LaunchType, Protocol, Status, StopCode, TaskEvent};

/// The account and region of what runs here: none that AWS has.
pub(super) const ARN_PREFIX: &str = "arn:aws:ecs:local:000000000000";

/// What `ecslab task run --format json` prints.
#[derive(Debug, Clone, Serialize)]
pub struct TaskReport {
    /// Of this shape: 1.
    pub version: u32,
    /// One task.
    pub tasks: Vec<TaskDescription>,
    /// What happened, in order.
    pub events: Vec<TaskEvent>,
}

/// `tasks[]` of `describe-tasks`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct TaskDescription {
    pub task_arn: String,
    pub cluster_arn: String,
    pub task_definition_arn: String,
    pub launch_type: LaunchType,
    pub last_status: Status,
    pub desired_status: Status,
    pub health_status: Health,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_code: Option<StopCode>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped_reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<String>,
    #[serde(serialize_with = "super::time::serialize")]
    pub created_at: SystemTime,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "super::time::serialize_option")]
    pub started_at: Option<SystemTime>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "super::time::serialize_option")]
    pub stopping_at: Option<SystemTime>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "super::time::serialize_option")]
    pub stopped_at: Option<SystemTime>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ephemeral_storage: Option<EphemeralStorage>,
    pub containers: Vec<ContainerDescription>,
}

/// `ephemeralStorage`, where the definition declares it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct EphemeralStorage {
    #[serde(rename = "sizeInGiB")]
    pub size_in_gib: u32,
}

/// `tasks[].containers[]` of `describe-tasks`.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ContainerDescription {
    pub container_arn: String,
    pub task_arn: String,
    pub name: String,
    pub image: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime_id: Option<String>,
    pub last_status: Status,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    pub health_status: Health,
    /// Where a restartPolicy is enabled. The API tells it in the task metadata endpoint only (`RestartCount`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restart_count: Option<u32>,
    pub network_bindings: Vec<NetworkBinding>,
}

/// `networkBindings[]`. On AWS an awsvpc task has none; here its ports are on 127.0.0.1, and this is where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct NetworkBinding {
    #[serde(rename = "bindIP")]
    pub bind_ip: String,
    pub container_port: u16,
    pub host_port: u16,
    pub protocol: Protocol,
}
