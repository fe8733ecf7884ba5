//! `ecslab lab check`

use std::io::{IsTerminal, Write};
use std::path::PathBuf;

use anstyle::{AnsiColor, Style};
use serde::Serialize;

use super::{chosen, open, workspace};
use crate::cli::engine::connect;
use crate::cli::interaction::is_dumb;
use crate::cli::interrupt::on_interrupt;
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure, Session};
use crate::course::Lab;
use crate::diagnostics::render_full;
use crate::lab::{CheckEvent, CheckReport, CheckState, LabReport, Workspace, check_lab};
use crate::progress::{Event, EventKind, Store};
use crate::runtime::Cancel;
use crate::source::SourceFile;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The lab; without it, the one started last.
    #[arg(value_name = "LAB")]
    lab: Option<String>,
    /// Check the files in this folder instead of the workspace.
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct CheckAnswer<'r> {
    version: u32,
    lab: &'r str,
    passed: bool,
    checks: &'r [CheckReport],
}

/// Checks once.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let (course, store, record) = open()?;
    let lab = chosen(&course, &record, arguments.lab.as_deref())?;
    let workspace = match &arguments.dir {
        Some(folder) => Workspace::open(folder)?,
        None => workspace(lab, &record)?,
    };
    let cancel = Cancel::default();
    let asked = cancel.clone();
    on_interrupt(move || asked.ask())?;
    let text = arguments.format == Format::Text;
    let report = check(lab, &workspace, &store, &cancel, text.then_some(session))?;
    if !text {
        print_json(&CheckAnswer { version: 1, lab: &report.lab, passed: report.passed(), checks: &report.checks })?;
    }
    Ok(exit(&report))
}

/// 1 where a check failed; 3 where all that could be tried passed, but something is missing.
fn exit(report: &LabReport) -> Exit {
    if report.passed() {
        Exit::Fine
    } else if report.checks.iter().any(|check| check.state == CheckState::Failed) {
        Exit::Failed
    } else {
        Exit::Missing
    }
}

/// Checks, tells about it as text where a session is given, and remembers the outcome.
pub fn check(lab: &Lab, workspace: &Workspace, store: &Store, cancel: &Cancel, told: Option<Session>) -> Result<LabReport, Failure> {
    let engine = connect();
    let engine = engine.as_deref().map_err(Failure::message);
    let mut printing = Ok(());
    let mut running = Vec::new();
    let report = check_lab(lab, workspace.folder(), engine, cancel, &mut |event| {
        if let Some(session) = told
            && printing.is_ok()
        {
            printing = tell(&event, &mut running, lab, workspace, session);
        }
    });
    printing?;
    if cancel.asked() {
        return Err(Failure::new(Exit::Failed, "stopped; nothing is left running and nothing was recorded"));
    }
    if report.checks.iter().all(|check| check.state != CheckState::Missing) {
        let kind = EventKind::LabChecked {
            passed: report.ids(|state| state == CheckState::Passed),
            failed: report.ids(|state| state != CheckState::Passed),
        };
        store.add(&Event { subject: lab.id.clone(), kind })?;
    }
    if told.is_some() {
        conclude(lab, &report, engine.err())?;
    }
    Ok(report)
}

/// Prints outcomes, and on a terminal a line with what still runs; `running` holds the titles.
fn tell(event: &CheckEvent<'_>, running: &mut Vec<String>, lab: &Lab, workspace: &Workspace, session: Session) -> Result<(), Failure> {
    // Only a terminal can take back what it shows, and not all can.
    let shown = !session.plain && std::io::stderr().is_terminal() && !is_dumb();
    if shown && !running.is_empty() {
        write!(std::io::stderr(), "\r\x1b[2K")?;
    }
    match event {
        CheckEvent::Started(check) => running.push(check.title.clone()),
        CheckEvent::Ended(report) => {
            running.retain(|title| *title != report.title);
            tell_outcome(report, lab, workspace)?;
        }
    }
    match running.as_slice() {
        [title] if shown => write!(std::io::stderr(), "{title}: ...")?,
        [first, others @ ..] if shown => write!(std::io::stderr(), "{first}, and {} more: ...", others.len())?,
        _ => {}
    }
    Ok(())
}

fn tell_outcome(report: &CheckReport, lab: &Lab, workspace: &Workspace) -> Result<(), Failure> {
    let (style, word) = match report.state {
        CheckState::Passed => (AnsiColor::Green.on_default().bold(), "pass"),
        CheckState::Failed => (AnsiColor::Red.on_default().bold(), "FAIL"),
        CheckState::Blocked => (Style::new().dimmed(), "wait"),
        CheckState::Missing => (AnsiColor::Yellow.on_default().bold(), "skip"),
    };
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{style}{word}{style:#}  {}", report.title)?;
    for diagnostic in &report.diagnostics {
        if let Ok(source) = SourceFile::read(&workspace.folder().join(&diagnostic.path)) {
            writeln!(stdout, "\n{}", render_full(diagnostic, source.text()))?;
        }
    }
    if report.diagnostics.is_empty() {
        for (what, text) in [("expected", &report.expected), ("seen", &report.seen)] {
            if let Some(text) = text {
                writeln!(stdout, "      {what}: {}", crate::diagnostics::printable(text).replace('\n', "\n                "))?;
            }
        }
    }
    for line in &report.logs {
        writeln!(stdout, "      log  {}", crate::diagnostics::printable(line))?;
    }
    if let Some(level) = report.hint.as_ref().and_then(|hint| lab.hints.iter().position(|other| other.level == *hint)) {
        writeln!(stdout, "      the hint that fits: ecslab lab hint --level {}", level + 1)?;
    }
    Ok(())
}

fn conclude(lab: &Lab, report: &LabReport, no_engine: Option<&str>) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let passed = report.checks.iter().filter(|check| check.state == CheckState::Passed).count();
    let all = report.checks.len();
    if report.passed() {
        writeln!(stdout, "\nAll {all} checks pass: {} is done. Hints and the solution stay readable.", lab.title)?;
    } else if report.checks.iter().any(|check| check.state == CheckState::Failed) {
        writeln!(stdout, "\n{passed} of {all} checks pass. `ecslab lab hint` helps; `ecslab learn {}` explains.", lab.lesson)?;
    } else {
        let why = if no_engine.is_some() { "no engine answers" } else { "images are missing" };
        writeln!(stdout, "\n{passed} of {all} checks pass; the others need containers, and {why}: `ecslab doctor` says what to do.")?;
    }
    Ok(())
}
