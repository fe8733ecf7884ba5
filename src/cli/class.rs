//! `ecslab class`

mod add;
mod agenda;
mod new;
mod prepare;
mod report;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use super::{Exit, Failure, Session};
use crate::classroom::ClassFile;
use crate::source::in_words;

/// The class file of the working folder.
const FILE: &str = "class.yaml";

/// Teach a class: an agenda, offline preparation, a roster, and what the learners' results say.
///
/// Learners hand in the file that `ecslab progress export --signed --name NAME FILE` writes. Its signature proves that the file was not edited
/// after it was exported, and that it comes from the same learner as the file by which the learner was enrolled. It does not prove that
/// somebody learned: the learner holds the key, the program and the record.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab class new \"Containers, spring\"\n  ecslab class agenda --minutes 120 fargate roles\n  ecslab class prepare usb-stick\n  \
    ecslab class add results/*.json\n  ecslab class report results/*.json --format html > report.html"
)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    New(new::Arguments),
    Agenda(agenda::Arguments),
    Prepare(prepare::Arguments),
    Add(add::Arguments),
    Report(report::Arguments),
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    match &arguments.action {
        Action::New(arguments) => new::run(arguments),
        Action::Agenda(arguments) => agenda::run(arguments),
        Action::Prepare(arguments) => prepare::run(arguments),
        Action::Add(arguments) => add::run(arguments),
        Action::Report(arguments) => report::run(arguments, session),
    }
}

/// The text of a class file, and what it says.
fn read_class(file: &Path) -> Result<(String, ClassFile), Failure> {
    let text = std::fs::read_to_string(file).map_err(|error| {
        Failure::usage(format!("cannot read {}: {}", file.display(), in_words(&error)))
            .help("`ecslab class new TITLE` begins a class file.")
    })?;
    let class = ClassFile::read(&text).map_err(|error| Failure::usage(format!("{}: {error}", file.display())))?;
    Ok((text, class))
}

/// The class file that is named, else the one of the working folder, if there is one.
fn class_of(named: Option<&PathBuf>) -> Result<Option<ClassFile>, Failure> {
    match named {
        Some(file) => Ok(Some(read_class(file)?.1)),
        None if Path::new(FILE).exists() => Ok(Some(read_class(Path::new(FILE))?.1)),
        None => Ok(None),
    }
}
