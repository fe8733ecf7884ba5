//! `ecslab progress import`

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::told_of_unknown;
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::counted::counted;
use crate::progress::{Export, Merged, Store};
use crate::source::in_words;

/// A record of a lifetime has a few of these.
const LARGEST_MIB: u64 = 256;

/// Add what an export holds to your progress. Nothing that you have is lost, and the same file twice adds nothing.
///
/// Events are unique among all machines, so a merge is the union of both, ordered by time. An export that was edited after it was signed is
/// refused. Events of a newer ecslab are kept for it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab progress import my-progress.json\n  ssh other ecslab progress export - | ecslab progress import -"
)]
pub struct Arguments {
    /// A file that `ecslab progress export` wrote; - is standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct ImportAnswer {
    version: u32,
    #[serde(flatten)]
    merged: Merged,
}

/// Merges the file.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let export = read_export(&arguments.file)?;
    let merged = Store::open()?.merge(&export.events)?;
    if arguments.format == Format::Json {
        print_json(&ImportAnswer { version: 1, merged })?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    if let Some(learner) = &export.learner {
        writeln!(stdout, "Signed by {}; the signature fits.", crate::diagnostics::printable_line(&learner.name))?;
    }
    writeln!(stdout, "{} new, {} known already.", counted(merged.new, "event"), merged.known)?;
    if let Some(told) = told_of_unknown(merged.unknown) {
        writeln!(stdout, "{told}")?;
    }
    Ok(Exit::Fine)
}

/// Reads and checks an export; `-` is standard input.
pub(in crate::cli) fn read_export(file: &Path) -> Result<Export, Failure> {
    let name = if file == Path::new("-") { "standard input".to_string() } else { file.display().to_string() };
    let bytes = read_bounded(file).map_err(|error| Failure::usage(format!("cannot read {name}: {}", in_words(&error))))?;
    if bytes.len() as u64 > LARGEST_MIB * 1024 * 1024 {
        return Err(Failure::usage(format!("{name} is larger than {LARGEST_MIB} MiB, which no export of progress is")));
    }
    Export::read(&bytes).map_err(|error| {
        Failure::usage(format!("cannot use {name}: {error}")).help("`ecslab progress export FILE` writes such a file. Nothing was changed.")
    })
}

fn read_bounded(file: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let limit = LARGEST_MIB * 1024 * 1024 + 1;
    if file == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)?;
    } else {
        std::fs::File::open(file)?.take(limit).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}
