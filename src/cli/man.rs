//! `ecslab man`

use std::io::Write;
use std::path::{Path, PathBuf};

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use super::output::write_atomically;
use super::{Exit, Failure, Session};

/// Print the manual page, or write one for each command into a folder.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab man | man -l -\n  ecslab man --directory ~/.local/share/man/man1")]
pub struct Arguments {
    /// Write ecslab.1, ecslab-lint.1 and so on into this folder, which is made where it is missing.
    #[arg(long, value_name = "FOLDER")]
    directory: Option<PathBuf>,
}

/// Prints or writes the pages.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let mut command = super::Arguments::command().disable_help_subcommand(true);
    command.build();
    let mut stdout = std::io::stdout().lock();
    let Some(folder) = &arguments.directory else {
        stdout.write_all(&page(&command)?.1)?;
        stdout.flush()?;
        return Ok(Exit::Fine);
    };
    let mut pages = Vec::new();
    collect(&command, &mut pages)?;
    std::fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    for (name, text) in &pages {
        let path = folder.join(name);
        write_atomically(&path, text).map_err(|error| cannot_write(&path, &error))?;
    }
    writeln!(stdout, "{} pages written to {}", pages.len(), folder.display())?;
    Ok(Exit::Fine)
}

/// The pages of a command and of all below it.
fn collect(command: &Command, pages: &mut Vec<(String, Vec<u8>)>) -> Result<(), Failure> {
    pages.push(page(command)?);
    command.get_subcommands().filter(|command| !command.is_hide_set()).try_for_each(|command| collect(command, pages))
}

/// Name of the file, and text.
fn page(command: &Command) -> Result<(String, Vec<u8>), Failure> {
    let man = Man::new(command.clone()).source(concat!("ecslab ", env!("CARGO_PKG_VERSION"))).manual("ecslab");
    let mut text = Vec::new();
    man.render(&mut text)?;
    Ok((man.get_filename(), text))
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("cannot write {}: {error}", path.display())).help("Name a folder that you may write to.")
}
