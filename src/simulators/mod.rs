//! Simulators: AWS's own answer, computed offline, with the explanation that teaches.
//!
//! In: typed inputs in the shapes that the AWS CLI prints and takes. Out: results in the shapes of the AWS API where it has one, and
//! why. Pure functions: no clock, no input or output, no randomness without a seed. Where AWS documents nothing, the result says
//! that it is a choice, and the choice never changes by itself.

pub mod autoscaling;
pub mod capacity;
pub mod choices;
pub mod deployment;
mod document;
pub mod instant;
pub mod lifecycle;
pub mod managed_scaling;
pub(crate) mod members;
pub mod placement;
pub mod policy;

pub use document::document;
