//! Opening the full screen.

use std::io::Write;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::CommandFactory;

use super::engine::connect;
use super::interaction::{is_dumb, is_interactive};
use super::interrupt::on_interrupt;
use super::{Arguments, Exit, Failure, Session};
use crate::course::Course;
#[cfg(unix)]
use crate::terminal::screens::has_gone;
use crate::terminal::screens::{App, Destination, Left, Machine, Study, Theme, show};
use crate::terminal::search::ProgramCommand;

/// What a shell says of a process that SIGTERM ended.
const ENDED_BY_SIGNAL: u8 = 143;

/// Whether a person sits in front of a terminal that can be drawn on, and did not ask for lines.
pub fn is_wanted(session: Session) -> bool {
    // Some pseudo-terminals do not know their size: nothing can be drawn there.
    let is_drawable = || crossterm::terminal::size().is_ok_and(|(columns, rows)| columns > 0 && rows > 0);
    !session.plain && is_interactive() && !is_dumb() && is_drawable()
}

/// Shows screens, the first of them first, until somebody leaves.
pub fn open<'c>(course: &'c Course, first: Destination<'c>) -> Result<Exit, Failure> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    on_interrupt(move || {
        asked.store(true, Ordering::SeqCst);
        end_without_a_terminal();
    })?;
    let folder = std::env::current_dir().map_err(|error| Failure::usage(format!("the folder that ecslab runs in is gone: {error}")))?;
    let world = Machine::new(folder, || connect().map_err(|failure| failure.message().to_string()));
    let theme = Theme { colours: anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never };
    let study = Study::new(course, theme, Box::new(world), commands).map_err(Failure::usage)?;
    let mut app = App::new(study, first);
    let left = show(&mut app, &stop);
    let kept = keep_the_rest(&mut app, &stop);
    let left = left.map_err(|error| {
        Failure::usage(format!("the screen cannot be drawn: {error}")).help("With --plain, ecslab prints lines of text instead.")
    })?;
    let farewell = app.farewell().cloned();
    // What labs run is removed before the program ends.
    drop(app);
    kept?;
    if left == Left::BySignal {
        return Ok(Exit::Command(ENDED_BY_SIGNAL));
    }
    let Some(farewell) = farewell else { return Ok(Exit::Fine) };
    writeln!(anstream::stdout(), "{}", farewell.text)?;
    Ok(if farewell.open { Exit::Failed } else { Exit::Fine })
}

/// Keeps what could not be kept while the screen was shown. Another program that is writing is waited for until somebody gives up.
fn keep_the_rest(app: &mut App<'_>, stop: &AtomicBool) -> Result<(), Failure> {
    let mut told = false;
    while let Err((why, is_locked)) = app.keep() {
        if !is_locked || stop.load(Ordering::SeqCst) {
            return Err(Failure::usage(format!("what you did last is not stored and lost: {why}")));
        }
        if !std::mem::replace(&mut told, true) {
            writeln!(anstream::stderr(), "{why}\nThe program ends as soon as it is done; Ctrl-C gives it up.")?;
        }
    }
    Ok(())
}

/// Ends the process where the terminal was closed: the screen may then read it for ever. It gets a second to leave by itself; what labs
/// left behind is found by `ecslab clean`, as after a kill.
#[cfg(unix)]
fn end_without_a_terminal() {
    if has_gone(std::io::stdin()) {
        std::thread::sleep(std::time::Duration::from_secs(1));
        std::process::exit(i32::from(ENDED_BY_SIGNAL));
    }
}

#[cfg(not(unix))]
fn end_without_a_terminal() {}

/// The program's commands, as its help tells of them.
pub fn commands() -> Vec<ProgramCommand> {
    let mut program = Arguments::command();
    program.build();
    let told = |command: &clap::Command| {
        let mut command = command.clone();
        ProgramCommand {
            name: command.get_name().to_string(),
            about: command.get_about().map(ToString::to_string).unwrap_or_default(),
            help: command.render_long_help().to_string(),
        }
    };
    program.get_subcommands().filter(|command| command.get_name() != "help").map(told).collect()
}
