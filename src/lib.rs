//! ecslab: learn Amazon ECR, ECS and Fargate by doing, and lint their configuration.
pub mod author;
#[cfg(feature = "book")]
pub mod book;
pub mod cli;
pub mod course;
pub mod diagnostics;
pub mod facts;
pub mod lab;
pub mod lint;
pub mod model;
pub mod practice;
pub mod progress;
pub mod rules;
pub mod runtime;
pub mod source;
pub mod syntax;
pub mod terminal;
