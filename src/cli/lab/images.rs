//! `ecslab lab images`

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Subcommand;
use serde::Serialize;

use crate::cli::engine::{connect_images, failure};
use crate::cli::interrupt::on_interrupt;
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure};
use crate::course::Course;
use crate::runtime::{Cancel, EngineError, ImageArchives, PAUSE_IMAGE, Patience};

/// The longest that all images may take.
const LIMIT: Duration = Duration::from_secs(3600);
/// How often a terminal is told how far it is.
const EVERY: Duration = Duration::from_millis(500);

/// The images that the labs run: list them, pull them, or carry them into a room without internet as one file.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Examples:\n  ecslab lab images list\n  ecslab lab images pull\n  ecslab lab images save images.tar     where there is internet\n  \
    ecslab lab images load images.tar     on every machine of the room\n\n\
    Exit code 3 when an image is missing in the end. Where nothing can be pulled: tests/images/build of ecslab's sources."
)]
pub struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the images with the labs that need them, and whether they are here.
    List {
        /// text or json.
        #[arg(long, value_enum, default_value_t)]
        format: Format,
    },
    /// Pull those that are not here.
    Pull,
    /// Write all of them into one file.
    Save {
        /// The file; it appears whole or not at all.
        #[arg(value_name = "FILE", default_value = "ecslab-images.tar")]
        file: PathBuf,
    },
    /// Read them from such a file.
    Load {
        /// The file.
        #[arg(value_name = "FILE", default_value = "ecslab-images.tar")]
        file: PathBuf,
    },
}

#[derive(Serialize)]
struct Listing {
    version: u32,
    images: Vec<ListedImage>,
}

#[derive(Serialize)]
struct ListedImage {
    image: String,
    here: bool,
    /// Of every task in awsvpc mode, where no lab is named.
    labs: Vec<String>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let engine = connect_images()?;
    let engine = engine.as_ref();
    match &arguments.action {
        Action::List { format } => list(engine, *format),
        Action::Pull => pull(engine),
        Action::Save { file } => save(engine, file),
        Action::Load { file } => load(engine, file),
    }
}

/// The images of all labs and of the runtime, each with the labs that name it.
fn needed() -> BTreeMap<String, Vec<String>> {
    let mut images = BTreeMap::from([(PAUSE_IMAGE.to_string(), Vec::new())]);
    for lab in Course::open().labs {
        for image in lab.images {
            images.entry(image).or_default().push(lab.id.clone());
        }
    }
    images
}

/// The names of the images of all labs and of the runtime.
pub(in crate::cli) fn needed_images(course: &Course) -> Vec<String> {
    let named = course.labs.iter().flat_map(|lab| lab.images.iter().map(String::as_str));
    let all: std::collections::BTreeSet<&str> = named.chain([PAUSE_IMAGE]).collect();
    all.into_iter().map(str::to_string).collect()
}

/// Writes all images into one file.
pub(in crate::cli) fn save_images(file: &Path) -> Result<(), Failure> {
    save(connect_images()?.as_ref(), file).map(drop)
}

fn listed(engine: &dyn ImageArchives) -> Result<Vec<ListedImage>, Failure> {
    let look = |(image, labs): (String, Vec<String>)| {
        let here = engine.image_id(&image).map_err(failure)?.is_some();
        Ok(ListedImage { image, here, labs })
    };
    needed().into_iter().map(look).collect()
}

fn list(engine: &dyn ImageArchives, format: Format) -> Result<Exit, Failure> {
    let images = listed(engine)?;
    let exit = if images.iter().all(|image| image.here) { Exit::Fine } else { Exit::Missing };
    if format == Format::Json {
        print_json(&Listing { version: 1, images })?;
        return Ok(exit);
    }
    let mut stdout = anstream::stdout().lock();
    for image in &images {
        let labs = match image.labs.len() {
            0 => "every task".to_string(),
            1 => "1 lab".to_string(),
            count => format!("{count} labs"),
        };
        writeln!(stdout, "{:<7} {:<50} {labs}", if image.here { "here" } else { "MISSING" }, image.image)?;
    }
    if exit == Exit::Missing {
        writeln!(stdout, "\n`ecslab lab images pull` gets what is missing; without internet, `ecslab lab images load FILE`.")?;
    }
    Ok(exit)
}

fn pull(engine: &dyn ImageArchives) -> Result<Exit, Failure> {
    let patience = patience()?;
    let mut failed = Vec::new();
    for image in listed(engine)? {
        if image.here {
            writeln!(anstream::stdout(), "here    {}", image.image)?;
            continue;
        }
        writeln!(anstream::stderr(), "pulling {}", image.image)?;
        match engine.pull_image(&image.image, None, &patience) {
            Ok(_) => writeln!(anstream::stdout(), "pulled  {}", image.image)?,
            Err(EngineError::TimedOut { .. }) => return Err(stopped()),
            Err(error) => failed.push(format!("{}: {error}", image.image)),
        }
    }
    if failed.is_empty() {
        return Ok(Exit::Fine);
    }
    let failure = Failure::new(Exit::Missing, format!("not pulled:\n  {}", failed.join("\n  ")));
    Err(failure.help("Without internet: `ecslab lab images load FILE` reads what another machine saved."))
}

