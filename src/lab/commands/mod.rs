//! Scripts of real commands (`aws ecr`, `docker`) on a local registry and a real engine.
//!
//! In: a script, the folder that its files are in, an [`ImageEngine`](crate::runtime::ImageEngine). Out: a [`CommandsReport`] with what
//! each command printed, as the AWS CLI and Docker print it, and what the registries hold at the end.
//!
//! ecslab reads the script itself. No shell runs it and no process is started: every command is a call on the local registry or on
//! the engine's images. Hosts of ECR mean registries of this run, one for each Region, which begin empty. `sleep` moves the run's
//! clock on without waiting, so that tokens expire and lifecycle policies take hold.
//!
//! Read in this order: `script` (the forms), `parse`, `invocation` (what commands take), `program` (all checked), `run`.

mod aws;
mod build_context;
mod docker;
mod ecr;
mod image_name;
mod invocation;
mod logins;
mod parse;
mod program;
mod report;
mod run;
mod script;
mod shorthand;

pub use logins::DOCKER_CONFIG;
pub use report::{CommandsReport, Ended, Step};
pub use run::{CommandsError, CommandsOptions, run};
