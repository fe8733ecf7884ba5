//! `ecslab lab start` and `ecslab lab reset`

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::{LabName, chosen, open, workspace};
use crate::cli::course_name::find_lab;
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::course::Lab;
use crate::lab::Workspace;
use crate::progress::{Event, EventKind};
use crate::terminal::{render_markdown, width};

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The lab, such as fargate/repair-task-definition.
    #[arg(value_name = "LAB")]
    lab: String,
    /// The folder to make; by default ecslab-labs/<module>/<lab> below this one.
    #[arg(long, value_name = "FOLDER")]
    dir: Option<PathBuf>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct StartAnswer<'c> {
    version: u32,
    lab: &'c str,
    folder: String,
    files: Vec<&'c str>,
    /// Where a reset keeps what was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    kept: Option<String>,
}

/// Makes a workspace and shows the task.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let (course, store, _) = open()?;
    let lab = find_lab(&course, &arguments.lab)?;
    let folder = arguments.dir.clone().unwrap_or_else(|| PathBuf::from("ecslab-labs").join(&lab.id));
    let workspace = Workspace::start(lab, &folder)?;
    let kind = EventKind::LabStarted { folder: workspace.folder().to_path_buf() };
    store.add(&Event { subject: lab.id.clone(), kind })?;
    if arguments.format == Format::Json {
        print_json(&answer(lab, &workspace, None))?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    for line in render_markdown(&lab.readme, width()) {
        writeln!(stdout, "{line}")?;
    }
    writeln!(stdout, "\nYour workspace: {}", workspace.folder().display())?;
    for (path, _) in &lab.files.starter {
        writeln!(stdout, "  {path}")?;
    }
    writeln!(stdout, "  README.md   this text")?;
    writeln!(stdout, "\nNext:")?;
    writeln!(
        stdout,
        "  ecslab lab watch   checks again whenever you save\n  ecslab lab check   checks once\n  ecslab lab hint    when you are stuck"
    )?;
    Ok(Exit::Fine)
}

/// Puts the starter back.
pub fn reset(arguments: &LabName) -> Result<Exit, Failure> {
    let (course, _, record) = open()?;
    let lab = chosen(&course, &record, arguments.lab.as_deref())?;
    let workspace = workspace(lab, &record)?;
    let kept = workspace.reset(lab)?;
    if arguments.format == Format::Json {
        print_json(&answer(lab, &workspace, Some(kept.display().to_string())))?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{} is as it was at the start.", workspace.folder().display())?;
    writeln!(stdout, "Your files are kept in {}", kept.display())?;
    Ok(Exit::Fine)
}

fn answer<'c>(lab: &'c Lab, workspace: &Workspace, kept: Option<String>) -> StartAnswer<'c> {
    let files = lab.files.starter.iter().map(|(path, _)| path.as_str()).collect();
    StartAnswer { version: 1, lab: &lab.id, folder: workspace.folder().display().to_string(), files, kept }
}
