//! `ecslab exam report`, and what an exam prints at its end.

use std::io::Write;

use serde::Serialize;

use super::clock;
use crate::cli::output::{Format, print_json};
use crate::cli::question_text::{print_feedback, print_indented, print_objectives, print_question};
use crate::cli::{Exit, Failure, Session};
use crate::course::Course;
use crate::practice::{ExamResult, NextStep, WEIGHTED, exam_result, given_of};
use crate::progress::{ExamEnd, ExamRecord, Record, Store};
use crate::terminal::bar;

/// Show the result of an exam again.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The exam's id or its beginning, as `ecslab exam list` shows it; without it, the last.
    #[arg(value_name = "ID")]
    id: Option<String>,
    /// Show every item that was not right, with all its options explained.
    #[arg(long)]
    explain: bool,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct ReportAnswer<'r> {
    version: u32,
    result: &'r ExamResult,
}

/// Shows the result.
pub fn run(course: &Course, arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let record = Store::peek()?;
    let exam = find(&record, arguments.id.as_deref())?;
    let result = exam_result(course, &record, exam).map_err(super::gone)?;
    match arguments.format {
        Format::Json => print_json(&ReportAnswer { version: 1, result: &result })?,
        Format::Text if arguments.explain => explain(course, exam, &result)?,
        Format::Text => print(&result, course, session)?,
    }
    Ok(Exit::Fine)
}

/// Prints the items that were not right as they were asked, with every option explained.
fn explain(course: &Course, exam: &ExamRecord, result: &ExamResult) -> Result<(), Failure> {
    if result.wrong.is_empty() {
        writeln!(anstream::stdout(), "Every item of {} was right.", result.id)?;
    }
    for item in &result.wrong {
        let Some(question) = course.question(&item.question) else { continue };
        let unanswered = if item.answered { "" } else { ", without an answer" };
        print_question(&format!("Item {} of {}{unanswered} · {}", item.number, exam.questions.len(), item.lesson), question)?;
        print_feedback(question, given_of(exam, question).as_ref())?;
    }
    Ok(())
}

fn find<'r>(record: &'r Record, id: Option<&str>) -> Result<&'r ExamRecord, Failure> {
    let mut finished = record.exams.iter().rev().filter(|exam| matches!(exam.end, Some(ExamEnd::Submitted | ExamEnd::TimeOver)));
    let Some(id) = id else {
        return finished.next().ok_or_else(|| {
            let failure = Failure::usage("no exam is finished yet");
            match record.unfinished_exam() {
                Some(exam) => failure.help(format!("{} is under way: `ecslab exam resume` goes on.", exam.id)),
                None => failure.help("`ecslab exam` begins one."),
            }
        });
    };
    let ids: Vec<&str> = finished.clone().map(|exam| exam.id.as_str()).collect();
    let mut named = finished.filter(|exam| exam.id.starts_with(id));
    match (named.next(), named.next()) {
        (Some(exam), None) => Ok(exam),
        (Some(_), Some(_)) => Err(Failure::usage(format!("several exams begin with {id}")).help("`ecslab exam list` shows their ids.")),
        (None, _) if ids.is_empty() => Err(Failure::usage("no exam is finished yet").help("`ecslab exam` begins one.")),
        (None, _) => Err(Failure::usage(format!("no finished exam is called {id}")).help(format!("There are: {}", ids.join(", ")))),
    }
}

