//! `ecslab progress where`

use std::io::Write;

use serde::Serialize;

use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::progress::{ProgressError, Store, home, set_aside_files};

/// Say where your progress is kept, and what was set aside.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab progress where\n  ecslab progress where --format json\n\nECSLAB_HOME moves the folder.")]
pub struct Arguments {
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WhereAnswer {
    version: u32,
    folder: String,
    file: String,
    /// Whether there is a file.
    exists: bool,
    bytes: u64,
    events: usize,
    /// Damaged files that were set aside.
    set_aside: Vec<String>,
}

/// Prints the places.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let folder = home().ok_or(ProgressError::NoHome)?;
    let file = Store::file_in(&folder);
    let metadata = std::fs::metadata(&file).ok();
    let answer = WhereAnswer {
        version: 1,
        exists: metadata.is_some(),
        bytes: metadata.map_or(0, |metadata| metadata.len()),
        events: Store::peek_events()?.len(),
        set_aside: set_aside_files(&folder).iter().map(|path| path.display().to_string()).collect(),
        folder: folder.display().to_string(),
        file: file.display().to_string(),
    };
    if arguments.format == Format::Json {
        print_json(&answer)?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{}", answer.file)?;
    let state = if answer.exists { format!("{} events in {} bytes", answer.events, answer.bytes) } else { "not there yet".to_string() };
    writeln!(stdout, "{state}")?;
    for file in &answer.set_aside {
        writeln!(stdout, "set aside because it was damaged: {file}")?;
    }
    Ok(Exit::Fine)
}