fn save(engine: &dyn ImageArchives, file: &Path) -> Result<Exit, Failure> {
    let images = listed(engine)?;
    let missing: Vec<&str> = images.iter().filter(|image| !image.here).map(|image| image.image.as_str()).collect();
    if !missing.is_empty() {
        let failure = Failure::new(Exit::Missing, format!("images are not on this machine: {}", missing.join(", ")));
        return Err(failure.help("`ecslab lab images pull` gets them."));
    }
    let unwritable = |error: &dyn std::fmt::Display| Failure::usage(format!("cannot write {}: {error}", file.display()));
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut part = tempfile::Builder::new().prefix(".ecslab-images-").tempfile_in(folder).map_err(|error| unwritable(&error))?;
    let names: Vec<String> = images.into_iter().map(|image| image.image).collect();
    let mut progress = Progress::new("saving");
    let saved = engine.save_images(&names, part.as_file_mut(), &patience()?, &mut |bytes| progress.show(bytes));
    progress.end();
    saved.map_err(|error| if matches!(error, EngineError::TimedOut { .. }) { stopped() } else { failure(error) })?;
    let bytes = part.as_file().metadata().map_err(|error| unwritable(&error))?.len();
    open_to_all(part.as_file());
    part.persist(file).map_err(|error| unwritable(&error.error))?;
    writeln!(anstream::stdout(), "{}: {} images, {}", file.display(), names.len(), mebibytes(bytes))?;
    Ok(Exit::Fine)
}

fn load(engine: &dyn ImageArchives, file: &Path) -> Result<Exit, Failure> {
    let archive = std::fs::File::open(file)
        .map_err(|error| Failure::usage(format!("cannot read {}: {}", file.display(), crate::source::in_words(&error))))?;
    if archive.metadata().is_ok_and(|metadata| !metadata.is_file()) {
        return Err(Failure::usage(format!("{} is no file", file.display())));
    }
    if std::io::stderr().is_terminal() {
        writeln!(anstream::stderr(), "loading {}", file.display())?;
    }
    let said = engine.load_images(Box::new(archive), &patience()?).map_err(|error| match error {
        EngineError::TimedOut { .. } => stopped(),
        error => Failure::usage(format!("the engine does not take {}: {error}", file.display()))
            .help("It must be a file that `ecslab lab images save` or `docker save` wrote."),
    })?;
    for line in said {
        writeln!(anstream::stdout(), "{}", crate::diagnostics::printable(&line))?;
    }
    let missing: Vec<String> = listed(engine)?.into_iter().filter(|image| !image.here).map(|image| image.image).collect();
    if missing.is_empty() {
        writeln!(anstream::stdout(), "All images of the labs are here.")?;
        return Ok(Exit::Fine);
    }
    writeln!(anstream::stdout(), "Still missing: {}", missing.join(", "))?;
    Ok(Exit::Missing)
}

/// An hour, or until Ctrl-C.
fn patience() -> Result<Patience, Failure> {
    let cancel = Cancel::default();
    let asked = cancel.clone();
    on_interrupt(move || asked.ask())?;
    Ok(Patience::of(LIMIT, cancel))
}

fn stopped() -> Failure {
    Failure::new(Exit::Failed, "stopped; nothing is half done")
}

/// A line on a terminal that says how much there is so far.
struct Progress {
    what: &'static str,
    shown: Option<Instant>,
}

impl Progress {
    fn new(what: &'static str) -> Self {
        Self { what, shown: std::io::stderr().is_terminal().then(Instant::now) }
    }

    fn show(&mut self, bytes: u64) {
        if let Some(shown) = self.shown.filter(|shown| shown.elapsed() >= EVERY) {
            self.shown = Some(shown.max(Instant::now()));
            // A terminal that went away needs no sign of life.
            let _ = write!(std::io::stderr(), "\r\x1b[2K{}: {}", self.what, mebibytes(bytes));
        }
    }

    fn end(&self) {
        if self.shown.is_some() {
            let _ = write!(std::io::stderr(), "\r\x1b[2K");
        }
    }
}

fn mebibytes(bytes: u64) -> String {
    format!("{:.1} MiB", bytes as f64 / f64::from(1024 * 1024))
}

/// A temporary file is its owner's alone; this one is for a whole room.
fn open_to_all(file: &std::fs::File) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Left as it is where that cannot be changed: its owner can read it all the same.
        let _ = file.set_permissions(std::fs::Permissions::from_mode(0o644));
    }
    #[cfg(not(unix))]
    let _ = file;
}
