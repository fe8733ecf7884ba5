//! The command line: arguments and printing only. One file a command, named after it.
//!
//! Every command gives an [`Exit`] or a [`Failure`]; nothing else in the library decides an exit code, and nothing
//! imports this module but `main`.

mod book;
mod clean;
mod explain;
mod failure;
mod lint;
mod output;
mod rules;
mod task;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use failure::{Exit, Failure};

/// Learn Amazon ECR, ECS and Fargate by doing, and lint their configuration.
///
/// Without a command, `ecslab` opens the lab: modules, progress and what to do next.
#[derive(Debug, Parser)]
#[command(name = "ecslab", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 fine; 1 findings, or a check failed; 2 usage or unreadable input; 3 something needed is missing (an engine, an image).\n\
    ECSLAB_HOME moves the learner's data; NO_COLOR turns colours off."
)]
struct Arguments {
    /// Linear text without frames and colours, for screen readers and logs.
    #[arg(long, global = true)]
    plain: bool,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Lint(lint::Arguments),
    Explain(explain::Arguments),
    Rules(rules::Arguments),
    Task(task::Arguments),
    Book(book::Arguments),
    Clean(clean::Arguments),
}

/// What holds for every command.
#[derive(Debug, Clone, Copy)]
pub struct Session {
    /// `--plain`.
    pub plain: bool,
}

/// Runs the program with the process's arguments.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // A closed pipe is no reason to fail.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { Exit::Usage } else { Exit::Fine } as u8);
        }
    };
    if arguments.plain {
        anstream::ColorChoice::Never.write_global();
    }
    let session = Session { plain: arguments.plain };
    let outcome = match arguments.command {
        None => Ok(Exit::Fine),
        Some(Command::Lint(arguments)) => lint::run(&arguments, session),
        Some(Command::Explain(arguments)) => explain::run(&arguments, session),
        Some(Command::Rules(arguments)) => rules::run(&arguments, session),
        Some(Command::Task(arguments)) => task::run(&arguments, session),
        Some(Command::Book(arguments)) => book::run(&arguments, session),
        Some(Command::Clean(arguments)) => clean::run(&arguments, session),
    };
    match outcome {
        Ok(exit) => ExitCode::from(exit as u8),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.exit as u8)
        }
    }
}
