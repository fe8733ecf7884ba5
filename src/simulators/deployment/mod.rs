//! Deployments of ECS services, second by second.
//!
//! In: a [`Service`] as `CreateService` describes it and a [`Scenario`] of what its tasks do. Out: a [`Simulation`] with floor,
//! ceiling, threshold, outcome and timeline.
//!
//! Services that run for real ([`runtime::service`](crate::runtime::service)) go by the same code: [`decide`] and [`is_done`], pure
//! functions of counts; [`FailedTasks`], the circuit breaker; [`Throttle`], the pause between launches that fail.

mod decision;
mod events;
mod failed_tasks;
mod happening;
mod input;
mod limits;
mod plan;
mod result;
mod scenario_input;
mod service;
mod simulation;
mod stepping;
mod stuck;
#[cfg(test)]
mod tests;
mod throttle;

pub use decision::{Counts, Decision, decide, is_done, surplus};
pub use failed_tasks::{FAILED_HEALTH_CHECKS, FailedTasks, STOPPED_BEFORE_HEALTHY, STOPPED_BEFORE_RUNNING};
pub use input::read_service;
pub use limits::{Limits, Threshold};
pub use result::{Outcome, Simulation, TimelineEntry};
pub use scenario_input::{read_instances, read_scenario};
pub use service::*;
pub use simulation::simulate;
pub use stuck::{NOTHING_TO_GO_BACK_TO, nothing_moves};
pub use throttle::Throttle;
