//! Runs a service: keeps its desired count, replaces failed tasks, and rolls new revisions out.
//!
//! In: a [`ServicePlan`], made of a service and its task definition by [`plan_service`] or [`ServiceFiles`], an
//! [`Engine`](super::Engine), and a [`Balancer`](super::Balancer) where the service has target groups. Out: a [`ServiceRun`] to
//! drive, update, describe and finish, with [`Told`] for what happens, in the words of ECS's service events.
//!
//! What a deployment does next is decided by the code that `simulate deployment` runs
//! ([`simulators::deployment`](crate::simulators::deployment)): floor and ceiling, the circuit breaker's count, the launch throttle
//! and what to say when nothing moves. The controller only counts what the tasks really do.

mod controller;
mod deployment;
mod description;
mod files;
mod plan;
mod planner;
mod run;
mod service_task;
#[cfg(test)]
mod tests;
mod told;
mod watching;

pub use deployment::RolloutState;
pub use description::{
    CircuitBreakerDescription, DeploymentConfigurationDescription, DeploymentDescription, LoadBalancerDescription, ServiceDescription,
    ServiceReport, ServiceTaskDescription,
};
pub use files::{FilesError, ServiceFiles, ServiceSources};
pub use plan::{ServicePlan, TargetPlan, TaskRevision};
pub use planner::{ServicePlanError, plan_service};
pub use run::{ServiceOptions, ServiceRun};
pub use told::{OnTold, ServiceEvent, Told, ToldKind};
pub use watching::FileWatch;