/// Prints a result.
pub fn print(result: &ExamResult, course: &Course, session: Session) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let ended = match result.end {
        Some(ExamEnd::TimeOver) => "the time was over",
        Some(ExamEnd::Submitted) => "handed in",
        Some(ExamEnd::Abandoned) | None => "not handed in",
    };
    writeln!(stdout, "\n{} · {} · {ended} after {} of {}\n", result.code, result.id, clock(result.seconds), clock(result.limit_seconds))?;
    writeln!(stdout, "  {} of {} right{}", result.correct, result.scored, unanswered(result))?;
    if result.unscored > 0 {
        writeln!(stdout, "  {} of {} unscored items right; they do not count", result.unscored_correct, result.unscored)?;
    }
    if result.missing > 0 {
        writeln!(stdout, "  {} items are no longer in the course and left out", result.missing)?;
    }
    print_estimate(&mut stdout, result)?;
    print_domains(&mut stdout, result, session)?;
    writeln!(stdout, "\nBy objective:\n")?;
    print_objectives(&mut stdout, &result.objectives, course, session.plain)?;
    print_wrong(&mut stdout, result)?;
    if !result.wrong.is_empty() {
        writeln!(stdout, "\n`ecslab exam report --explain` explains every option of what was not right.")?;
    }
    writeln!(stdout, "\nWhat to do next:\n")?;
    for step in &result.next {
        writeln!(stdout, "  {}\n      {} ({})", NextStep::command_line(step), step.title, step.reason)?;
    }
    Ok(())
}

fn unanswered(result: &ExamResult) -> String {
    match result.unanswered {
        0 => String::new(),
        1 => ", 1 without an answer".to_string(),
        count => format!(", {count} without an answer"),
    }
}

/// Each with its weight, and with the interval of its share in percent: of a few items it is wide.
fn print_domains(stdout: &mut impl Write, result: &ExamResult, session: Session) -> Result<(), Failure> {
    writeln!(stdout, "\nBy domain: its weight, what was right, the 95 % interval, and what that says\n")?;
    let widest = result.domains.iter().map(|domain| domain.title.chars().count()).max().unwrap_or(0);
    for domain in &result.domains {
        let drawn = bar(domain.correct, domain.scored, 6, session.plain);
        let right = format!("{} of {}", domain.correct, domain.scored);
        let interval = format!("{} to {} %", domain.share.low, domain.share.high);
        let (number, title, weight, word) = (domain.number, &domain.title, domain.weight, domain.strength.word());
        writeln!(stdout, "  {number} {title:<widest$} {weight:>3} %  {drawn}  {right:<8} {interval:<11} {word}")?;
    }
    Ok(())
}

fn print_estimate(stdout: &mut impl Write, result: &ExamResult) -> Result<(), Failure> {
    let Some(estimate) = result.estimate else {
        let why = result.no_estimate.as_deref().unwrap_or("no estimate");
        writeln!(stdout)?;
        return print_indented(stdout, "  ", &format!("There is {why}."));
    };
    let verdict = match estimate.reaches(result.pass) {
        Some(true) => "above the pass mark, the whole interval",
        Some(false) => "below the pass mark, the whole interval",
        None => "the pass mark lies inside the interval: it could be either",
    };
    writeln!(
        stdout,
        "\n  Estimate {} of 1000, 95 % interval {} to {}; {} to pass",
        estimate.scaled, estimate.low, estimate.high, result.pass
    )?;
    writeln!(stdout, "  ({verdict})\n")?;
    let note = "An estimate: AWS publishes no map from raw to scaled scores, so this is 100 + 900 x the share of right answers, with Wilson's \
                interval; and it knows only the parts of the exam that containers touch.";
    print_indented(stdout, "  ", note)?;
    if result.weighted {
        print_indented(stdout, "  ", WEIGHTED)?;
    }
    Ok(())
}

fn print_wrong(stdout: &mut impl Write, result: &ExamResult) -> Result<(), Failure> {
    if result.wrong.is_empty() {
        return Ok(());
    }
    if !result.misconceptions.is_empty() {
        writeln!(stdout, "\nChosen, and wrong:\n")?;
    }
    for chosen in &result.misconceptions {
        print_indented(stdout, &format!("  {:>3}. ", chosen.number), &format!("{} ({})", chosen.option, chosen.lesson))?;
        print_indented(stdout, "       ", &chosen.why)?;
    }
    let left: Vec<String> = result.wrong.iter().filter(|item| !item.answered).map(|item| item.number.to_string()).collect();
    if !left.is_empty() {
        print_indented(&mut *stdout, "\n  Without an answer: ", &left.join(", "))?;
    }
    Ok(())
}
