//! `ecslab class prepare`

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::lab;
use crate::cli::output::write_atomically;
use crate::cli::{Exit, Failure};
use crate::course::{Course, Pack, PackError, install, installed, packs_folder};
use crate::diagnostics::printable_line;
use crate::source::in_words;

/// Prepare a room without internet: a folder with the book, the images of all labs, their list, the installed content packs and a checklist.
///
/// Where no container engine answers, or an image is not on this machine, everything else is prepared all the same, and the exit code is 3.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab class prepare usb-stick\n\nOn the machines of the room: ecslab lab images load usb-stick/images.tar"
)]
pub struct Arguments {
    /// The folder; made where there is none. What this command made there before is made anew.
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

/// Makes the folder.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let folder = &arguments.folder;
    std::fs::create_dir_all(folder).map_err(|error| Failure::usage(format!("cannot make {}: {}", folder.display(), in_words(&error))))?;
    let course = Course::open();
    let mut missing: Vec<String> = Vec::new();
    let mut left_out = |what: &str, failure: &Failure| {
        let remedy = failure.remedy().map_or(String::new(), |remedy| format!(" {remedy}"));
        missing.push(format!("{what}: {}.{remedy}", failure.message()));
    };
    match book(&course, &folder.join("book")) {
        Ok(()) => {}
        Err(failure) if failure.exit == Exit::Missing => left_out("the book", &failure),
        Err(failure) => return Err(failure),
    }
    let images = lab::needed_images(&course);
    write(&folder.join("images.txt"), &images.iter().map(|image| format!("{image}\n")).collect::<String>())?;
    match lab::save_images(&folder.join("images.tar")) {
        Ok(()) => {}
        Err(failure) if failure.exit == Exit::Missing => left_out("the images", &failure),
        Err(failure) => return Err(failure),
    }
    let packs = packs(&folder.join("packs"))?;
    write(&folder.join("checklist.md"), &checklist(&images, &packs, &missing))?;
    let mut stdout = anstream::stdout().lock();
    writeln!(stdout, "{}: read checklist.md first", folder.display())?;
    for line in &missing {
        writeln!(anstream::stderr(), "{}", crate::diagnostics::printable(line))?;
    }
    Ok(if missing.is_empty() { Exit::Fine } else { Exit::Missing })
}

#[cfg(feature = "book")]
fn book(course: &Course, dest: &Path) -> Result<(), Failure> {
    crate::book::build(course, dest).map(drop).map_err(|error| Failure::usage(error.to_string()))
}

#[cfg(not(feature = "book"))]
fn book(_course: &Course, _dest: &Path) -> Result<(), Failure> {
    Err(Failure::new(Exit::Missing, "this ecslab was built without the companion book"))
}

/// Copies the installed packs; those that cannot be read are told when the course is opened.
fn packs(dest: &Path) -> Result<Vec<Pack>, Failure> {
    let failure = |error: PackError| Failure::usage(error.to_string());
    let Some(folder) = packs_folder() else { return Ok(Vec::new()) };
    let mut copied = Vec::new();
    for (folder, _) in installed(&folder).map_err(failure)?.into_iter().filter(|(_, read)| read.is_ok()) {
        let (copy, _) = install(&folder, dest).map_err(failure)?;
        copied.push(copy.pack);
    }
    Ok(copied)
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    write_atomically(file, text.as_bytes())
        .map_err(|error| Failure::usage(format!("cannot write {}: {}", file.display(), in_words(&error))))
}

fn checklist(images: &[String], packs: &[Pack], missing: &[String]) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let mut text =
        format!("# Checklist\n\nPrepared with ecslab {version}. Everyone in the room needs the same version: `ecslab --version`.\n\n");
    // Writing into a String cannot fail.
    for line in missing {
        let _ = writeln!(text, "- [ ] **Missing here**, {}", printable_line(line));
    }
    let _ = write!(
        text,
        "- [ ] the program `ecslab` {version} for each system in the room\n\
         - [ ] `book/`: opens in a browser from `book/index.html`, without a network\n\
         - [ ] `images.tar`: `ecslab lab images load images.tar` on each machine ({} images, listed in `images.txt`)\n",
        images.len()
    );
    for Pack { id, title, version, .. } in packs {
        let _ = writeln!(
            text,
            "- [ ] `packs/{id}`: `ecslab pack add packs/{id}` on each machine ({}, version {})",
            printable_line(title),
            printable_line(version)
        );
    }
    text.push_str(
        "- [ ] `ecslab doctor` on each machine says that nothing is missing\n\
         - [ ] a folder for results: learners write `ecslab progress export --signed --name \"NAME\" NAME.json`\n\
         - [ ] on the first day: `ecslab class add *.json` enrols each learner, who then has a key on the roster\n\
         - [ ] at the end: `ecslab class report *.json --format html > report.html`\n",
    );
    text
}
