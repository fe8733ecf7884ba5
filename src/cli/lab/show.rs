//! `ecslab lab hint` and `ecslab lab solution`

use std::io::Write;

use anstyle::Style;
use serde::Serialize;

use super::{LabName, chosen, open, workspace};
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::progress::{Event, EventKind};
use crate::terminal::{render_markdown, width};

#[derive(Debug, clap::Args)]
pub struct HintArguments {
    /// The lab; without it, the one started last.
    #[arg(value_name = "LAB")]
    lab: Option<String>,
    /// Show this hint (1 to 4) instead of the next.
    #[arg(long, value_name = "N")]
    level: Option<usize>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct HintAnswer<'c> {
    version: u32,
    lab: &'c str,
    level: usize,
    levels: usize,
    kind: &'c str,
    text: &'c str,
}

#[derive(Serialize)]
struct SolutionAnswer<'c> {
    version: u32,
    lab: &'c str,
    folder: String,
}

/// Shows the next hint, or one that was shown before. Hints stay readable after the lab is passed.
pub fn hint(arguments: &HintArguments) -> Result<Exit, Failure> {
    let (course, store, record) = open()?;
    let lab = chosen(&course, &record, arguments.lab.as_deref())?;
    let levels = lab.hints.len();
    let next = record.labs.get(&lab.id).and_then(|lab| lab.hints.last()).map_or(0, |last| last + 1).min(levels.saturating_sub(1));
    let index = match arguments.level {
        Some(level) if (1..=levels).contains(&level) => level - 1,
        Some(level) => return Err(Failure::usage(format!("there is no hint {level}; this lab has {levels}"))),
        None => next,
    };
    let Some(hint) = lab.hints.get(index) else { return Err(Failure::usage("this lab has no hints")) };
    store.add(&Event { subject: lab.id.clone(), kind: EventKind::HintShown { level: index } })?;
    if arguments.format == Format::Json {
        print_json(&HintAnswer { version: 1, lab: &lab.id, level: index + 1, levels, kind: &hint.level, text: &hint.text })?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    let dim = Style::new().dimmed();
    writeln!(stdout, "{dim}{} · hint {} of {levels} ({}){dim:#}\n", lab.title, index + 1, hint.level)?;
    for line in render_markdown(&hint.text, width()) {
        writeln!(stdout, "{line}")?;
    }
    if index + 2 == levels {
        writeln!(stdout, "\n{dim}The next hint holds the answer.{dim:#}")?;
    }
    Ok(Exit::Fine)
}

/// Writes the solution beside the learner's files.
pub fn solution(arguments: &LabName) -> Result<Exit, Failure> {
    let (course, store, record) = open()?;
    let lab = chosen(&course, &record, arguments.lab.as_deref())?;
    let folder = workspace(lab, &record)?.write_solution(lab)?;
    store.add(&Event { subject: lab.id.clone(), kind: EventKind::SolutionShown })?;
    if arguments.format == Format::Json {
        print_json(&SolutionAnswer { version: 1, lab: &lab.id, folder: folder.display().to_string() })?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "The solution is in {}; your own files are untouched. Compare:", folder.display())?;
    for (path, _) in &lab.files.solution {
        writeln!(stdout, "  diff {path} solution/{path}")?;
    }
    Ok(Exit::Fine)
}
