//! `ecslab class add`

use std::io::Write;
use std::path::{Path, PathBuf};

use super::{FILE, read_class};
use crate::classroom::{ClassFile, Enrolled};
use crate::cli::output::write_atomically;
use crate::cli::progress::load_export;
use crate::cli::{Exit, Failure};
use crate::diagnostics::printable_name;
use crate::source::in_words;

/// Enrol the learners whose signed result files they are: each name and public key goes into the class file.
///
/// From then on, results count for a learner only where they are signed with that key. A file that cannot be used is told with the reason, the others
/// are enrolled, and the exit code is 2.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab class add results/*.json\n  ecslab class add ada.json --class evening/class.yaml\n  \
    ecslab class add laptop.json --to \"Ada Lovelace\"      her second machine")]
pub struct Arguments {
    /// Files that `ecslab progress export --signed --name NAME FILE` wrote.
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// They come from a further machine of this learner, who is enrolled already.
    #[arg(long, value_name = "NAME", allow_hyphen_values = true)]
    to: Option<String>,
    /// The class file.
    #[arg(long, value_name = "FILE", default_value = FILE)]
    class: PathBuf,
}

/// Adds the learners.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let (before, _) = read_class(&arguments.class)?;
    let class = arguments.class.display();
    let mut text = before.clone();
    let mut said = Vec::new();
    let mut refused = Vec::new();
    for file in &arguments.files {
        match enrol(&text, file, arguments.to.as_deref()) {
            Ok((name, Enrolled::Added(added))) => {
                text = added;
                let what = if arguments.to.is_some() { "has a further key" } else { "is enrolled" };
                said.push(format!("{} {what} in {class}.", printable_name(&name)));
            }
            Ok((_, Enrolled::Known(name))) => said.push(format!("{} is enrolled already.", printable_name(&name))),
            Err(failure) => refused.push(failure),
        }
    }
    if text != before {
        write_atomically(&arguments.class, text.as_bytes())
            .map_err(|error| Failure::usage(format!("cannot write {class}: {}", in_words(&error))))?;
    }
    let mut stdout = anstream::stdout().lock();
    for line in said {
        writeln!(stdout, "{line}")?;
    }
    for failure in &refused {
        failure.print();
    }
    Ok(if refused.is_empty() { Exit::Fine } else { Exit::Usage })
}

/// What became of the text of the class file, and whom it concerns.
fn enrol(text: &str, file: &Path, to: Option<&str>) -> Result<(String, Enrolled), Failure> {
    let shown = file.display();
    let export = load_export(file).map_err(|reason| Failure::usage(format!("{shown}: {reason}")))?;
    let learner = export.learner.ok_or_else(|| {
        Failure::usage(format!("{shown}: it is not signed"))
            .help("The learner signs it with `ecslab progress export --signed --name NAME FILE`.")
    })?;
    let enrolled = match to {
        Some(name) => ClassFile::enrol_key(text, name, &learner.key),
        None => ClassFile::enrol(text, &learner),
    };
    let enrolled = enrolled.map_err(|error| Failure::usage(format!("{shown}: {error}")))?;
    Ok((to.map_or(learner.name, str::to_string), enrolled))
}
