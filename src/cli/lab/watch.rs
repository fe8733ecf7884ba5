//! `ecslab lab watch`

use std::io::Write;

use super::{check::check, chosen, open, workspace};
use crate::cli::interrupt::on_interrupt;
use crate::cli::{Exit, Failure, Session, full_screen};
use crate::lab::watch;
use crate::runtime::Cancel;
use crate::source::Watched;
use crate::terminal::screens::Destination;

#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The lab; without it, the one started last.
    #[arg(value_name = "LAB")]
    lab: Option<String>,
}

/// Checks now and after every save, until all checks pass.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let (course, store, record) = open()?;
    let lab = chosen(&course, &record, arguments.lab.as_deref())?;
    let workspace = workspace(lab, &record)?;
    if full_screen::is_wanted(session) {
        return full_screen::open(&course, Destination::Lab(lab.id.clone()));
    }
    let mut watched = watch(workspace.folder());
    let cancel = Cancel::default();
    let (asked, stop) = (cancel.clone(), watched.stopper());
    on_interrupt(move || {
        asked.ask();
        stop();
    })?;
    writeln!(anstream::stdout(), "Watching {}. Save a file to have it checked; Ctrl-C leaves.", workspace.folder().display())?;
    let mut said = false;
    loop {
        if watched.is_polling() && !said {
            said = true;
            writeln!(anstream::stdout(), "This file system does not tell of every change, so ecslab looks every second.")?;
        }
        writeln!(anstream::stdout())?;
        match check(lab, &workspace, &store, &cancel, Some(session)) {
            Ok(report) if report.passed() => return Ok(Exit::Fine),
            Ok(_) => {}
            Err(_) if cancel.asked() => break,
            Err(failure) => return Err(failure),
        }
        if watched.wait() == Watched::Stopped {
            break;
        }
    }
    writeln!(anstream::stdout(), "\nLeft. Go on with: ecslab lab watch {}", lab.id)?;
    Ok(Exit::Failed)
}
