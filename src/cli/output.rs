//! Printing on standard output.

use std::io::Write;

use serde::Serialize;

use super::Failure;

/// `--format` of the commands that answer with text or JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Format {
    /// For people.
    #[default]
    Text,
    /// For programs; the shape carries `"version": 1`.
    Json,
}

/// Prints one JSON document and a line break.
///
/// # Errors
/// When standard output cannot be written.
pub fn print_json(value: &impl Serialize) -> Result<(), Failure> {
    // Standard output writes line by line, and an answer may have millions.
    let mut stdout = std::io::BufWriter::with_capacity(64 * 1024, std::io::stdout().lock());
    serde_json::to_writer_pretty(&mut stdout, value).map_err(std::io::Error::from)?;
    writeln!(stdout)?;
    stdout.flush()?;
    Ok(())
}
