//! Where ECS places tasks on container instances, which ones it stops on scale-in, and why.
//!
//! In: [`Cluster`] (`describe-container-instances`), [`RunningTask`]s (`describe-tasks`) and a [`Request`] (`run-task` or
//! `create-service`); [`input`] reads all three. Out: an [`Outcome`] of [`place`] or [`scale_in`].
//!
//! The tasks of one request are equal, and placing one only takes from an instance. So an instance that once cannot take a task
//! never can again, and the outcome holds one rejection an instance with the task from which on it holds; the list of each
//! placement is made when it is asked for. [`query`] is the language of `memberOf` constraints.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html>, checked 2026-11-21.

mod candidates;
mod choices;
mod cluster;
mod eligibility;
pub mod input;
mod outcome;
mod place;
pub mod query;
mod request;
mod scale_in;
mod serialize;

pub use cluster::{Amounts, Cluster, Instance, RunningTask};
pub use eligibility::Reason;
pub use outcome::{Load, Outcome, Placement, Rejection, StoppedTask, Unplaced};
pub use place::place;
pub use request::{BinpackBy, Constraint, Needs, Request, RequestKind, SpreadBy, Strategy};
pub use scale_in::{TooFewTasks, answer, scale_in};

#[cfg(test)]
mod tests;
