//! `ecslab class add`

use std::io::Write;
use std::path::PathBuf;

use super::{FILE, read_class};
use crate::classroom::{ClassFile, Enrolled};
use crate::cli::output::write_atomically;
use crate::cli::progress::read_export;
use crate::cli::{Exit, Failure};
use crate::diagnostics::printable_line;
use crate::source::in_words;

/// Enrol the learner whose signed result file it is: the name and the public key go into the class file.
///
/// From then on, results count for this learner only where they are signed with that key.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab class add results/ada.json\n  ecslab class add ada.json --class evening/class.yaml")]
pub struct Arguments {
    /// A file that `ecslab progress export --signed --name NAME FILE` wrote.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The class file.
    #[arg(long, value_name = "FILE", default_value = FILE)]
    class: PathBuf,
}

/// Adds the learner.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let (text, _) = read_class(&arguments.class)?;
    let export = read_export(&arguments.file)?;
    let learner = export.learner.ok_or_else(|| {
        Failure::usage(format!("{} is not signed", arguments.file.display()))
            .help("The learner signs it with `ecslab progress export --signed --name NAME FILE`.")
    })?;
    let class = arguments.class.display();
    let enrolled = ClassFile::enrol(&text, &learner).map_err(|error| Failure::usage(format!("{class}: {error}")))?;
    let mut stdout = anstream::stdout().lock();
    match enrolled {
        Enrolled::Known(name) => writeln!(stdout, "{} is enrolled already.", printable_line(&name))?,
        Enrolled::Added(text) => {
            write_atomically(&arguments.class, text.as_bytes())
                .map_err(|error| Failure::usage(format!("cannot write {class}: {}", in_words(&error))))?;
            writeln!(stdout, "{} is enrolled in {class}.", printable_line(&learner.name))?;
        }
    }
    Ok(Exit::Fine)
}
