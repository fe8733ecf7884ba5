//! `ecslab pack`

use std::io::Write;
use std::path::PathBuf;

use clap::Subcommand;
use serde::Serialize;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session};
use crate::course::{Pack, PackError, install, installed, packs_folder, uninstall};
use crate::diagnostics::{printable, printable_line};

/// Content packs: lessons, labs and questions of your own, shown after those of the course.
///
/// A pack is a folder with pack.yaml (id, title, version, licence) and, in the forms of the course, book/modules.yaml, book/src, labs and quizzes.
/// `ecslab author new pack FOLDER` begins one and `ecslab author check FOLDER` proves it. Its ids get the pack's id in front, such as
/// acme/networking/proxies.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab pack add our-platform\n  ecslab pack list\n  ecslab quiz our-platform/first/welcome\n  ecslab pack remove our-platform"
)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

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
            let pack = install(folder, &packs).map_err(|error| {
                if let PackError::Problems(problems) = &error {
                    for problem in problems {
                        anstream::eprintln!("{}", printable(&problem.to_string()));
                    }
                }
                failure(&error)
            })?;
            writeln!(stdout, "{} {} is installed. `ecslab learn --list` shows its lessons.", pack.id, printable_line(&pack.version))?;
            Ok(Exit::Fine)
        }
        Action::List { format } => {
            let listed: Vec<ListedPack> = installed(&packs).into_iter().map(|(folder, read)| listed(folder, read)).collect();
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

fn listed(folder: PathBuf, read: Result<(Pack, crate::course::Course), crate::course::Problem>) -> ListedPack {
    let folder = folder.display().to_string();
    match read {
        Ok((pack, course)) => ListedPack {
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
        PackError::Io { .. } => failure,
    }
}
