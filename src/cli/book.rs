//! `ecslab book`

use std::path::PathBuf;

use clap::Subcommand;

use super::output::Format;
use super::{Exit, Failure, Session};

/// The companion book: all lessons, labs, rules and questions, those of installed content packs too, as web pages for a folder of yours.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Build(BuildArguments),
}

/// Build the book into a folder. It needs no server and no network: open its index.html.
///
/// A folder that holds a book already is replaced; any other folder that is not empty is left alone.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab book build\n  ecslab book build --dest public/book --format json")]
struct BuildArguments {
    /// Where the book goes.
    #[arg(long, value_name = "DIR", default_value = "ecslab-book")]
    dest: PathBuf,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs a command about the book.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    match &arguments.command {
        Command::Build(arguments) => build(arguments, session),
    }
}

#[cfg(not(feature = "book"))]
fn build(_arguments: &BuildArguments, _session: Session) -> Result<Exit, Failure> {
    Err(Failure::new(Exit::Missing, "this ecslab was built without the companion book").help(
        "Build it with the feature `book`, which is on by default. The same lessons and questions are in `ecslab learn` and `ecslab quiz`.",
    ))
}

#[cfg(feature = "book")]
fn build(arguments: &BuildArguments, _session: Session) -> Result<Exit, Failure> {
    use std::io::{IsTerminal, Write};

    use super::output::print_json;

    #[derive(serde::Serialize)]
    struct Answer<'a> {
        version: u32,
        dest: std::borrow::Cow<'a, str>,
        pages: usize,
    }

    if std::io::stderr().is_terminal() {
        writeln!(anstream::stderr(), "Making the pages of the book; this takes some seconds.")?;
    }
    let built = crate::book::build(&crate::course::Course::open(), &arguments.dest).map_err(failure)?;
    match arguments.format {
        Format::Json => print_json(&Answer { version: 1, dest: built.folder.to_string_lossy(), pages: built.pages })?,
        Format::Text => {
            let mut stdout = anstream::stdout().lock();
            writeln!(stdout, "The book has {} pages. Open it in a browser:\n{}", built.pages, built.index.display())?;
        }
    }
    Ok(Exit::Fine)
}

#[cfg(feature = "book")]
fn failure(error: crate::book::BookError) -> Failure {
    use crate::book::BookError;

    let help = match &error {
        BookError::ForeignFolder(_) | BookError::NotAFolder(_) => "Choose a folder that is new or empty with --dest.",
        BookError::Io { .. } => "Choose a place that you may write with --dest; the book is built beside its folder and moved there.",
        BookError::Template(_) | BookError::Pages(_) => "This is a fault of ecslab: please report it.",
    };
    Failure::usage(error.to_string()).help(help)
}
