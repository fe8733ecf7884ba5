//! `ecslab glossary`

use std::io::Write;

use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::course::{Course, Term, find_terms};
use crate::lint::closest;
use crate::terminal::{render_markdown, width};

/// Say what a word of ECR, ECS or Fargate means; without a word, list all.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab glossary execution role\n  ecslab glossary awsvpc\n  ecslab glossary | less\n  ecslab glossary --format json"
)]
pub struct Arguments {
    /// A term, another spelling of it, or a part of one.
    #[arg(value_name = "TERM")]
    term: Vec<String>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Answer<'c> {
    version: u32,
    terms: Vec<&'c Term>,
}

/// Prints the terms.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let course = Course::open();
    let name = arguments.term.join(" ");
    let terms = if name.trim().is_empty() { course.terms.iter().collect() } else { find_terms(&course.terms, name.trim()) };
    if terms.is_empty() {
        let near = closest(name.trim(), course.terms.iter().flat_map(Term::names));
        let help = near.map_or_else(String::new, |name| format!("Did you mean {name}? "));
        return Err(Failure::usage(format!("no term is called `{}`", name.trim())).help(format!("{help}`ecslab glossary` lists all.")));
    }
    match arguments.format {
        Format::Json => print_json(&Answer { version: 1, terms })?,
        Format::Text => print_text(&terms)?,
    }
    Ok(Exit::Fine)
}

fn print_text(terms: &[&Term]) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let bold = anstyle::Style::new().bold();
    for (index, term) in terms.iter().enumerate() {
        if index > 0 {
            writeln!(stdout)?;
        }
        write!(stdout, "{bold}{}{bold:#}", term.term)?;
        if !term.also.is_empty() {
            write!(stdout, " (also: {})", term.also.join(", "))?;
        }
        writeln!(stdout)?;
        for line in render_markdown(&term.meaning, width().saturating_sub(2)) {
            writeln!(stdout, "  {line}")?;
        }
        writeln!(stdout, "  ecslab learn {}", term.lesson)?;
        if !term.see.is_empty() {
            writeln!(stdout, "  See: {}", term.see.join(", "))?;
        }
    }
    Ok(())
}
