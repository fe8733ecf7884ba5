//! What AWS does, as tables: each with its source and the date on which it was checked.
//!
//! A number about AWS stands here and nowhere else; rules, lessons' tests and labs read it from here.

mod capacity_providers;
mod deployments;
mod ecr_actions;
mod ecr_commands;
mod fargate;
mod iam;
mod json_schema;
mod lifecycle_shape;
mod limits;
mod linux;
mod load_balancing;
mod log_drivers;
mod managed_policies;
mod managed_policy;
mod partitions;
mod placement;
mod platforms;
mod policy_shape;
mod role_actions;
mod role_shape;
mod scaling;
mod secrets;
mod services;
mod shape;
mod shapes;
mod upstream_registries;
mod windows;

pub use capacity_providers::*;
pub use deployments::*;
pub use ecr_actions::*;
pub use ecr_commands::*;
pub use fargate::{FARGATE_ADDED_CAPABILITIES, FARGATE_SIZES, FargateSize, memory_for, parse_cpu_units, parse_memory_mib};
pub use iam::*;
pub use json_schema::json_schema;
pub use lifecycle_shape::LIFECYCLE_POLICY;
pub use limits::*;
pub use linux::*;
pub use load_balancing::*;
pub use log_drivers::*;
pub use managed_policies::MANAGED_POLICIES;
pub use managed_policy::{ManagedPolicy, managed_policy};
pub use partitions::partition_of;
pub use placement::*;
pub use platforms::*;
pub use policy_shape::POLICY;
pub use role_actions::*;
pub use role_shape::ROLE;
pub use scaling::*;
pub use secrets::*;
pub use services::*;
pub use shape::{Shape, ShapeMember};
pub use shapes::{cloudformation, ecr, ecs};
pub use upstream_registries::*;
pub use windows::*;
