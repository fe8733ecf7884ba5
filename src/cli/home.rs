//! `ecslab` without a command.

use std::io::Write;

use super::question_text::print_indented;
use super::{Exit, Failure, Session, full_screen};
use crate::course::Course;
use crate::practice::{module_progress, next_steps};
use crate::progress::Store;
use crate::terminal::Overview;
use crate::terminal::screens::Destination;

/// Shows the home screen, or the same as text where no person sits in front of a terminal.
pub fn run(session: Session) -> Result<Exit, Failure> {
    let course = Course::open();
    if full_screen::is_wanted(session) {
        return full_screen::open(&course, Destination::Home);
    }
    let record = Store::peek()?;
    let modules = course.modules.iter().map(|module| module_progress(&course, module, &record)).collect();
    print(&Overview { modules, steps: next_steps(&course, &record, jiff::Timestamp::now()) })
}

fn print(home: &Overview) -> Result<Exit, Failure> {
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "ecslab: learn Amazon ECR, ECS and Fargate by doing\n")?;
    for (title, counts) in home.module_lines(true) {
        writeln!(stdout, "{title}{counts}")?;
    }
    writeln!(stdout, "\nWhat to do next:")?;
    for step in &home.steps {
        writeln!(stdout, "  {}", step.command_line())?;
        print_indented(&mut stdout, "      ", &format!("{} ({})", step.title, step.reason))?;
    }
    writeln!(stdout, "\nAny time:")?;
    let any_time = [
        ("ecslab practice", "questions mixed over what you have begun"),
        ("ecslab review", "what you are about to forget"),
        ("ecslab drill", "questions without end, worked out step by step"),
        ("ecslab exam", "an exam against the clock"),
        ("ecslab lint PATH", "check ECS, ECR and IAM documents and templates"),
        ("ecslab lab list", "all labs"),
        ("ecslab doctor", "what this machine has, and what is missing"),
        ("ecslab --help", "all commands"),
    ];
    let widest = any_time.iter().map(|(command, _)| command.len()).max().unwrap_or(0);
    for (command, what) in any_time {
        writeln!(stdout, "  {command:<widest$}  {what}")?;
    }
    Ok(Exit::Fine)
}
