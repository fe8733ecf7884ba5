//! `ecslab author`

use std::io::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use clap::Subcommand;
use serde::Serialize;

use super::engine::connect;
use super::interrupt::on_interrupt;
use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::author::{lesson_problems, prove_lab, question_problems, static_lab_problems};
use crate::course::{Course, Problem};
use crate::runtime::{Cancel, Engine};

/// For authors of lessons, labs and questions.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Prove the course: examples do what they are marked to do, starters fail as declared, solutions pass, mutants fail.
    #[command(after_help = "Examples:\n  ecslab author check\n  ecslab author check --static    without containers")]
    Check(CheckArguments),
}

#[derive(Debug, clap::Args)]
struct CheckArguments {
    /// Leave out what needs containers.
    #[arg(long = "static")]
    without_containers: bool,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Serialize)]
struct CheckAnswer {
    version: u32,
    lessons: usize,
    questions: usize,
    labs: Vec<ProvedLab>,
    problems: Vec<String>,
}

#[derive(Serialize)]
struct ProvedLab {
    id: String,
    /// The starter, the solution and each mutant; 0 where nothing was run.
    tried: usize,
    milliseconds: u128,
}

/// Runs the command.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let Action::Check(arguments) = &arguments.action;
    let text = arguments.format == Format::Text;
    let (course, mut problems) = Course::load();
    problems.extend(lesson_problems(&course));
    problems.extend(question_problems(&course));
    problems.extend(course.labs.iter().flat_map(|lab| static_lab_problems(&course, lab)));
    let mut labs = Vec::new();
    if !arguments.without_containers {
        let engine = connect().map_err(|failure| {
            Failure::new(Exit::Missing, format!("labs are proved by running them, but {}", failure.message()))
                .help("`ecslab doctor` says how to get an engine; `ecslab author check --static` leaves the containers out.")
        })?;
        let proved = prove_labs(&course, engine.as_ref(), text)?;
        labs = proved.0;
        problems.extend(proved.1);
    }
    let answer = CheckAnswer {
        version: 1,
        lessons: course.lessons.len(),
        questions: course.questions.len(),
        labs,
        problems: problems.iter().map(ToString::to_string).collect(),
    };
    if text {
        print_text(&answer)?
    } else {
        print_json(&answer)?
    }
    Ok(if problems.is_empty() { Exit::Fine } else { Exit::Failed })
}

/// Proves labs side by side: they mostly wait.
fn prove_labs(course: &Course, engine: &dyn Engine, text: bool) -> Result<(Vec<ProvedLab>, Vec<Problem>), Failure> {
    let cancel = Cancel::default();
    let asked = cancel.clone();
    on_interrupt(move || asked.ask())?;
    let next = AtomicUsize::new(0);
    let proved = Mutex::new((Vec::new(), Vec::new()));
    let workers = std::thread::available_parallelism().map_or(2, |cores| cores.get() * 2).min(course.labs.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(lab) = course.labs.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let begun = Instant::now();
                    let outcome = prove_lab(lab, engine, &cancel);
                    let milliseconds = begun.elapsed().as_millis();
                    if cancel.asked() {
                        return;
                    }
                    // A worker that panicked has left nothing half-written: both lists only grow.
                    let mut proved = proved.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                    let tried = match outcome {
                        Ok(proof) => {
                            proved.1.extend(proof.problems);
                            proof.tried
                        }
                        Err(error) => {
                            proved.1.push(Problem::of(&lab.folder, format!("could not be tried: {error}")));
                            0
                        }
                    };
                    if text {
                        eprintln!("{}: {tried} versions tried in {:.1} s", lab.id, begun.elapsed().as_secs_f64());
                    }
                    proved.0.push(ProvedLab { id: lab.id.clone(), tried, milliseconds });
                }
            });
        }
    });
    if cancel.asked() {
        return Err(Failure::new(Exit::Failed, "stopped; nothing is left running"));
    }
    let (mut labs, problems) = proved.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    labs.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((labs, problems))
}

fn print_text(answer: &CheckAnswer) -> Result<(), Failure> {
    let mut stdout = anstream::stdout().lock();
    for problem in &answer.problems {
        writeln!(stdout, "{problem}")?;
    }
    let tried: usize = answer.labs.iter().map(|lab| lab.tried).sum();
    let ran = if answer.labs.is_empty() {
        "nothing was run".to_string()
    } else {
        format!("{tried} versions of {} labs were run", answer.labs.len())
    };
    let count = answer.problems.len();
    let problems = if count == 1 { "1 problem".to_string() } else { format!("{count} problems") };
    writeln!(stdout, "{} lessons and {} questions checked; {ran}; {problems}", answer.lessons, answer.questions)?;
    Ok(())
}
