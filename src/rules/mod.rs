//! The rules: one file each, documentation beside the check.
//!
//! In: a typed document. Out: findings. A rule never prints, reads files or looks at the clock, and takes every number
//! from [`crate::facts`].

pub mod document;
mod ecr;
mod ecs;

use crate::lint::Rule;

/// Every rule, in the order of the codes; a test holds the order.
pub static ALL: &[&Rule] = &[
    &document::INVALID_SYNTAX,
    &document::DUPLICATE_KEY,
    &document::UNKNOWN_FIELD,
    &document::WRONG_TYPE,
    &document::MISSING_FIELD,
    &document::UNKNOWN_VALUE,
    &ecr::lifecycle_duplicate_priority::LIFECYCLE_DUPLICATE_PRIORITY,
    &ecs::fargate_invalid_size::FARGATE_INVALID_SIZE,
    &ecs::host_port_mismatch::HOST_PORT_MISMATCH,
];
