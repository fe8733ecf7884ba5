//! `ecslab progress export`

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::cli::output::{print_json, write_atomically, write_json};
use crate::cli::{Exit, Failure};
use crate::progress::{Export, Identity, ProgressError, Store, home};
use crate::source::in_words;

/// Write all of your progress into a file, for another machine or for your instructor.
///
/// The file is JSON: `kind`, `version` (1), `program`, `exportedAt`, with --signed `learner` (name and public key) and `signature`, and
/// `events`, ordered by time, each with `id`, `at`, `subject` and `event`. The folders of your lab workspaces stand in it.
///
/// With --signed, the key in your learner's folder signs it (Ed25519; made at first use, readable by you alone). The signature proves
/// that the file was not edited after it was written, and that it comes from the same learner as the file with which you were enrolled.
/// It does not prove that you learned: the key is yours, and so is the record.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab progress export my-progress.json\n  ecslab progress export - | ssh other ecslab progress import -\n  \
    ecslab progress export --signed --name \"Ada Lovelace\" ada.json"
)]
pub struct Arguments {
    /// The file; it appears whole or not at all. - is standard output.
    #[arg(value_name = "FILE", default_value = "-")]
    file: PathBuf,
    /// Sign it with your key.
    #[arg(long, requires = "name")]
    signed: bool,
    /// Your name, as your instructor knows you.
    #[arg(long, value_name = "NAME", requires = "signed", allow_hyphen_values = true)]
    name: Option<String>,
}

/// Writes the file.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let events = Store::peek_portable()?;
    let mut export = Export::new(events, Timestamp::now());
    if let Some(name) = arguments.name.as_deref().filter(|_| arguments.signed) {
        let folder = home().ok_or(ProgressError::NoHome)?;
        export = export.sign(name, &Identity::open_in(&folder)?).map_err(|error| Failure::usage(format!("--name: {error}")))?;
    }
    if arguments.file == Path::new("-") {
        print_json(&export)?;
        return Ok(Exit::Fine);
    }
    write(&export, &arguments.file)?;
    anstream::eprintln!("{} events written to {}", export.events.len(), arguments.file.display());
    Ok(Exit::Fine)
}

/// Writes an export whole or not at all.
pub(super) fn write(export: &Export, file: &Path) -> Result<(), Failure> {
    let mut text = Vec::new();
    write_json(&mut text, export)?;
    write_atomically(file, &text).map_err(|error| Failure::usage(format!("cannot write {}: {}", file.display(), in_words(&error))))
}
