//! Talking with a person, or with a pipe.

use std::io::{BufRead, IsTerminal, Write};

use super::Failure;

/// Whether a person sits at both ends.
pub fn is_interactive() -> bool {
    std::io::stdin().is_terminal() && std::io::stdout().is_terminal()
}

/// Whether the terminal can do no more than print: it says so itself.
pub fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}

/// Shows a prompt and reads a line without its end; `None` at the end of the input.
///
/// # Errors
/// When standard input or output fails.
pub fn ask(prompt: &str) -> Result<Option<String>, Failure> {
    let mut stdout = anstream::stdout();
    write!(stdout, "{prompt}")?;
    stdout.flush()?;
    let mut line = String::new();
    let read =
        std::io::stdin().lock().read_line(&mut line).map_err(|error| Failure::usage(format!("cannot read standard input: {error}")))?;
    if read == 0 {
        // The shell's prompt should not stand behind ours.
        writeln!(stdout)?;
        return Ok(None);
    }
    if !is_interactive() {
        // A pipe echoes nothing, so the prompt would run into the next line.
        writeln!(stdout)?;
    }
    Ok(Some(line.trim().to_string()))
}
