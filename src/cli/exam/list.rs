//! `ecslab exam list`

use std::io::Write;

use serde::Serialize;

use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::course::{Course, ExamProfile};
use crate::practice::{DomainShare, Estimate, domain_pools, exam_result};
use crate::progress::{ExamEnd, Record, Store, date_of};

#[derive(Serialize)]
struct ListAnswer<'c> {
    version: u32,
    exams: Vec<ListedExam<'c>>,
    taken: Vec<TakenExam>,
}

#[derive(Serialize)]
struct ListedExam<'c> {
    profile: &'c ExamProfile,
    /// What is to be said of it today.
    note: Option<String>,
    domains: Vec<DomainShare>,
    objectives: Vec<CoveredObjective<'c>>,
}

#[derive(Serialize)]
struct CoveredObjective<'c> {
    number: &'c str,
    about: &'c str,
    questions: usize,
}

#[derive(Serialize)]
struct TakenExam {
    id: String,
    code: String,
    started_at: jiff::Timestamp,
    end: Option<ExamEnd>,
    /// Where it was handed in or its time is over: before that it would say of each answer whether it is right.
    correct: Option<usize>,
    scored: usize,
    estimate: Option<Estimate>,
}

/// Lists the profiles and what was taken.
pub fn run(course: &Course, format: Format) -> Result<Exit, Failure> {
    let record = Store::peek()?;
    let today = date_of(jiff::Timestamp::now());
    let listed = course.exams.iter().map(|profile| ListedExam {
        profile,
        note: profile.delivery_note(today),
        domains: domain_pools(course, profile),
        objectives: objectives(course, profile),
    });
    let answer = ListAnswer { version: 1, exams: listed.collect(), taken: taken(course, &record) };
    match format {
        Format::Json => print_json(&answer)?,
        Format::Text => print(&answer)?,
    }
    Ok(Exit::Fine)
}

fn objectives<'c>(course: &Course, profile: &'c ExamProfile) -> Vec<CoveredObjective<'c>> {
    let questions = |number: &str| {
        let has = |objectives: &[String]| profile.objectives_of(objectives).any(|found| found == number);
        course.questions.iter().filter(|question| has(&question.objectives)).count()
    };
    let covered = |objective: &'c crate::course::ExamObjective| CoveredObjective {
        number: &objective.number,
        about: &objective.about,
        questions: questions(&objective.number),
    };
    profile.objectives.iter().map(covered).collect()
}

fn taken(course: &Course, record: &Record) -> Vec<TakenExam> {
    // An exam whose profile is gone can no longer be scored.
    let results = record.exams.iter().filter_map(|exam| exam_result(course, record, exam).ok());
    let taken = |result: crate::practice::ExamResult| {
        let is_scored = matches!(result.end, Some(ExamEnd::Submitted | ExamEnd::TimeOver));
        TakenExam {
            id: result.id,
            code: result.code,
            started_at: result.started_at,
            end: result.end,
            correct: is_scored.then_some(result.correct),
            scored: result.scored,
            estimate: result.estimate.filter(|_| is_scored),
        }
    };
    results.map(taken).collect()
}

fn print(answer: &ListAnswer<'_>) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    for exam in &answer.exams {
        let profile = exam.profile;
        writeln!(stdout, "{}  {} ({})", profile.id, profile.title, profile.code)?;
        writeln!(
            stdout,
            "  {} items, {} of them unscored; {} minutes; {} of 1000 to pass; as of {}",
            profile.items(),
            profile.unscored,
            profile.minutes,
            profile.pass,
            profile.verified,
        )?;
        if let Some(note) = &exam.note {
            writeln!(stdout, "  note: {note}")?;
        }
        for domain in &exam.domains {
            let items = if domain.pool == 0 { "not covered here".to_string() } else { format!("{} items", domain.pool) };
            writeln!(stdout, "    {} {:<36} {:>3} %  {items}", domain.number, domain.title, domain.weight)?;
        }
        let missing: Vec<&str> =
            exam.objectives.iter().filter(|objective| objective.questions == 0).map(|objective| objective.number).collect();
        if !missing.is_empty() {
            writeln!(stdout, "    without questions: {}", missing.join(", "))?;
        }
        writeln!(stdout)?;
    }
    writeln!(stdout, "This course is about containers: exams here ask the parts of an exam that containers touch, not all of it.")?;
    if !answer.taken.is_empty() {
        writeln!(stdout, "\nTaken:")?;
    }
    for exam in &answer.taken {
        let end = match (exam.end, exam.correct) {
            (None, _) => "under way: ecslab exam resume".to_string(),
            (Some(_), None) => "given up".to_string(),
            (Some(_), Some(correct)) => {
                let estimate = exam.estimate.map_or("no estimate".to_string(), |estimate| format!("estimate {}", estimate.scaled));
                format!("{correct} of {} right, {estimate}", exam.scored)
            }
        };
        writeln!(stdout, "  {}  {end}", exam.id)?;
    }
    Ok(())
}
