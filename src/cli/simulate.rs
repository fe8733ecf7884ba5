//! `ecslab simulate`: one file a simulator.

mod autoscaling;
mod deployment;
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
enum Simulator {
    Autoscaling(autoscaling::Arguments),
    Deployment(deployment::Arguments),
}

/// Runs a simulator.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    match &arguments.simulator {
        Simulator::Autoscaling(arguments) => autoscaling::run(arguments, session),
        Simulator::Deployment(arguments) => deployment::run(arguments, session),
    }
}
