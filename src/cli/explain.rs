//! `ecslab explain`

use std::io::Write;

use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::course::Course;
use crate::lint::{Rule, closest, find_rule, rules};

/// Explain a rule: what it finds, why it matters, a failing and a mended example.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab explain ECS101\n  ecslab explain fargate-invalid-size --format json")]
pub struct Arguments {
    /// Code or name of the rule.
    #[arg(value_name = "CODE")]
    rule: String,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Explanation<'c> {
    version: u32,
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    summary: &'static str,
    documentation: &'static str,
    aws_message: Option<&'static str>,
    url: &'static str,
    verified: &'static str,
    lesson: &'static str,
    /// Exam objectives that the lesson is about.
    objectives: &'c [String],
    labs: &'c [String],
    controls: &'static [&'static str],
    fails: &'static str,
    passes: &'static str,
}

/// Prints the explanation of one rule.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let Some(rule) = find_rule(&arguments.rule) else {
        let near = closest(&arguments.rule, rules().iter().flat_map(|rule| [rule.code, rule.name]));
        let help = near.map_or_else(String::new, |name| format!("Did you mean {name}? "));
        return Err(
            Failure::usage(format!("no rule is called `{}`", arguments.rule)).help(format!("{help}`ecslab rules` lists all rules."))
        );
    };
    let course = Course::open();
    match arguments.format {
        Format::Json => print_json(&explanation(rule, &course))?,
        Format::Text => print_text(rule, &course)?,
    }
    Ok(Exit::Fine)
}

fn explanation<'c>(rule: &'static Rule, course: &'c Course) -> Explanation<'c> {
    let lesson = course.lesson(rule.lesson);
    Explanation {
        version: 1,
        code: rule.code,
        name: rule.name,
        severity: rule.severity.name(),
        summary: rule.summary,
        documentation: rule.documentation.trim(),
        aws_message: rule.aws_message,
        url: rule.source,
        verified: rule.verified,
        lesson: rule.lesson,
        objectives: lesson.map(|lesson| lesson.objectives.as_slice()).unwrap_or_default(),
        labs: lesson.map(|lesson| lesson.labs.as_slice()).unwrap_or_default(),
        controls: rule.controls,
        fails: rule.fails,
        passes: rule.passes,
    }
}

fn print_text(rule: &Rule, course: &Course) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let bold = anstyle::Style::new().bold();
    writeln!(stdout, "{bold}{} {}{bold:#} ({})\n", rule.code, rule.name, rule.severity.name())?;
    writeln!(stdout, "{}\n", rule.summary)?;
    for line in rule.documentation.trim().lines() {
        writeln!(stdout, "{}", line.strip_prefix(' ').unwrap_or(line))?;
    }
    if let Some(message) = rule.aws_message {
        writeln!(stdout, "\nAWS says: {message}")?;
    }
    writeln!(stdout, "\n{bold}Fails{bold:#}\n\n{}\n\n{bold}Passes{bold:#}\n\n{}\n", indented(rule.fails), indented(rule.passes))?;
    writeln!(stdout, "Source: {} (checked {})", rule.source, rule.verified)?;
    if !rule.controls.is_empty() {
        writeln!(stdout, "The same control elsewhere: {}", rule.controls.join(", "))?;
    }
    writeln!(stdout, "Lesson: ecslab learn {}", rule.lesson)?;
    writeln!(stdout, "Questions: ecslab quiz {}", rule.lesson)?;
    if let Some(lesson) = course.lesson(rule.lesson) {
        for lab in &lesson.labs {
            writeln!(stdout, "Lab: ecslab lab start {lab}")?;
        }
        for objective in &lesson.objectives {
            writeln!(stdout, "Exam objective: {}", course.objective_name(objective))?;
        }
    }
    Ok(())
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
