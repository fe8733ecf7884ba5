//! `ecslab progress`

use std::io::Write;

use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session, full_screen};
use crate::course::Course;
use crate::practice::{ModuleProgress, NextStep, module_progress, next_steps};
use crate::progress::{Record, Store, StoredEvent};
use crate::terminal::bar;
use crate::terminal::screens::Destination;

/// Show what you have read, answered and passed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab progress\n  ecslab progress --format json > my-progress.json")]
pub struct Arguments {
    /// text draws bars; json exports every event.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Export {
    version: u32,
    modules: Vec<ModuleProgress>,
    labs: Vec<ExportedLab>,
    next: Vec<NextStep>,
    events: Vec<StoredEvent>,
}

#[derive(Serialize)]
struct ExportedLab {
    id: String,
    attempts: usize,
    passed: bool,
    hints: usize,
    solution_shown: bool,
}

/// Prints the record.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let course = Course::embedded();
    if arguments.format == Format::Text && full_screen::is_wanted(session) {
        return full_screen::open(&course, Destination::Progress);
    }
    let events = Store::peek_events()?;
    let record = Record::of(&events);
    let modules: Vec<_> = course.modules.iter().map(|module| module_progress(&course, module, &record)).collect();
    if arguments.format == Format::Json {
        print_json(&Export {
            version: 1,
            modules,
            labs: exported_labs(&record),
            next: next_steps(&course, &record, jiff::Timestamp::now()),
            events,
        })?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    for module in &modules {
        writeln!(stdout, "{}", module.title)?;
        for (name, (done, total)) in [("lessons", module.lessons), ("questions", module.questions), ("labs", module.labs)] {
            writeln!(stdout, "  {name:<10} {}  {done} of {total}", bar(done, total, 30, session.plain))?;
        }
        for lab in course.labs_of(&module.id) {
            let Some(done) = record.labs.get(&lab.id) else { continue };
            let state = if done.passed { "passed" } else { "begun" };
            let attempts = format!("{} check{}", done.attempts, if done.attempts == 1 { "" } else { "s" });
            let hints = format!("{} hint{}", done.hints.len(), if done.hints.len() == 1 { "" } else { "s" });
            let solution = if done.solution_shown { ", solution shown" } else { "" };
            writeln!(stdout, "    {:<34} {state}: {attempts}, {hints}{solution}", lab.id)?;
        }
    }
    writeln!(
        stdout,
        "\nNext: {}",
        next_steps(&course, &record, jiff::Timestamp::now()).first().map(NextStep::command_line).unwrap_or_default()
    )?;
    Ok(Exit::Fine)
}

fn exported_labs(record: &Record) -> Vec<ExportedLab> {
    let export = |(id, lab): (&String, &crate::progress::LabRecord)| ExportedLab {
        id: id.clone(),
        attempts: lab.attempts,
        passed: lab.passed,
        hints: lab.hints.len(),
        solution_shown: lab.solution_shown,
    };
    record.labs.iter().map(export).collect()
}
