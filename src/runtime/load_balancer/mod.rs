//! A load balancer in front of the tasks of services.

mod balancer;

pub use balancer::{Balancer, TargetState};
