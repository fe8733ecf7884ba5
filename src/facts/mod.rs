//! What AWS does, as tables: each with its source and the date on which it was checked.
//!
//! A number about AWS stands here and nowhere else; rules, lessons' tests and labs read it from here.

mod fargate;
mod json_schema;
mod lifecycle_shape;
mod limits;
mod log_drivers;
mod secrets;
mod services;
mod shape;
mod shapes;
mod upstream_registries;

pub use fargate::{FARGATE_ADDED_CAPABILITIES, FARGATE_SIZES, FargateSize, memory_for, parse_cpu_units, parse_memory_mib};
pub use json_schema::json_schema;
pub use lifecycle_shape::LIFECYCLE_POLICY;
pub use limits::*;
pub use log_drivers::{AWSLOGS_FARGATE_OPTION, AWSLOGS_REQUIRED_OPTIONS, FARGATE_LOG_DRIVERS, HOST_LOG_DRIVERS};
pub use secrets::*;
pub use services::*;
pub use shape::{Shape, ShapeMember};
pub use shapes::{ecr, ecs};
pub use upstream_registries::{UPSTREAM_REGISTRIES, UpstreamRegistry};
