//! `ecslab exam`

mod list;
mod report;
mod take;

use std::io::Write;

use clap::Subcommand;
use jiff::Timestamp;

use super::interaction::{ask, is_interactive};
use super::output::Format;
use super::{Exit, Failure, Session};
use crate::course::{Course, ExamProfile};
use crate::practice::{Exam, ExamError, exam_under_way_note, give_up};
use crate::progress::{Record, Store};

/// Take an exam as AWS gives it: drawn by the weights of its domains, against the clock, without feedback until the end.
///
/// The time runs until an absolute deadline, also while the program does not: what was answered is kept at once, and `ecslab exam resume`
/// goes on, after a crash too. A clock that is put back gives no time; one that is put forward takes it. When the time is over, the exam
/// is scored as it stands.
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "At the prompt: the letters of an answer, or n next, p previous, g 12 go to 12, f flag, clear takes the answer back, l list, submit, q leave.\n\n\
    An unanswered item is wrong, and several right options are all or nothing. Unscored items are mixed in unmarked, as AWS does it.\n\
    Seed and record decide what is drawn: items that you have not seen, or not for long, come first.\n\n\
    Examples:\n  ecslab exam                          the first of `ecslab exam list`\n  ecslab exam saa-c03 --items 20       a short form, its time in proportion\n  \
    ecslab exam resume\n  ecslab exam report --explain\n  ecslab exam --seed 7 --format json < answers.txt   a line an item, empty for none; submit ends it"
)]
pub struct Arguments {
    /// What to do; without it, an exam begins.
    #[command(subcommand)]
    action: Option<Action>,
    /// The exam; without it, the first of `ecslab exam list`.
    #[arg(value_name = "PROFILE")]
    profile: Option<String>,
    /// The same number draws the same exam, while the record is the same.
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// A shorter form with so many items, its time in proportion.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    items: Option<u16>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the exams, what the course has for each, and the ones you took.
    List(FormatOnly),
    /// Go on with the exam that is under way.
    Resume(FormatOnly),
    /// Show the result of an exam, the last without an ID.
    Report(report::Arguments),
    /// Give up the exam that is under way; it is not scored.
    Abandon(FormatOnly),
}

/// Arguments of an action that has none of its own.
#[derive(Debug, clap::Args)]
struct FormatOnly {
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the command.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let course = Course::embedded();
    match &arguments.action {
        None => take::begin(&course, arguments, session),
        Some(Action::List(list)) => list::run(&course, list.format),
        Some(Action::Resume(resume)) => take::resume(&course, resume.format, session),
        Some(Action::Report(report)) => report::run(&course, report, session),
        Some(Action::Abandon(only)) => abandon(only.format),
    }
}

/// Finds a profile by its id, in any case.
///
/// # Errors
/// When there is none, with those that there are.
pub fn find_profile<'c>(course: &'c Course, name: &str) -> Result<&'c ExamProfile, Failure> {
    course.exam(name).ok_or_else(|| {
        let known: Vec<&str> = course.exams.iter().map(|profile| profile.id.as_str()).collect();
        Failure::usage(format!("no exam is called {name}")).help(format!("Those are {}; `ecslab exam list` says more.", known.join(", ")))
    })
}

/// Says that an exam is under way, before questions are explained that may be its items.
///
/// # Errors
/// When it cannot be written.
pub fn warn_of_an_exam(record: &Record) -> Result<(), Failure> {
    if let Some(note) = exam_under_way_note(record, Timestamp::now()) {
        writeln!(anstream::stderr(), "note: {note}")?;
    }
    Ok(())
}

fn abandon(format: Format) -> Result<Exit, Failure> {
    let store = Store::open()?;
    let record = store.record()?;
    let Some(exam) = record.unfinished_exam() else { return Err(no_exam()) };
    let id = exam.id.clone();
    if is_interactive() && format == Format::Text {
        let answered = exam.answers.len();
        let sure = ask(&format!("Give up {id} with {answered} of {} answered? It is not scored. [y/N] > ", exam.questions.len()))?;
        if !sure.as_deref().is_some_and(is_yes) {
            writeln!(anstream::stdout(), "It goes on: ecslab exam resume")?;
            return Ok(Exit::Fine);
        }
    }
    store.add(&give_up(exam))?;
    match format {
        Format::Json => super::output::print_json(&serde_json::json!({"version": 1, "abandoned": id}))?,
        Format::Text => writeln!(anstream::stdout(), "{id} is given up.")?,
    }
    Ok(Exit::Fine)
}

fn resumed<'c>(course: &'c Course, exam: &crate::progress::ExamRecord, now: Timestamp) -> Result<Exam<'c>, Failure> {
    Exam::resume(course, exam, now).map_err(|error| gone(error).help("It was begun with other content; `ecslab exam abandon` gives it up."))
}

fn gone(error: ExamError) -> Failure {
    Failure::usage(error.to_string()).help("It was taken with other content. Its answers are kept in your progress.")
}

fn no_exam() -> Failure {
    Failure::usage("no exam is under way").help("`ecslab exam` begins one; `ecslab exam report` shows the last result.")
}

fn is_yes(line: &str) -> bool {
    matches!(line.to_lowercase().as_str(), "y" | "yes")
}

/// Seconds as `1:05:09`.
fn clock(seconds: u32) -> String {
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}
