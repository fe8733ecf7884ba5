//! `ecslab class new`

use std::io::Write;
use std::path::{Path, PathBuf};

use super::FILE;
use crate::classroom::{begin_class, class_schema};
use crate::cli::output::{create_atomically, write_atomically, write_json};
use crate::cli::{Exit, Failure};
use crate::source::in_words;

/// Begin a class: a file with its title, agenda and roster, and the schema by which editors complete it.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab class new \"Containers, spring\"\n  ecslab class new \"Evening class\" --file evening/class.yaml"
)]
pub struct Arguments {
    /// What the class is called.
    #[arg(value_name = "NAME")]
    name: String,
    /// The file; it must not be there yet.
    #[arg(long, value_name = "FILE", default_value = FILE)]
    file: PathBuf,
}

/// Writes the files.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    if arguments.name.trim().is_empty() {
        return Err(Failure::usage("the class needs a name"));
    }
    let file = &arguments.file;
    let unwritable = |error: &std::io::Error, file: &Path| Failure::usage(format!("cannot write {}: {}", file.display(), in_words(error)));
    create_atomically(file, begin_class(&arguments.name).as_bytes()).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Failure::usage(format!("{} is there already, and stays as it is", file.display())).help("--file names another.")
        }
        _ => unwritable(&error, file),
    })?;
    let schema = file.with_file_name("class.schema.json");
    let mut text = Vec::new();
    write_json(&mut text, &class_schema())?;
    write_atomically(&schema, &text).map_err(|error| unwritable(&error, &schema))?;
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{}\n{}\n\nNext:", file.display(), schema.display())?;
    writeln!(stdout, "  ecslab class agenda            the sessions\n  ecslab class prepare FOLDER    what a room without internet needs")?;
    writeln!(stdout, "  ecslab class add FILES         enrols the learners whose signed results they are")?;
    Ok(Exit::Fine)
}
