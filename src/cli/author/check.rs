//! `ecslab author check`

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use serde::Serialize;

use crate::author::{content_problems, drill_problems, prove_lab};
use crate::cli::engine::connect;
use crate::cli::interrupt::on_interrupt;
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::counted::counted;
use crate::course::{Content, Course, Lab, PACK_FILE, Problem, ReadPack};
use crate::runtime::{Cancel, Engine};

/// Drills of every kind and level; a program for debugging takes twenty times as long for each.
const SEEDS: u64 = if cfg!(debug_assertions) { 20 } else { 200 };

/// Prove the course: examples do what they are marked to do, starters fail as declared, solutions pass, mutants fail.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab author check            the course inside the program\n  ecslab author check .          a clone of the repository, as it is on the disk\n  \
    ecslab author check --static   without containers\n  ecslab author check . --lab placement/spread-over-zones"
)]
pub struct Arguments {
    /// A folder with book/, labs/ and quizzes/, or a content pack; without it, the course inside the program.
    #[arg(value_name = "FOLDER")]
    folder: Option<PathBuf>,
    /// Run this lab only; repeat for several.
    #[arg(long = "lab", value_name = "LAB")]
    labs: Vec<String>,
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
    /// Drills made of every kind and level.
    drills: usize,
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
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let text = arguments.format == Format::Text;
    let content = arguments.folder.as_ref().map_or(Content::Embedded, |folder| Content::Folder(folder.clone()));
    if let Content::Folder(folder) = &content
        && !folder.join("book").is_dir()
        && folder.join(PACK_FILE).symlink_metadata().is_err()
    {
        return Err(Failure::usage(format!("{} holds no course: there is no folder book in it", folder.display())));
    }
    let pack = arguments.folder.as_ref().filter(|folder| folder.join(PACK_FILE).symlink_metadata().is_ok());
    let (course, mut problems, content) = match pack {
        Some(folder) => {
            let read = ReadPack::of(folder);
            (read.course, read.problems, read.content)
        }
        None => {
            let (course, problems) = Course::load(&content);
            (course, problems, content)
        }
    };
    let chosen = chosen_labs(&course, &arguments.labs, &problems)?;
    problems.extend(content_problems(&course));
    // Drills belong to the lessons of the program's own course.
    let (drills, of_drills) = if pack.is_none() { drill_problems(&course, SEEDS) } else { (0, Vec::new()) };
    problems.extend(of_drills);
    let engine = if arguments.without_containers {
        None
    } else {
        Some(connect().map_err(|failure| {
            Failure::new(Exit::Missing, format!("labs are proved by running them, but {}", failure.message()))
                .help("`ecslab doctor` says how to get an engine; `ecslab author check --static` leaves the containers out.")
        })?)
    };
    let (labs, unproved) = prove_labs(&chosen, engine.as_deref(), text)?;
    problems.extend(unproved);
    let mut told = HashSet::new();
    let mut problems: Vec<Problem> = problems.into_iter().map(|problem| problem.with_line(&content)).collect();
    problems.retain(|problem| told.insert((problem.file.clone(), problem.line, problem.message.clone())));
    let answer = CheckAnswer {
        version: 1,
        lessons: course.lessons.len(),
        questions: course.questions.len(),
        drills,
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

/// All labs, or those that are named.
fn chosen_labs<'c>(course: &'c Course, names: &[String], problems: &[Problem]) -> Result<Vec<&'c Lab>, Failure> {
    if names.is_empty() {
        return Ok(course.labs.iter().collect());
    }
    let find = |name: &String| {
        course.lab(name).ok_or_else(|| {
            let failure = Failure::usage(format!("no lab that can be loaded is called {name}"));
            let reasons: Vec<String> =
                problems.iter().filter(|problem| problem.file.contains(name.as_str())).map(ToString::to_string).collect();
            if reasons.is_empty() {
                failure.help("Its module in book/modules.yaml must name it.")
            } else {
                failure.help(reasons.join("\n"))
            }
        })
    };
    names.iter().map(find).collect()
}

/// Proves labs side by side: they mostly wait. Without an engine, those that need none.
fn prove_labs(labs: &[&Lab], engine: Option<&dyn Engine>, text: bool) -> Result<(Vec<ProvedLab>, Vec<Problem>), Failure> {
    let mut labs: Vec<&Lab> = labs.iter().copied().filter(|lab| engine.is_some() || !lab.needs_engine()).collect();
    // Those with containers first: what is begun last is waited for alone.
    labs.sort_by_key(|lab| !lab.needs_engine());
    let cancel = Cancel::default();
    let asked = cancel.clone();
    on_interrupt(move || asked.ask())?;
    let next = AtomicUsize::new(0);
    let proved = Mutex::new((Vec::new(), Vec::new()));
    let workers = std::thread::available_parallelism().map_or(2, |cores| cores.get() * 8).min(labs.len());
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(lab) = labs.get(next.fetch_add(1, Ordering::SeqCst)) {
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
                            proved.1.push(lab.problem("", format!("could not be tried: {error}")));
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
    let (mut proved_labs, problems) = proved.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    proved_labs.sort_by(|a, b| a.id.cmp(&b.id));
    Ok((proved_labs, problems))
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
        format!("{tried} versions of {} were run", counted(answer.labs.len(), "lab"))
    };
    let [lessons, questions, drills] =
        [(answer.lessons, "lesson"), (answer.questions, "question"), (answer.drills, "drill")].map(|(count, what)| counted(count, what));
    let problems = counted(answer.problems.len(), "problem");
    writeln!(stdout, "{lessons}, {questions} and {drills} checked; {ran}; {problems}")?;
    Ok(())
}
