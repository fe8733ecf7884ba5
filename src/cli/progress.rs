//! `ecslab progress`

mod export;
mod import;
mod location;
mod reset;

use std::io::Write;

use clap::Subcommand;
use jiff::civil::Date;
use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session, full_screen};
use crate::counted::counted;
use crate::course::Course;
use crate::practice::{Activity, ModuleProgress, NextStep, WeakArea, module_progress, next_steps, weak_areas};
use crate::progress::{EventKind, Record, Store, StoredEvent, date_of, told_of_days_to_come};
use crate::terminal::bar;
use crate::terminal::screens::Destination;

pub(super) use import::load_export;

/// Weeks of which the days are told.
const WEEKS: usize = 4;
/// More of them are no help.
const MOST_WEAK_AREAS: usize = 10;

/// Show what you have read, answered and passed; carry it to another machine, merge it, begin anew.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab progress\n  ecslab progress export my-progress.json\n  ecslab progress import my-progress.json\n  \
    ecslab progress export --signed --name \"Ada Lovelace\" ada.json      for your instructor\n  ecslab progress reset fargate",
    args_conflicts_with_subcommands = true
)]
pub struct Arguments {
    /// text draws bars; json has every event.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    Export(export::Arguments),
    Import(import::Arguments),
    Reset(reset::Arguments),
    Where(location::Arguments),
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
    match &arguments.action {
        None => show(arguments, session),
        Some(Action::Export(arguments)) => export::run(arguments),
        Some(Action::Import(arguments)) => import::run(arguments),
        Some(Action::Reset(arguments)) => reset::run(arguments),
        Some(Action::Where(arguments)) => location::run(arguments),
    }
}

fn show(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let course = Course::open();
    if arguments.format == Format::Text && full_screen::is_wanted(session) {
        return full_screen::open(&course, Destination::Progress);
    }
    let events = Store::peek_events()?;
    let record = Record::of(&events);
    let now = jiff::Timestamp::now();
    let modules: Vec<_> = course.modules.iter().map(|module| module_progress(&course, module, &record)).collect();
    if arguments.format == Format::Json {
        print_json(&Export { version: 1, modules, labs: exported_labs(&record), next: next_steps(&course, &record, now), events })?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    print_days(&events, date_of(now), &mut stdout)?;
    for module in &modules {
        writeln!(stdout, "{}", module.title)?;
        for (name, (done, total)) in [("lessons", module.lessons), ("questions", module.questions), ("labs", module.labs)] {
            writeln!(stdout, "  {name:<10} {}  {done} of {total}", bar(done, total, 30, session.plain))?;
        }
        for lab in course.labs_of(&module.id) {
            let Some(done) = record.labs.get(&lab.id) else { continue };
            let state = if done.passed { "passed" } else { "begun" };
            let attempts = counted(done.attempts, "check");
            let hints = counted(done.hints.len(), "hint");
            let solution = if done.solution_shown { ", solution shown" } else { "" };
            writeln!(stdout, "    {:<34} {state}: {attempts}, {hints}{solution}", lab.id)?;
        }
    }
    print_weak_areas(&weak_areas(&course, &record, date_of(now)), &mut stdout)?;
    if let Some(told) = told_of_unknown(events.iter().filter(|event| matches!(event.kind, EventKind::Unknown(_))).count()) {
        writeln!(stdout, "\n{told}")?;
    }
    if let Some(told) = told_of_days_to_come(&events, now) {
        writeln!(stdout, "\n{told}")?;
    }
    writeln!(stdout, "\nNext: {}", next_steps(&course, &record, now).first().map(NextStep::command_line).unwrap_or_default())?;
    Ok(Exit::Fine)
}

/// The days of practice of the last four weeks, a week a line.
fn print_days(events: &[StoredEvent], today: Date, stdout: &mut dyn Write) -> Result<(), Failure> {
    let activity = Activity::of(events);
    writeln!(stdout, "{}", activity.presence(today))?;
    for (monday, days) in activity.weeks(WEEKS, today) {
        let names = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
        let done: Vec<String> = names
            .iter()
            .zip(days)
            .filter_map(|(name, count)| count.filter(|count| *count > 0).map(|count| format!("{name} {count}")))
            .collect();
        if !done.is_empty() {
            writeln!(stdout, "  week of {monday}: {}", done.join(", "))?;
        }
    }
    writeln!(stdout)?;
    Ok(())
}

fn print_weak_areas(weak: &[WeakArea<'_>], stdout: &mut dyn Write) -> Result<(), Failure> {
    if weak.is_empty() {
        return Ok(());
    }
    writeln!(stdout, "\nWeak areas, the weakest first (ecslab practice asks what was wrong):")?;
    for area in weak.iter().take(MOST_WEAK_AREAS) {
        writeln!(stdout, "  {} of {} right  {}", area.right, area.answered, area.name)?;
    }
    if weak.len() > MOST_WEAK_AREAS {
        writeln!(stdout, "  and {} more", weak.len() - MOST_WEAK_AREAS)?;
    }
    Ok(())
}

/// What is said of events that a newer program wrote.
fn told_of_unknown(count: usize) -> Option<String> {
    let events = match count {
        0 => return None,
        1 => "1 event is".to_string(),
        count => format!("{count} events are"),
    };
    Some(format!("{events} of a kind that this ecslab does not know: kept and exported as they are, counted by a newer ecslab."))
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
