//! `ecslab commands`

use std::io::Write;

use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::course::{AwsCommand, Course, find_commands};
use crate::lint::closest;
use crate::terminal::{render_inline, render_markdown, width};

/// So many are shown whole; more are listed.
const WHOLE: usize = 3;

/// Look up a command of the AWS CLI for ECR and ECS: what it does, its exam angle, its form of today, what it replaces.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab commands                    all of them\n  ecslab commands get-login-password\n  \
    ecslab commands ecs update-service\n  ecslab commands lifecycle          words in the name, or else anywhere\n  ecslab commands ecr --format json")]
pub struct Arguments {
    /// Words of the command, or of what it does.
    #[arg(value_name = "WORDS")]
    words: Vec<String>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Answer<'c> {
    version: u32,
    commands: Vec<&'c AwsCommand>,
}

/// Prints the commands.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let course = Course::embedded();
    let found = find_commands(&course.commands, &arguments.words);
    if found.is_empty() {
        return Err(unknown(&course.commands, &arguments.words));
    }
    match arguments.format {
        Format::Json => print_json(&Answer { version: 1, commands: found })?,
        Format::Text if found.len() > WHOLE => list(&found)?,
        Format::Text => print_whole(&found)?,
    }
    Ok(Exit::Fine)
}

fn unknown(commands: &[AwsCommand], words: &[String]) -> Failure {
    let written = words.join(" ");
    let without_aws = |command: &'_ AwsCommand| command.command.strip_prefix("aws ").unwrap_or(&command.command).to_string();
    let names: Vec<String> = commands.iter().map(without_aws).collect();
    // People leave the service out as often as they misspell the rest.
    let last: Vec<&str> = names.iter().filter_map(|name| name.rsplit(' ').next()).collect();
    let near =
        closest(written.trim_start_matches("aws "), names.iter().map(String::as_str)).or_else(|| closest(&written, last.into_iter()));
    let help = near.map_or_else(String::new, |name| format!("Did you mean {name}? "));
    Failure::usage(format!("no command has `{written}` in it")).help(format!("{help}`ecslab commands` lists all."))
}

fn list(commands: &[&AwsCommand]) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let bold = anstyle::Style::new().bold();
    let mut group = "";
    for command in commands {
        if command.group != group {
            group = &command.group;
            writeln!(stdout, "{bold}{group}{bold:#}")?;
        }
        writeln!(stdout, "  {}", command.command)?;
        for line in render_markdown(first_sentence(&command.does), width().saturating_sub(6)) {
            writeln!(stdout, "      {line}")?;
        }
    }
    writeln!(stdout, "\n{} commands. `ecslab commands WORDS` shows the form of each.", commands.len())?;
    Ok(())
}

fn first_sentence(text: &str) -> &str {
    text.trim().split_inclusive(". ").next().unwrap_or(text).trim()
}

fn print_whole(commands: &[&AwsCommand]) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let bold = anstyle::Style::new().bold();
    for (index, command) in commands.iter().enumerate() {
        if index > 0 {
            writeln!(stdout)?;
        }
        writeln!(stdout, "{bold}{}{bold:#}", command.command)?;
        let parts = [
            ("", Some(&command.does)),
            ("Exam: ", Some(&command.exam)),
            ("Replaces: ", command.replaces.as_ref()),
            ("Changed: ", command.changed.as_ref()),
        ];
        for (name, text) in parts {
            let Some(text) = text else { continue };
            for line in render_markdown(&format!("{name}{}", text.trim()), width().saturating_sub(2)) {
                writeln!(stdout, "  {line}")?;
            }
        }
        writeln!(stdout)?;
        for line in command.form.trim_end().lines() {
            writeln!(stdout, "    {line}")?;
        }
        writeln!(stdout, "\n  ecslab learn {}", command.lesson)?;
        writeln!(stdout, "  {} (checked {})", render_inline(&command.source), command.verified)?;
    }
    Ok(())
}
