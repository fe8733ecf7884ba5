//! `ecslab class agenda`

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::class_of;
use crate::classroom::{Agenda, render_agenda_markdown, render_agenda_text};
use crate::cli::course_name::{Place, find_place};
use crate::cli::output::print_json;
use crate::cli::{Exit, Failure};
use crate::course::{Course, Module};

/// Put lessons and labs into sessions with breaks, by the minutes that each takes.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab class agenda\n  ecslab class agenda --minutes 90 fargate roles deployments\n  ecslab class agenda --format markdown > agenda.md"
)]
pub struct Arguments {
    /// The modules; without any, those of the class file, else the whole course.
    #[arg(value_name = "MODULE")]
    modules: Vec<String>,
    /// Minutes of a session.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1440))]
    minutes: Option<u32>,
    /// Minutes of a break, after an hour of work or as the class file says.
    #[arg(long = "break", value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1440))]
    break_minutes: Option<u32>,
    /// The class file; without it, class.yaml of the working folder, if it is there.
    #[arg(long, value_name = "FILE")]
    class: Option<PathBuf>,
    /// text, json or markdown.
    #[arg(long, value_enum, default_value_t)]
    format: AgendaFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum AgendaFormat {
    #[default]
    Text,
    Json,
    Markdown,
}

#[derive(Serialize)]
struct AgendaAnswer<'a> {
    version: u32,
    title: &'a str,
    minutes: u32,
    #[serde(flatten)]
    agenda: &'a Agenda,
}

/// Prints the agenda.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let class = class_of(arguments.class.as_ref())?;
    let title = class.as_ref().map_or("Agenda".to_string(), |class| class.title.clone());
    let mut plan = class.map(|class| class.agenda).unwrap_or_default();
    plan.session_minutes = arguments.minutes.unwrap_or(plan.session_minutes);
    plan.break_minutes = arguments.break_minutes.unwrap_or(plan.break_minutes);
    if !arguments.modules.is_empty() {
        plan.modules.clone_from(&arguments.modules);
    }
    let course = Course::open();
    let agenda = Agenda::of(&course, &chosen(&course, &plan.modules)?, &plan);
    for item in agenda.too_long(&plan) {
        let id = item.id.as_deref().unwrap_or_default();
        anstream::eprintln!("{id} takes {} minutes, more than a session of {}; it has one of its own", item.minutes, plan.session_minutes);
    }
    let mut stdout = anstream::stdout().lock();
    match arguments.format {
        AgendaFormat::Json => print_json(&AgendaAnswer { version: 1, title: &title, minutes: agenda.minutes(), agenda: &agenda })?,
        AgendaFormat::Text => write!(stdout, "{}", render_agenda_text(&agenda))?,
        AgendaFormat::Markdown => write!(stdout, "{}", render_agenda_markdown(&agenda, &title))?,
    }
    Ok(Exit::Fine)
}

/// The modules that are named, each once; without names, all.
fn chosen<'c>(course: &'c Course, names: &[String]) -> Result<Vec<&'c Module>, Failure> {
    if names.is_empty() {
        return Ok(course.modules.iter().collect());
    }
    let mut modules: Vec<&Module> = Vec::new();
    for name in names {
        let id = match find_place(course, name)? {
            Place::Module(id) => id,
            Place::Lesson(id) => return Err(Failure::usage(format!("{id} is a lesson; an agenda is made of modules"))),
        };
        if modules.iter().any(|module| module.id == id) {
            return Err(Failure::usage(format!("the module {id} is named twice")));
        }
        modules.extend(course.module(&id));
    }
    Ok(modules)
}
