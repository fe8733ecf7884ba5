//! `ecslab pack`

use std::collections::HashSet;
use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::author::content_problems;
use crate::counted::counted;
use crate::course::{CheckedPack, Pack, PackError, Problem, install, installed, packs_folder, uninstall};
use crate::diagnostics::{printable, printable_line};
use crate::progress::Store;

/// Content packs: lessons, labs, questions and words of your own, shown after those of the course.
///
/// A pack is a folder with pack.yaml (id, title, version, licence) and, in the forms of the course, book/modules.yaml, book/glossary.yaml,
/// book/src, labs and quizzes. `ecslab author new pack FOLDER` begins one and `ecslab author check FOLDER` proves it. Its ids get the pack's
/// id in front, such as acme/networking/proxies.
///
/// Its lessons and questions are in `ecslab learn`, `quiz`, `practice`, `review`, the book and the glossary; exams ask questions of the course only.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab pack add our-platform\n  ecslab pack list\n  ecslab quiz our-platform/first/welcome\n  ecslab pack remove our-platform"
)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

/// So many ids that are gone are named.
const MOST_GONE: usize = 10;

#[derive(Debug, Subcommand)]
enum Action {
    /// Install a copy of a pack; one of the same id is replaced.
    Add {
        /// The pack's folder.
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
    },
    /// List the installed packs.
    List {
        /// text or json.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Remove an installed pack; progress made with it is kept.
    Remove {
        /// Its id.
        #[arg(value_name = "ID")]
        id: String,
    },
}

#[derive(Serialize)]
struct Listing {
    version: u32,
    packs: Vec<ListedPack>,
}

#[derive(Serialize)]
struct ListedPack {
    folder: String,
    /// Absent where the pack cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<Pack>,
    modules: usize,
    lessons: usize,
    questions: usize,
    labs: usize,
    /// Why it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let packs = packs_folder().ok_or(crate::progress::ProgressError::NoHome)?;
    let mut stdout = anstream::stdout().lock();
    match &arguments.action {
        Action::Add { folder } => {
            if !folder.is_dir() {
                return Err(Failure::usage(format!("{} is no folder", folder.display())));
            }
            let (installed, before) = install(folder, &packs).map_err(|error| {
                if let PackError::Problems(problems) = &error {
                    for problem in problems {
                        anstream::eprintln!("{}", printable(&problem.to_string()));
                    }
                }
                failure(&error)
            })?;
            let CheckedPack { pack, course, .. } = &installed;
            let name = format!("{} {}", pack.id, printable_line(&pack.version));
            match &before {
                Some(before) => {
                    writeln!(stdout, "{name} is installed in the place of {}.", printable_line(&before.pack.version))?;
                    print_gone(&mut stdout, before, &installed)?;
                }
                None => writeln!(stdout, "{name} is installed.")?,
            }
            writeln!(stdout, "`ecslab learn --list` shows its lessons.")?;
            let problems = content_problems(course).len();
            if problems > 0 {
                writeln!(
                    stdout,
                    "{} of its content: `ecslab author check {} --static` lists what is wrong.",
                    counted(problems, "problem"),
                    folder.display()
                )?;
            }
            Ok(Exit::Fine)
        }
        Action::List { format } => {
            let installed = installed(&packs).map_err(|error| failure(&error))?;
            let listed: Vec<ListedPack> = installed.into_iter().map(|(folder, read)| listed(folder, read)).collect();
            let exit = if listed.iter().all(|pack| pack.problem.is_none()) { Exit::Fine } else { Exit::Failed };
            if *format == Format::Json {
                print_json(&Listing { version: 1, packs: listed })?;
                return Ok(exit);
            }
            if listed.is_empty() {
                writeln!(stdout, "No pack is installed. `ecslab pack add FOLDER` installs one.")?;
            }
            for entry in &listed {
                match (&entry.pack, &entry.problem) {
                    (Some(pack), None) => writeln!(
                        stdout,
                        "{} {}  {} ({}): {} lessons, {} questions, {} labs",
                        pack.id,
                        printable_line(&pack.version),
                        printable_line(&pack.title),
                        printable_line(&pack.licence),
                        entry.lessons,
                        entry.questions,
                        entry.labs
                    )?,
                    (_, problem) => {
                        writeln!(stdout, "{}: left out: {}", entry.folder, printable(problem.as_deref().unwrap_or_default()))?;
                    }
                }
            }
            Ok(exit)
        }
        Action::Remove { id } => {
            uninstall(id, &packs).map_err(|error| failure(&error))?;
            writeln!(stdout, "{id} is removed; progress made with it is kept.")?;
            Ok(Exit::Fine)
        }
    }
}

/// Content of the older version that the newer one does not have: progress hangs on its ids.
fn print_gone(stdout: &mut impl Write, before: &CheckedPack, now: &CheckedPack) -> Result<(), Failure> {
    let known: HashSet<String> = now.ids().collect();
    let gone: Vec<String> = before.ids().filter(|id| !known.contains(id)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let record = Store::peek()?;
    let is_known = |id: &&String| record.answers.contains_key(*id) || record.lessons_read.contains(*id) || record.labs.contains_key(*id);
    let more = if gone.len() > MOST_GONE { ", …" } else { "" };
    writeln!(
        stdout,
        "Not in it any more: {}{more} ({} in all, {} of them with progress of yours, which is kept).",
        gone.iter().take(MOST_GONE).map(String::as_str).collect::<Vec<_>>().join(", "),
        gone.len(),
        gone.iter().filter(is_known).count(),
    )?;
    Ok(())
}

fn listed(folder: PathBuf, read: Result<CheckedPack, Problem>) -> ListedPack {
    let folder = folder.display().to_string();
    match read {
        Ok(CheckedPack { pack, course, .. }) => ListedPack {
            folder,
            pack: Some(pack),
            modules: course.modules.len(),
            lessons: course.lessons.len(),
            questions: course.questions.len(),
            labs: course.labs.len(),
            problem: None,
        },
        Err(problem) => {
            ListedPack { folder, pack: None, modules: 0, lessons: 0, questions: 0, labs: 0, problem: Some(problem.to_string()) }
        }
    }
}

fn failure(error: &PackError) -> Failure {
    let failure = Failure::usage(error.to_string());
    match error {
        PackError::Problems(_) => failure.help("`ecslab author check FOLDER` proves the content too."),
        PackError::Unknown(_) => failure.help("`ecslab pack list` lists the installed ones."),
        PackError::Unreadable { .. } | PackError::Io { .. } => failure,
    }
}
