//! `ecslab author coverage`

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use crate::author::reference_problems;
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::course::{Content, Course, ExamMap, Topic, objective_map};

/// Show where each topic of the material is taught, practised and asked, and what serves each objective of the exams.
///
/// Exits with 1 where a topic has no lesson, or neither lab nor question, or where an objective has no lesson or no question; exams that retire are told and do not count.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab author coverage\n  ecslab author coverage . --format json")]
pub struct Arguments {
    /// A folder with book/, labs/ and quizzes/; without it, the course inside the program.
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct Answer<'c> {
    version: u32,
    topics: &'c [Topic],
    exams: &'c [ExamMap],
    /// What is not covered, in words.
    gaps: &'c [String],
    /// The same of exams that retire, which is no failure.
    of_retiring_exams: &'c [String],
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let content = arguments.folder.as_ref().map_or(Content::Embedded, |folder| Content::Folder(folder.clone()));
    if let Content::Folder(folder) = &content
        && !folder.join("book").is_dir()
    {
        return Err(Failure::usage(format!("{} holds no course: there is no folder book in it", folder.display())));
    }
    let (course, problems) = Course::load(&content);
    if let Some(problem) = problems.first() {
        return Err(Failure::usage(format!("the course cannot be read: {problem}")).help("`ecslab author check` lists all problems."));
    }
    let exams = objective_map(&course);
    let mut gaps: Vec<String> = reference_problems(&course)
        .into_iter()
        .filter(|problem| problem.file.ends_with("coverage.yaml"))
        .map(|problem| problem.message)
        .collect();
    let mut of_retiring_exams: Vec<String> = Vec::new();
    for exam in &exams {
        // Nobody writes for an exam that ends; what there is stays.
        let retires = course.exam(&exam.exam).is_some_and(|profile| profile.retires_on.is_some());
        let told = if retires { &mut of_retiring_exams } else { &mut gaps };
        for objective in &exam.objectives {
            // Not every objective can be practised with the hands.
            let lacks = objective.lacks().into_iter().filter(|lack| *lack != "labs");
            told.extend(lacks.map(|lack| format!("{}: no {lack}", objective.objective)));
        }
    }
    match arguments.format {
        Format::Json => {
            print_json(&Answer { version: 1, topics: &course.topics, exams: &exams, gaps: &gaps, of_retiring_exams: &of_retiring_exams })?
        }
        Format::Text => print_text(&course.topics, &exams, &gaps, &of_retiring_exams)?,
    }
    Ok(if gaps.is_empty() { Exit::Fine } else { Exit::Failed })
}

fn print_text(topics: &[Topic], exams: &[ExamMap], gaps: &[String], of_retiring_exams: &[String]) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    let bold = anstyle::Style::new().bold();
    writeln!(stdout, "{bold}Topics of the material{bold:#}")?;
    for topic in topics {
        writeln!(stdout, "{}", topic.topic)?;
        for (name, ids) in
            [("material", &topic.material), ("lessons", &topic.lessons), ("labs", &topic.labs), ("questions", &topic.questions)]
        {
            if !ids.is_empty() {
                writeln!(stdout, "  {name:<10} {}", ids.join(", "))?;
            }
        }
    }
    writeln!(stdout, "\n{bold}Objectives of the exams{bold:#}")?;
    writeln!(stdout, "{:<16} {:>7} {:>5} {:>9}  about", "objective", "lessons", "labs", "questions")?;
    for objective in exams.iter().flat_map(|exam| &exam.objectives) {
        let counts = [&objective.lessons, &objective.labs, &objective.questions].map(Vec::len);
        writeln!(stdout, "{:<16} {:>7} {:>5} {:>9}  {}", objective.objective, counts[0], counts[1], counts[2], objective.about)?;
    }
    writeln!(
        stdout,
        "\n{} topics, {} with something that has aged.",
        topics.len(),
        topics.iter().filter(|topic| topic.aged.is_some()).count()
    )?;
    for gap in of_retiring_exams {
        writeln!(stdout, "of an exam that retires: {gap}")?;
    }
    match gaps.len() {
        0 => writeln!(stdout, "Every topic has a lesson, and a lab or a question; every objective has a lesson and a question.")?,
        _ => {
            for gap in gaps {
                writeln!(stdout, "gap: {gap}")?;
            }
        }
    }
    Ok(())
}
