//! The command line: arguments and printing only. One file a command, named after it.
//!
//! Every command gives an [`Exit`] or a [`Failure`]; nothing else in the library decides an exit code, and nothing
//! imports this module but `main`.

mod asking;
mod author;
mod aws_commands;
mod book;
mod class;
mod clean;
mod completions;
mod config;
mod course_name;
mod doctor;
mod drill;
mod engine;
mod exam;
mod explain;
mod failure;
mod full_screen;
mod glossary;
mod home;
mod interaction;
mod interrupt;
mod lab;
mod learn;
mod lint;
mod live_lines;
mod lsp;
mod man;
mod output;
mod pack;
mod practice;
mod progress;
mod question_text;
mod quiz;
mod registry;
mod review;
mod roles;
mod rules;
mod schema;
mod search;
mod service;
mod simulate;
mod task;
mod waiting;

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
    Learn(learn::Arguments),
    Quiz(quiz::Arguments),
    Practice(practice::Arguments),
    Review(review::Arguments),
    Exam(exam::Arguments),
    Drill(drill::Arguments),
    Lab(lab::Arguments),
    Progress(progress::Arguments),
    Lint(lint::Arguments),
    Lsp(lsp::Arguments),
    Config(config::Arguments),
    Explain(explain::Arguments),
    Rules(rules::Arguments),
    Roles(roles::Arguments),
    Schema(schema::Arguments),
    Simulate(simulate::Arguments),
    Task(task::Arguments),
    Service(service::Arguments),
    Registry(registry::Arguments),
    Book(book::Arguments),
    Search(search::Arguments),
    Glossary(glossary::Arguments),
    Commands(aws_commands::Arguments),
    Class(class::Arguments),
    Pack(pack::Arguments),
    Clean(clean::Arguments),
    Doctor(doctor::Arguments),
    Author(author::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
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
            return ExitCode::from(if error.use_stderr() { Exit::Usage } else { Exit::Fine }.code());
        }
    };
    if arguments.plain {
        anstream::ColorChoice::Never.write_global();
    }
    crate::progress::use_local_days();
    crate::progress::tell_at_once_by(failure::print_notice);
    let session = Session { plain: arguments.plain };
    let outcome = dispatch(arguments.command, session);
    failure::print_notices(&crate::progress::take_notices());
    match outcome {
        Ok(exit) => ExitCode::from(exit.code()),
        Err(failure) if failure.is_closed_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            failure.print();
            ExitCode::from(failure.exit.code())
        }
    }
}

fn dispatch(command: Option<Command>, session: Session) -> Result<Exit, Failure> {
    match command {
        None => home::run(session),
        Some(Command::Learn(arguments)) => learn::run(&arguments, session),
        Some(Command::Quiz(arguments)) => quiz::run(&arguments, session),
        Some(Command::Practice(arguments)) => practice::run(&arguments, session),
        Some(Command::Review(arguments)) => review::run(&arguments, session),
        Some(Command::Exam(arguments)) => exam::run(&arguments, session),
        Some(Command::Drill(arguments)) => drill::run(&arguments, session),
        Some(Command::Lab(arguments)) => lab::run(&arguments, session),
        Some(Command::Progress(arguments)) => progress::run(&arguments, session),
        Some(Command::Lint(arguments)) => lint::run(&arguments, session),
        Some(Command::Lsp(arguments)) => lsp::run(&arguments, session),
        Some(Command::Config(arguments)) => config::run(&arguments, session),
        Some(Command::Explain(arguments)) => explain::run(&arguments, session),
        Some(Command::Rules(arguments)) => rules::run(&arguments, session),
        Some(Command::Roles(arguments)) => roles::run(&arguments, session),
        Some(Command::Schema(arguments)) => schema::run(&arguments, session),
        Some(Command::Simulate(arguments)) => simulate::run(&arguments, session),
        Some(Command::Task(arguments)) => task::run(&arguments, session),
        Some(Command::Service(arguments)) => service::run(&arguments, session),
        Some(Command::Registry(arguments)) => registry::run(&arguments, session),
        Some(Command::Book(arguments)) => book::run(&arguments, session),
        Some(Command::Search(arguments)) => search::run(&arguments, session),
        Some(Command::Glossary(arguments)) => glossary::run(&arguments, session),
        Some(Command::Commands(arguments)) => aws_commands::run(&arguments, session),
        Some(Command::Class(arguments)) => class::run(&arguments, session),
        Some(Command::Pack(arguments)) => pack::run(&arguments, session),
        Some(Command::Clean(arguments)) => clean::run(&arguments, session),
        Some(Command::Doctor(arguments)) => doctor::run(&arguments, session),
        Some(Command::Author(arguments)) => author::run(&arguments, session),
        Some(Command::Completions(arguments)) => completions::run(&arguments, session),
        Some(Command::Man(arguments)) => man::run(&arguments, session),
    }
}

/// Runs one of the program's own suggestions, such as `ecslab quiz fargate/sizes`, in this process.
fn run_line(line: &str, session: Session) -> Result<Exit, Failure> {
    let arguments = Arguments::try_parse_from(line.split_whitespace()).map_err(|error| Failure::usage(error.to_string()))?;
    dispatch(arguments.command, session)
}
