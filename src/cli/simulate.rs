//! `ecslab simulate`: one file a simulator.

mod input;
mod policy;

use clap::Subcommand;

use super::{Exit, Failure, Session};

/// Compute what AWS would do, offline, and why.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    simulator: Simulator,
}

#[derive(Debug, Subcommand)]
enum Simulator {
    Policy(policy::Arguments),
}

/// Runs a simulator.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    match &arguments.simulator {
        Simulator::Policy(arguments) => policy::run(arguments, session),
    }
}
