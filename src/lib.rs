//! ecslab: learn Amazon ECR, ECS and Fargate by doing, and lint their configuration.
#[cfg(feature = "book")]
pub mod book;
pub mod cli;
pub mod course;
pub mod diagnostics;
pub mod facts;
pub mod lint;
pub mod model;
pub mod rules;
pub mod source;
pub mod syntax;
