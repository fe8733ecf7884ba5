//! Reading the inputs: what `describe-container-instances`, `describe-tasks`, `describe-task-definition` and `describe-services` print,
//! and what `run-task`, `create-service` and `register-task-definition` take.
//!
//! In: trees with their sources. Out: the simulator's types, or a [`crate::source::Fault`] at the first value that cannot be used.

mod cluster;
mod needs;
mod place_in_text;
mod reader;
mod request;
mod tasks;

pub use cluster::read_cluster;
pub use request::{Definition, definition, read_request};
pub use tasks::read_tasks;
