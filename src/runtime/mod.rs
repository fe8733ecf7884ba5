//! Runs a task definition as containers, with the order and the endings of ECS.
//!
//! In: a [`TaskDefinition`](crate::model::TaskDefinition) and an [`Engine`]. Out: a [`RunningTask`] to wait on, look into
//! and stop, and a [`TaskDescription`] in the shape of `describe-tasks`.
//!
//! Read in this order: [`TaskPlan`] (what to start; pure), [`Engine`] (what a container engine must do), [`RunningTask`]
//! (the state machine between them); then [`service`], which keeps many tasks, and [`load_balancer`] in front of them. `testcontainers_engine` is the engine for real; [`FakeEngine`] plays scripts in
//! virtual time, so that the state machine is tested without containers or sleeping.

mod cancel;
mod clean;
#[cfg(feature = "containers")]
mod container_request;
mod description;
mod engine;
mod fake_engine;
mod identity;
pub mod load_balancer;
mod ordering;
#[cfg(feature = "containers")]
mod output;
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

pub use cancel::Cancel;
pub use clean::{Removed, sweep};
pub use description::{ContainerDescription, NetworkBinding, TaskDescription, TaskReport};
pub use engine::{
    ContainerSpec, Engine, EngineError, EngineEvent, EngineEvents, EngineVersion, ExecOutput, Health, Inspection, Label, ListedContainer,
    Logs, MAX_LOG_BYTES, Network, PublishedPort,
};
pub use fake_engine::{FakeEngine, Script};
pub use identity::{random_session, random_task_id};
pub use load_balancer::{Balancer, TargetState};
pub use plan::{
    Condition, ContainerPlan, Dependency, EnvironmentVariable, HealthCheckPlan, LaunchType, MountPlan, NetworkMode, PAUSE_IMAGE, PlanError,
    PlanOptions, PlanProblem, PortPlan, Ports, Protocol, TaskPlan,
};
pub use planner::{plan_source, plan_task};
pub use secrets::Secrets;
pub use status::{ContainerState, Status, StopCode};
pub use task_event::{EventKind, TaskEvent};
pub use task_runner::{OnEvent, OnOutput, RunOptions, RunningTask, Waited};
#[cfg(feature = "containers")]
pub use testcontainers_engine::TestcontainersEngine;
pub use time::rfc3339;
