//! `ecslab task`: run, list, logs, exec, stop.

mod exec;
mod list;
mod logs;
mod printer;
mod run;
mod stand_ins;
mod stop;

use std::io::{IsTerminal, Write};

use clap::Subcommand;
pub use run::{parse_image, parse_time};
pub use stand_ins::StandIns;

use super::interrupt::on_interrupt;
use super::{Exit, Failure, Session};
use crate::runtime::{Cancel, LogStore};

/// Run a task definition as containers on the local engine, as ECS would.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab task run task-definition.json\n  ecslab task logs\n  ecslab task exec 5f0c2a9b -- sh -c env\n  ecslab task stop --all"
)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::Arguments),
    List(list::Arguments),
    Logs(logs::Arguments),
    Exec(exec::Arguments),
    Stop(stop::Arguments),
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Run(arguments) => run::run(arguments, session),
        Command::List(arguments) => list::run(arguments, session),
        Command::Logs(arguments) => logs::run(arguments, session),
        Command::Exec(arguments) => exec::run(arguments, session),
        Command::Stop(arguments) => stop::run(arguments, session),
    }
}

/// Ctrl-C, SIGTERM and a closed terminal ask the task to stop; a second time kills it.
pub fn cancel_on_signal() -> Result<Cancel, Failure> {
    let cancel = Cancel::default();
    let asked = cancel.clone();
    on_interrupt(move || {
        if !asked.asked() && std::io::stderr().is_terminal() {
            // A terminal that went away needs no advice.
            let _ = writeln!(std::io::stderr(), "\nstopping in order, each container with its stopTimeout; once more kills");
        }
        asked.ask();
    })?;
    Ok(cancel)
}

/// Where logs outlive their task; `None` where no folder of the learner is known.
pub fn log_store() -> Option<LogStore> {
    crate::progress::home().map(|home| LogStore::in_home(&home))
}
