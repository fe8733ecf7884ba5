//! `ecslab author`

mod check;
mod coverage;
mod new;

use clap::Subcommand;

use super::{Exit, Failure, Session};

/// For authors of lessons, labs and questions.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Check(check::Arguments),
    Coverage(coverage::Arguments),
    New(new::Arguments),
}

/// Runs the command.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    match &arguments.action {
        Action::Check(arguments) => check::run(arguments),
        Action::Coverage(arguments) => coverage::run(arguments),
        Action::New(arguments) => new::run(arguments),
    }
}
