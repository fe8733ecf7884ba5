//! `ecslab lint --watch`

use std::io::Write;

use super::Arguments;
use crate::cli::interrupt::on_interrupt;
use crate::cli::{Exit, Failure, Session};
use crate::lint::{ConfigurationSource, watch};
use crate::source::Watched;

/// Lints now and after every save, until Ctrl-C. What is found then makes no exit code: somebody has seen it.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let mut others: Vec<_> = arguments.baseline.iter().cloned().collect();
    if let ConfigurationSource::File(file) = arguments.configuration.source() {
        others.push(file);
    }
    let mut watched = watch(&arguments.paths, &others);
    on_interrupt(watched.stopper())?;
    super::lint(arguments, session)?;
    let mut said = false;
    loop {
        let mut stdout = anstream::stdout();
        if watched.is_polling() && !said {
            said = true;
            writeln!(stdout, "This file system does not tell of every change, so ecslab looks every second.")?;
        }
        writeln!(stdout, "\nWatching for saves; Ctrl-C ends.\n")?;
        stdout.flush()?;
        if watched.wait() == Watched::Stopped {
            return Ok(Exit::Fine);
        }
        match super::lint(arguments, session) {
            Err(failure) if failure.is_closed_pipe() => return Err(failure),
            // The next save may mend it.
            Err(failure) => failure.print(),
            Ok(_) => {}
        }
    }
}
