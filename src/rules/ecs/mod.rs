//! Rules about task definitions.

pub mod fargate_invalid_size;
pub mod host_port_mismatch;
