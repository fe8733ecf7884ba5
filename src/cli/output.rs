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
    write_json(&mut std::io::BufWriter::with_capacity(64 * 1024, std::io::stdout().lock()), value)
}

/// Writes one JSON document and a line break.
///
/// # Errors
/// When the output cannot be written.
pub fn write_json(output: &mut impl Write, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *output, value).map_err(std::io::Error::from)?;
    writeln!(output)?;
    output.flush()?;
    Ok(())
}
