//! `ecslab lint --watch`

use std::io::Write;

use super::Arguments;
use crate::cli::interrupt::on_interrupt;
use crate::cli::{Exit, Failure, Session};
use crate::lint::watch;
use crate::source::Watched;

/// Lints now and after every save, until Ctrl-C. What is found then makes no exit code: somebody has seen it.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let mut watched = watch(&arguments.paths);
    on_interrupt(watched.stopper())?;
    let mut said = false;
    loop {
        super::lint(arguments, session)?;
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
    }
}
