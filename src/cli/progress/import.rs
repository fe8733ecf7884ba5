//! `ecslab progress import`

use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::told_of_unknown;
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::counted::counted;
use crate::progress::{Export, Merged, Store, told_of_days_to_come};
use crate::source::in_words;

/// A record of a lifetime has a few of these.
const LARGEST_MIB: u64 = 256;

/// Add what an export holds to your progress. Nothing that you have is lost, and the same file twice adds nothing.
///
/// Events are unique among all machines, so a merge is the union of both, in one order. An export that was edited after it was signed is
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
        writeln!(stdout, "Signed by {}; the signature fits.", crate::diagnostics::printable_name(&learner.name))?;
    }
    writeln!(stdout, "{} new, {} known already.", counted(merged.new, "event"), merged.known)?;
    for told in [told_of_differing(merged.differing), told_of_unknown(merged.unknown)].into_iter().flatten() {
        writeln!(stdout, "{told}")?;
    }
    if let Some(told) = told_of_days_to_come(&export.stored_events(), jiff::Timestamp::now()) {
        writeln!(stdout, "{told}")?;
    }
    Ok(Exit::Fine)
}

fn told_of_differing(count: usize) -> Option<String> {
    let events = match count {
        0 => return None,
        1 => "1 of these differs from the one that was".to_string(),
        count => format!("{count} of these differ from those that were"),
    };
    Some(format!("{events} here under the same id: one of the two was changed. The same of both is kept on every machine, in any order."))
}

/// Reads and checks an export; `-` is standard input.
fn read_export(file: &Path) -> Result<Export, Failure> {
    let name = if file == Path::new("-") { "standard input".to_string() } else { file.display().to_string() };
    load_export(file).map_err(|reason| {
        Failure::usage(format!("cannot use {name}: {reason}"))
            .help("`ecslab progress export FILE` writes such a file. Nothing was changed.")
    })
}

/// As [`read_export`]; why it is none, without its name.
pub(in crate::cli) fn load_export(file: &Path) -> Result<Export, String> {
    let bytes = read_bounded(file).map_err(|error| in_words(&error))?;
    if bytes.len() as u64 > LARGEST_MIB * 1024 * 1024 {
        return Err(format!("it is larger than {LARGEST_MIB} MiB, which no export of progress is"));
    }
    Export::read(&in_utf8(bytes)).map_err(|error| error.to_string())
}

/// What a shell redirected, as PowerShell does: with a mark in front, and in UTF-16.
fn in_utf8(bytes: Vec<u8>) -> Vec<u8> {
    let units = |from_bytes: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|unit| from_bytes([unit[0], unit[1]])).collect();
        String::from_utf16_lossy(&units).into_bytes()
    };
    match bytes.as_slice() {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => rest.to_vec(),
        _ => bytes,
    }
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
