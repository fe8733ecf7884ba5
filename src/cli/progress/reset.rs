//! `ecslab progress reset`

use std::io::Write;
use std::path::PathBuf;

use jiff::Timestamp;

use super::export;
use crate::cli::course_name::{Place, find_place};
use crate::cli::interaction::{ask, is_interactive};
use crate::cli::{Exit, Failure};
use crate::course::Course;
use crate::progress::{Event, EventKind, Export, Store, latest_reset};

/// Begin a module anew, or everything. It can be taken back: nothing is deleted.
///
/// What you did before no longer counts; files of labs stay where they are. A module's reset leaves drills and exams as they are, and no reset
/// forgets the day of the exam (`ecslab review --exam-date none` does).
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab progress reset fargate\n  ecslab progress reset fargate --export before.json\n  ecslab progress reset --all --yes\n  \
    ecslab progress reset --undo",
    group = clap::ArgGroup::new("what").required(true)
)]
pub struct Arguments {
    /// The module.
    #[arg(value_name = "MODULE", group = "what")]
    module: Option<String>,
    /// All modules.
    #[arg(long, group = "what")]
    all: bool,
    /// Take the latest reset back.
    #[arg(long, group = "what")]
    undo: bool,
    /// Write an export first.
    #[arg(long, value_name = "FILE", conflicts_with = "undo")]
    export: Option<PathBuf>,
    /// Do not ask; needed where no person sits in front of a terminal.
    #[arg(long)]
    yes: bool,
}

/// Adds the event.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    if arguments.undo {
        return undo();
    }
    let (subject, content) = match &arguments.module {
        Some(name) => {
            let course = Course::open();
            let module = match find_place(&course, name)? {
                Place::Module(id) => id,
                Place::Lesson(id) => {
                    let module = id.rsplit_once('/').map_or(id.as_str(), |(module, _)| module);
                    return Err(Failure::usage(format!("{id} is a lesson; only whole modules are reset"))
                        .help(format!("`ecslab progress reset {module}` resets its module.")));
                }
            };
            let content = course.content_of(&module);
            (module, Some(content))
        }
        None => ("all".to_string(), None),
    };
    if !arguments.yes && !confirmed(&subject, arguments)? {
        writeln!(anstream::stdout(), "Nothing was changed.")?;
        return Ok(Exit::Fine);
    }
    if let Some(file) = &arguments.export {
        export::write(&Export::new(Store::peek_portable()?, Timestamp::now()), file)?;
        writeln!(anstream::stdout(), "Exported to {}.", file.display())?;
    }
    let what = match content {
        Some(_) => format!("The module {subject} begins anew; drills and exams that you took still count."),
        None => "Everything begins anew; the day of your exam stays.".to_string(),
    };
    Store::open()?.add(&Event { subject, kind: EventKind::ProgressReset { content } })?;
    writeln!(anstream::stdout(), "{what} `ecslab progress reset --undo` takes that back.")?;
    Ok(Exit::Fine)
}

fn confirmed(subject: &str, arguments: &Arguments) -> Result<bool, Failure> {
    if !is_interactive() {
        return Err(Failure::usage("a reset asks first, and nobody can answer here").help("Add --yes to go on without being asked."));
    }
    let what = if arguments.all { "of all modules" } else { subject };
    if arguments.export.is_none() {
        writeln!(anstream::stdout(), "--export FILE keeps a copy of everything first.")?;
    }
    Ok(ask(&format!("Begin anew and no longer count your progress {}{what}? y or n > ", if arguments.all { "" } else { "in " }))?
        .is_some_and(|answer| matches!(answer.to_ascii_lowercase().as_str(), "y" | "yes")))
}

fn undo() -> Result<Exit, Failure> {
    let store = Store::open()?;
    let events = store.events()?;
    let reset = latest_reset(&events).ok_or_else(|| Failure::usage("there is no reset to take back"))?;
    store.add(&Event { subject: reset.id.clone(), kind: EventKind::ResetUndone })?;
    let subject = crate::diagnostics::printable_line(&reset.subject);
    writeln!(anstream::stdout(), "The reset of {subject} at {} is taken back; all counts again.", reset.at)?;
    Ok(Exit::Fine)
}
