//! `ecslab doctor`

use std::io::{IsTerminal, Write};

use anstyle::AnsiColor;
use serde::Serialize;

use super::engine::connect;
use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::course::Course;
use crate::progress::{ProgressError, Store, home};
use crate::runtime::PAUSE_IMAGE;

/// Free bytes below which images and volumes may not fit.
const ENOUGH_DISK: u64 = 2 * 1024 * 1024 * 1024;

/// Say what this machine has for the labs, and how to get what is missing.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab doctor\n  ecslab doctor --format json\n\nExit code 3 when something is missing that a lab needs."
)]
pub struct Arguments {
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Report {
    version: u32,
    healthy: bool,
    items: Vec<Item>,
}

#[derive(Serialize)]
struct Item {
    name: String,
    state: State,
    detail: String,
    /// The command or setting that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    remedy: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    Fine,
    /// Works, but less well.
    Limited,
    /// A lab needs it.
    Missing,
}

impl Item {
    fn fine(name: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { name: name.into(), state: State::Fine, detail: detail.into(), remedy: None }
    }

    fn other(state: State, name: impl Into<String>, detail: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { name: name.into(), state, detail: detail.into(), remedy: Some(remedy.into()) }
    }
}

/// Looks at the machine.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let mut items = vec![terminal(), progress()];
    items.extend(disk());
    items.extend(engine_and_images());
    let healthy = items.iter().all(|item| item.state != State::Missing);
    let report = Report { version: 1, healthy, items };
    match arguments.format {
        Format::Json => print_json(&report)?,
        Format::Text => print(&report)?,
    }
    Ok(if healthy { Exit::Fine } else { Exit::Missing })
}

fn terminal() -> Item {
    if !std::io::stdout().is_terminal() {
        return Item::fine("terminal", "standard output is no terminal: plain text is printed");
    }
    match crossterm::terminal::size() {
        Ok((columns, rows)) if columns >= 80 && rows >= 24 => Item::fine("terminal", format!("{columns} x {rows}")),
        Ok((columns, rows)) => Item::other(
            State::Limited,
            "terminal",
            format!("{columns} x {rows}, and 80 x 24 is better"),
            "make the window larger, or use --plain",
        ),
        Err(error) => Item::other(State::Limited, "terminal", format!("its size is unknown ({error})"), "use --plain"),
    }
}

fn progress() -> Item {
    let place = home().map_or_else(|| "no folder".to_string(), |home| home.display().to_string());
    match Store::open() {
        Ok(_) => Item::fine("progress", place),
        Err(error) => {
            let remedy = match &error {
                ProgressError::Newer { .. } => "update ecslab",
                ProgressError::Locked { .. } => "let the other program end, or stop it",
                ProgressError::Database { .. } | ProgressError::Damaged { .. } => "move the file away; ecslab begins a new one",
                ProgressError::NoHome | ProgressError::Folder { .. } => "export ECSLAB_HOME=/a/folder/that/can/be/written",
            };
            Item::other(State::Missing, "progress", error.to_string(), remedy)
        }
    }
}

/// Free disk where the learner's data lies; left out where the system does not tell.
fn disk() -> Option<Item> {
    let home = home()?;
    let place = home.ancestors().find(|folder| folder.exists())?;
    let free = fs4::available_space(place).ok()?;
    let gib = free as f64 / f64::from(1024 * 1024 * 1024);
    Some(if free >= ENOUGH_DISK {
        Item::fine("disk", format!("{gib:.1} GiB free"))
    } else {
        Item::other(State::Limited, "disk", format!("{gib:.1} GiB free; images and volumes may not fit"), "free some space")
    })
}

fn engine_and_images() -> Vec<Item> {
    let engine = match connect() {
        Ok(engine) => engine,
        Err(failure) => {
            let remedy = failure.remedy().unwrap_or("start the engine").to_string();
            return vec![Item::other(State::Missing, "engine", failure.message(), remedy)];
        }
    };
    let mut items = Vec::new();
    match engine.version() {
        Ok(version) => items.push(Item::fine("engine", format!("{} (API {})", version.engine, version.api))),
        Err(error) => return vec![Item::other(State::Missing, "engine", error.to_string(), "start the engine")],
    }
    let mut images: Vec<String> = Course::open().labs.into_iter().flat_map(|lab| lab.images).chain([PAUSE_IMAGE.to_string()]).collect();
    images.sort();
    images.dedup();
    for image in images {
        items.push(match engine.has_image(&image) {
            Ok(true) => Item::fine(format!("image {image}"), "there"),
            Ok(false) => Item::other(
                State::Missing,
                format!("image {image}"),
                "not on this machine",
                format!("docker pull {image} (where nothing can be pulled: tests/images/build of ecslab's repository)"),
            ),
            Err(error) => Item::other(State::Missing, format!("image {image}"), error.to_string(), "restart the engine"),
        });
    }
    items
}

fn print(report: &Report) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    for item in &report.items {
        let (style, word) = match item.state {
            State::Fine => (AnsiColor::Green.on_default(), "fine   "),
            State::Limited => (AnsiColor::Yellow.on_default(), "limited"),
            State::Missing => (AnsiColor::Red.on_default().bold(), "MISSING"),
        };
        writeln!(stdout, "{style}{word}{style:#}  {}: {}", item.name, item.detail)?;
        if let Some(remedy) = &item.remedy {
            writeln!(stdout, "         to mend it: {remedy}")?;
        }
    }
    let missing = |name: &str| report.items.iter().any(|item| item.name == name && item.state == State::Missing);
    let summary = if report.healthy {
        "Everything that the labs need is here."
    } else if missing("progress") {
        "Without a place for your progress only the linter and reading work."
    } else {
        "What is missing keeps container labs from running; all else works."
    };
    writeln!(stdout, "\n{summary}")?;
    Ok(())
}
