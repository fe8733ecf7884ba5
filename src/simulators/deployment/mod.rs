//! Deployments of ECS services, second by second.
//!
//! In: a [`Service`] as `CreateService` describes it and a [`Scenario`] of what its tasks do. Out: a [`Simulation`] with floor,
//! ceiling, threshold, outcome and timeline. [`decide`] is the decision of a rolling deployment by itself, a pure function of
//! counts, so that running services can use the same one.

mod decision;
mod events;
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

pub use decision::{Counts, Decision, decide, is_done};
pub use input::read_service;
pub use limits::{Limits, Threshold};
pub use result::{Outcome, Simulation, TimelineEntry};
pub use scenario_input::{read_instances, read_scenario};
pub use service::*;
pub use simulation::simulate;
