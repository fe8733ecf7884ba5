//! `ecslab task`

use super::{Exit, Failure, Session};

/// Run a task definition as containers on the local engine, as ECS would.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Runs the command.
pub fn run(_arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Missing, "not built yet"))
}
