//! `ecslab search`

use std::io::Write;

use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session, full_screen};
use crate::course::Course;
use crate::terminal::screens::text::cut;
use crate::terminal::search::{Index, MOST_FOUND, Place, PlaceKind};
use crate::terminal::width;

/// How wide what something is stands in front of it.
const KIND_WIDTH: usize = 9;

/// Find lessons and their parts, labs, exams, drills, words of the glossary, AWS CLI commands, rules and commands, with what opens each.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab search execution role\n  ecslab search lifecycle --count 30\n  ecslab search ECS101\n  \
    ecslab search fgsz              some letters of it, in their order\n  ecslab search awslogs --format json")]
pub struct Arguments {
    /// Words of its name, beginnings of them, or some letters.
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,
    /// So many at most, the best first.
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u8).range(1..=MOST_FOUND as i64))]
    count: u8,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Answer<'i> {
    version: u32,
    found: Vec<Found<'i>>,
    /// Whether more fits than is listed.
    more: bool,
}

#[derive(Serialize)]
struct Found<'i> {
    kind: PlaceKind,
    title: &'i str,
    /// What opens it.
    command: String,
}

impl<'i> Found<'i> {
    fn of(place: &'i Place) -> Self {
        Self { kind: place.kind, title: &place.title, command: format!("ecslab {}", place.command.join(" ")) }
    }
}

/// Prints what fits.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let index = Index::new(&Course::open(), &full_screen::commands());
    let words = arguments.words.join(" ");
    let places = if words.trim().is_empty() { Vec::new() } else { index.find(&words) };
    if places.is_empty() {
        return Err(Failure::usage(format!("nothing has the letters of `{}`", words.trim()))
            .help("Try fewer letters; `ecslab learn --list`, `ecslab glossary` and `ecslab rules` list all of theirs."));
    }
    let count = usize::from(arguments.count);
    let answer = Answer { version: 1, found: places.iter().copied().take(count).map(Found::of).collect(), more: places.len() > count };
    match arguments.format {
        Format::Json => print_json(&answer)?,
        Format::Text => print_text(&answer)?,
    }
    Ok(Exit::Fine)
}

fn print_text(answer: &Answer<'_>) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let bold = anstyle::Style::new().bold();
    for found in &answer.found {
        let title = cut(found.title, width().saturating_sub(KIND_WIDTH));
        writeln!(stdout, "{:KIND_WIDTH$}{bold}{title}{bold:#}", found.kind.name())?;
        writeln!(stdout, "{:KIND_WIDTH$}{}", "", found.command)?;
    }
    if answer.more {
        writeln!(stdout, "\nMore fits: --count {MOST_FOUND}, or another word.")?;
    }
    Ok(())
}
