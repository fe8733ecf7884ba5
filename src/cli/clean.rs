//! `ecslab clean`

use super::{Exit, Failure, Session};

/// Remove what ecslab left on the engine.
#[derive(Debug, clap::Args)]
pub struct Arguments {}

/// Runs the command.
pub fn run(_arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Missing, "not built yet"))
}
