//! `ecslab service`: run.

mod driver;
mod errors;
mod printer;
mod run;

use clap::Subcommand;

use super::{Exit, Failure, Session};

/// Keep services running as ECS does, with rolling updates and a load balancer.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab service run service.json\n  ecslab service run service.json --update new.json --until deployed"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Arguments),
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Run(arguments) => run::run(arguments, session),
    }
}
