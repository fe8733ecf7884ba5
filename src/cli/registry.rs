//! `ecslab registry`: start, password, list, images, lifecycle, run, stop.

mod images;
mod lifecycle;
mod list;
mod password;
mod run;
mod start;
mod stop;

use std::time::{SystemTime, UNIX_EPOCH};

use clap::Subcommand;

use super::{Exit, Failure, Session};
use crate::progress::home;
use crate::registry::{Registry, RegistryError, RegistryId};
use crate::simulators::instant::Instant;

/// A local registry with the ways of Amazon ECR.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab registry start --repository create-repository.json\n  \
    ecslab registry password | docker login --username AWS --password-stdin 127.0.0.1:5055\n  \
    docker tag web:v1 127.0.0.1:5055/web:v1 && docker push 127.0.0.1:5055/web:v1\n  \
    ecslab registry images web\n  ecslab registry lifecycle web --policy policy.json --apply\n  \
    ecslab registry run push.sh\n  ecslab registry stop\n\n\
    What is pushed lies below ECSLAB_HOME and stays when the registry stops.")]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Start(start::Arguments),
    Password(password::Arguments),
    List(list::Arguments),
    Images(images::Arguments),
    Lifecycle(lifecycle::Arguments),
    Run(run::Arguments),
    Stop(stop::Arguments),
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Start(arguments) => start::run(arguments, session),
        Command::Password(arguments) => password::run(arguments, session),
        Command::List(arguments) => list::run(arguments, session),
        Command::Images(arguments) => images::run(arguments, session),
        Command::Lifecycle(arguments) => lifecycle::run(arguments, session),
        Command::Run(arguments) => run::run(arguments, session),
        Command::Stop(arguments) => stop::run(arguments, session),
    }
}

/// The registry of this learner.
fn open() -> Result<Registry, Failure> {
    let home = home().ok_or_else(|| Failure::usage("no folder is known for the registry").help("Set ECSLAB_HOME to one."))?;
    Ok(Registry::open(&home, RegistryId::default())?)
}

/// The system's clock.
fn now() -> Instant {
    // A clock before 1970 is broken; the epoch is as good an answer as any.
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Instant::from_epoch_micros(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        let failure = Self::usage(error.to_string());
        match error {
            RegistryError::RepositoryNotFound { .. } => {
                failure.help("`ecslab registry list` shows all; `ecslab registry start --repository FILE` creates one.")
            }
            RegistryError::Storage { .. } => failure.help("Is there room, and may you write there? ECSLAB_HOME moves it."),
            _ => failure,
        }
    }
}
