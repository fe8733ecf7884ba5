//! `ecslab lab list`

use std::io::Write;

use serde::Serialize;

use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::course::Course;
use crate::progress::Store;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Listing<'c> {
    version: u32,
    labs: Vec<ListedLab<'c>>,
}

#[derive(Serialize)]
struct ListedLab<'c> {
    id: &'c str,
    title: &'c str,
    lesson: &'c str,
    objectives: &'c [String],
    minutes: u32,
    images: &'c [String],
    state: &'static str,
    folder: Option<String>,
}

/// Prints all labs.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let course = Course::open();
    let record = Store::peek()?;
    let labs: Vec<ListedLab<'_>> = course
        .labs
        .iter()
        .map(|lab| {
            let done = record.labs.get(&lab.id);
            ListedLab {
                id: &lab.id,
                title: &lab.title,
                lesson: &lab.lesson,
                objectives: &lab.objectives,
                minutes: lab.minutes,
                images: &lab.images,
                state: done.map_or("new", |done| if done.passed { "passed" } else { "begun" }),
                folder: done.and_then(|done| done.folder.as_ref()).map(|folder| folder.display().to_string()),
            }
        })
        .collect();
    if arguments.format == Format::Json {
        print_json(&Listing { version: 1, labs })?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{} labs; those with containers need Docker. `ecslab lab start LAB` begins one.\n", labs.len())?;
    let width = labs.iter().map(|lab| lab.id.len()).max().unwrap_or(0);
    for lab in &labs {
        let containers = if lab.images.is_empty() { "" } else { "containers" };
        writeln!(stdout, "{:<width$} {:<7} {:>3} min  {containers:<11} {}", lab.id, lab.state, lab.minutes, lab.title)?;
    }
    Ok(Exit::Fine)
}
