//! `ecslab simulate`: one file a simulator.

mod autoscaling;
mod capacity;
mod deployment;
pub mod input;
pub mod lifecycle;
mod managed_scaling;
mod placement;
mod policy;

use std::io::Write;

use clap::Subcommand;

use super::{Exit, Failure, Session};
use crate::diagnostics::printable;

/// Compute what AWS would do, offline, and why.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab simulate lifecycle --policy policy.json --images images.json\n  \
    ecslab simulate placement --cluster instances.json --request run-task.json\n  \
    ecslab simulate deployment --service service.json --scenario crash.json")]
pub struct Arguments {
    #[command(subcommand)]
    simulator: Simulator,
}

#[derive(Debug, Subcommand)]
enum Simulator {
    Autoscaling(autoscaling::Arguments),
    Capacity(capacity::Arguments),
    Deployment(deployment::Arguments),
    Lifecycle(lifecycle::Arguments),
    ManagedScaling(managed_scaling::Arguments),
    Placement(placement::Arguments),
    Policy(policy::Arguments),
}

/// Runs a simulator.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    match &arguments.simulator {
        Simulator::Autoscaling(arguments) => autoscaling::run(arguments, session),
        Simulator::Capacity(arguments) => capacity::run(arguments, session),
        Simulator::Deployment(arguments) => deployment::run(arguments, session),
        Simulator::Lifecycle(arguments) => lifecycle::run(arguments, session),
        Simulator::ManagedScaling(arguments) => managed_scaling::run(arguments, session),
        Simulator::Placement(arguments) => placement::run(arguments, session),
        Simulator::Policy(arguments) => policy::run(arguments, session),
    }
}

/// Says what AWS does not document and the answer rests on.
fn print_choices(out: &mut impl Write, choices: &[String]) -> std::io::Result<()> {
    if !choices.is_empty() {
        writeln!(out, "\nNot documented by AWS, and chosen here:")?;
    }
    choices.iter().try_for_each(|choice| writeln!(out, "  - {}", printable(choice)))
}
