//! `ecslab simulate`: one file a simulator.

#[expect(dead_code, reason = "the simulators that read inputs follow")]
mod input;

use clap::Subcommand;

use super::{Exit, Failure, Session};

/// Compute what AWS would do, offline, and why.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    simulator: Simulator,
}

#[derive(Debug, Subcommand)]
enum Simulator {}

/// Runs a simulator.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    match arguments.simulator {}
}
