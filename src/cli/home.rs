//! `ecslab` without a command.

use std::io::Write;

use super::interaction::{is_dumb, is_interactive};
use super::{Exit, Failure, Session};
use crate::course::Course;
use crate::practice::{module_progress, next_steps};
use crate::progress::Store;
use crate::terminal::Home;

/// Shows the home screen, or the same as text where no person sits in front of a terminal.
pub fn run(session: Session) -> Result<Exit, Failure> {
    let course = Course::open();
    let record = Store::peek()?;
    let modules = course.modules.iter().map(|module| module_progress(&course, module, &record)).collect();
    let home = Home { modules, steps: next_steps(&course, &record, jiff::Timestamp::now()) };
    // Some pseudo-terminals do not know their size: nothing can be drawn there.
    let drawable = crossterm::terminal::size().is_ok_and(|(columns, rows)| columns > 0 && rows > 0);
    if session.plain || !is_interactive() || is_dumb() || !drawable {
        return print(&home);
    }
    let chosen = home
        .choose()
        .map_err(|error| Failure::usage(format!("the home screen cannot be drawn: {error}")).help("`ecslab --plain` shows it as text."))?;
    match chosen {
        Some(step) => super::run_line(&step.command_line(), session),
        None => Ok(Exit::Fine),
    }
}

fn print(home: &Home) -> Result<Exit, Failure> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "ecslab: learn Amazon ECR, ECS and Fargate by doing\n")?;
    for (title, counts) in home.module_lines(true) {
        writeln!(stdout, "{title}{counts}")?;
    }
    writeln!(stdout, "\nWhat to do next:")?;
    let commands: Vec<String> = home.steps.iter().map(|step| step.command_line()).collect();
    let widest = commands.iter().map(String::len).max().unwrap_or(0);
    for (step, command) in home.steps.iter().zip(&commands) {
        writeln!(stdout, "  {command:<widest$}  {} ({})", step.title, step.reason)?;
    }
    writeln!(stdout, "\nAny time:")?;
    for (command, what) in [
        ("ecslab lint PATH", "check ECS, ECR and IAM documents and templates"),
        ("ecslab lab list", "all labs"),
        ("ecslab doctor", "what this machine has, and what is missing"),
        ("ecslab --help", "all commands"),
    ] {
        writeln!(stdout, "  {command:<widest$}  {what}")?;
    }
    Ok(Exit::Fine)
}
