//! Runs a task definition as containers, with the order and the endings of ECS.
//!
//! In: a [`TaskDefinition`](crate::model::TaskDefinition) and an [`Engine`]. Out: a [`RunningTask`] to wait on, look into
//! and stop, and a [`TaskDescription`] in the shape of `describe-tasks`.
//!
//! Read in this order: [`TaskPlan`] (what to start; pure), [`Engine`] (what a container engine must do), [`RunningTask`]
//! (the state machine between them); then [`service`], which keeps many tasks, and [`load_balancer`] in front of them. `testcontainers_engine` is the engine for real; [`FakeEngine`] plays scripts in
//! virtual time, so that the state machine is tested without containers or sleeping.

mod attached_exec;
mod cancel;
mod clean;
#[cfg(feature = "containers")]
mod container_request;
mod description;
#[cfg(feature = "containers")]
mod endpoints;
mod engine;
mod environment_file;
mod fake_engine;
mod fake_script;
mod file_systems;
mod identity;
mod image_archives;
mod image_engine;
mod image_session;
mod live_view;
pub mod load_balancer;
mod log_event;
mod log_plan;
mod log_query;
mod log_store;
mod ordering;
#[cfg(feature = "containers")]
mod output;
mod output_limits;
mod plan;
mod planner;
mod refusals;
mod secrets;
pub mod service;
mod status;
mod task_event;
mod task_runner;
#[cfg(feature = "containers")]
mod testcontainers_engine;
mod time;

pub use attached_exec::{ExecInput, ExecInputs, ExecRequest, ExecStream, TerminalSize};
pub use cancel::Cancel;
pub use clean::{Removed, sweep};
pub use description::{ContainerDescription, EphemeralStorage, NetworkBinding, TaskDescription, TaskReport};
pub use engine::{
    ContainerSpec, Engine, EngineError, EngineEvent, EngineEvents, EngineVersion, ExecOutput, Health, Inspection, Ipc, Label,
    ListedContainer, Logs, MAX_LOG_BYTES, Namespaces, Network, PublishedPort,
};
pub use environment_file::EnvironmentFile;
pub use fake_engine::{FakeEngine, Started};
pub use fake_script::Script;
pub use file_systems::{AccessPoint, FileSystems, file_systems, remove_file_systems};
pub use identity::{LiveSession, random_session, random_task_id};
pub use image_archives::ImageArchives;
pub use image_engine::{BuildRequest, ContextFile, ImageEngine, Login, Patience};
pub use image_session::{ImageSession, sweep_images};
pub use live_view::{Later, LiveView};
pub use load_balancer::{Balancer, TargetState};
pub use log_event::{LogEvent, LogEvents, LogRecord};
pub use log_plan::LogPlan;
pub use log_query::{FoundLog, LogQuery, LogQueryError};
pub use log_store::{KeptStream, LogStore, LogStream, MAX_KEPT_BYTES};
pub use plan::{
    Condition, ContainerPlan, DEFAULT_DISK_LIMIT_MIB, DEFAULT_MEMORY_MIB, Dependency, EnvironmentVariable, HealthCheckPlan, IpcMode,
    KeptData, KeptVolume, LaunchType, MountPlan, NetworkMode, PAUSE_IMAGE, PIDS_LIMIT, PlanError, PlanOptions, PlanProblem, PortPlan,
    Ports, Protocol, RestartPlan, TaskPlan,
};
pub use planner::{plan_source, plan_task};
pub use secrets::Secrets;
pub use status::{ContainerState, Status, StopCode};
pub use task_event::{EventKind, TaskEvent};
pub use task_runner::{OnEvent, OnOutput, RunOptions, RunningTask, Waited};
#[cfg(feature = "containers")]
pub use testcontainers_engine::TestcontainersEngine;
pub use time::rfc3339;
