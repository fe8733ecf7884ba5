//! `ecslab lab`

mod check;
mod images;
mod list;
mod show;
mod start;
mod watch;

use clap::Subcommand;

use super::course_name::find_lab;
use super::output::Format;
use super::{Exit, Failure, Session};
use crate::course::{Course, Lab};
use crate::lab::{Workspace, WorkspaceError};
use crate::progress::{Record, Store};

pub(super) use images::{needed_images, save_images};

/// Do the labs: start one, repair its files, have them checked.
#[derive(Debug, clap::Args)]
#[command(after_help = "Without a LAB, the one that you started last is meant.\n\n\
    Examples:\n  ecslab lab list\n  ecslab lab start fargate/repair-task-definition\n  ecslab lab watch\n  ecslab lab hint\n  ecslab lab check --format json")]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List all labs with what you have done.
    List(list::Arguments),
    /// Make a workspace with the lab's files and show the task.
    Start(start::Arguments),
    /// Check the files once.
    Check(check::Arguments),
    /// Check the files whenever one is saved, until all checks pass or Ctrl-C.
    Watch(watch::Arguments),
    /// Show the next hint; the fourth holds the answer.
    Hint(show::HintArguments),
    /// Put the lab's files back as they were at the start; yours are kept in a folder beside.
    Reset(LabName),
    /// Write the solution into a folder of the workspace and show where it is.
    Solution(LabName),
    Images(images::Arguments),
    /// Remove the containers, networks and volumes that checks left behind, if any.
    Clean(super::clean::Arguments),
}

#[derive(Debug, clap::Args)]
struct LabName {
    /// The lab, such as fargate/repair-task-definition; without it, the one started last.
    #[arg(value_name = "LAB")]
    lab: Option<String>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    match &arguments.action {
        Action::List(arguments) => list::run(arguments),
        Action::Start(arguments) => start::run(arguments),
        Action::Check(arguments) => check::run(arguments, session),
        Action::Watch(arguments) => watch::run(arguments, session),
        Action::Hint(arguments) => show::hint(arguments),
        Action::Reset(arguments) => start::reset(arguments),
        Action::Solution(arguments) => show::solution(arguments),
        Action::Images(arguments) => images::run(arguments),
        Action::Clean(arguments) => super::clean::run(arguments, session),
    }
}

/// The lab that is named, else the one started last.
fn chosen<'c>(course: &'c Course, record: &Record, name: Option<&str>) -> Result<&'c Lab, Failure> {
    let name = name.or(record.latest_lab.as_deref());
    let name = name
        .ok_or_else(|| Failure::usage("no lab is started yet").help("`ecslab lab list` lists all; `ecslab lab start LAB` starts one."))?;
    find_lab(course, name)
}

/// The learner's workspace of a lab.
fn workspace(lab: &Lab, record: &Record) -> Result<Workspace, Failure> {
    let folder = record.labs.get(&lab.id).and_then(|lab| lab.folder.as_deref());
    let folder = folder.ok_or_else(|| {
        Failure::usage(format!("the lab {} is not started", lab.id)).help(format!("`ecslab lab start {}` makes its workspace.", lab.id))
    })?;
    Workspace::open(folder).map_err(|error| match error {
        WorkspaceError::Gone(_) => Failure::usage(format!("the workspace {} is not there any more", folder.display()))
            .help(format!("`ecslab lab start {}` makes a new one.", lab.id)),
        error => error.into(),
    })
}

fn open() -> Result<(Course, Store, Record), Failure> {
    let store = Store::open()?;
    let record = store.record()?;
    Ok((Course::open(), store, record))
}

impl From<WorkspaceError> for Failure {
    fn from(error: WorkspaceError) -> Self {
        Self::usage(error.to_string())
    }
}
