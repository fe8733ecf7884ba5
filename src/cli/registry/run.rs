//! `ecslab registry run`

use std::path::PathBuf;
use std::time::Duration;

use super::super::output::Format;
use super::super::{Exit, Failure, Session};

/// Run a script of aws ecr and docker commands on a registry of its own, as labs do.
///
/// ecslab reads the script itself; no shell runs it and no other program is started. Hosts of ECR mean registries that begin empty and
/// end with the run, and so do the names that it gives to images. sleep does not wait: it moves the run's clock on.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab registry run push.sh\n  ecslab registry run push.sh --format json --timeout 5m\n\n\
    A script holds one command a line: aws ecr (get-login-password, create-repository, describe-images, ...), docker (build, login, \
    logout, pull, push, rmi, tag), sleep, NAME=value, comments, and `aws ecr get-login-password | docker login ...`. Files that it names \
    are those beside it; docker-config.json stands for ~/.docker/config.json. Exit codes: 0 every command did what it should; 1 one \
    did not; 2 the script is not taken; 3 no engine.")]
pub struct Arguments {
    /// The script.
    #[arg(value_name = "SCRIPT")]
    script: PathBuf,
    /// Break the run off after this time (30s, 5m, 1h).
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = super::start::parse_lifetime)]
    timeout: Duration,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Runs the script and prints each step.
#[cfg(feature = "containers")]
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    use std::io::Write;
    use std::path::Path;

    use super::super::engine;
    use super::super::interrupt::on_interrupt;
    use super::super::simulate::input;
    use crate::diagnostics::printable;
    use crate::lab::commands::{CommandsOptions, Ended, Step, run};
    use crate::runtime::Cancel;

    let script = input::read(&arguments.script)?;
    let folder = arguments.script.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let engine = engine::connect_images()?;
    let cancel = Cancel::default();
    let asked = cancel.clone();
    on_interrupt(move || asked.ask())?;
    let home = tempfile::tempdir()?;
    let options = CommandsOptions { time: arguments.timeout, cancel };
    let mut closed = None;
    let mut tell = |step: &Step| {
        if arguments.format == Format::Text && closed.is_none() {
            let mut stdout = anstream::stdout().lock();
            let written = writeln!(stdout, "$ {}", printable(&step.command)).and_then(|()| {
                let text = step.output.trim_end_matches('\n');
                if text.is_empty() { Ok(()) } else { text.lines().try_for_each(|line| writeln!(stdout, "{}", printable(line))) }
            });
            closed = written.err();
        }
    };
    let report = run(&script, folder, engine.as_ref(), home.path(), &options, &mut tell)?;
    if let Some(error) = closed {
        return Err(error.into());
    }
    let exit = if report.is_clean() { Exit::Fine } else { Exit::Failed };
    if arguments.format == Format::Json {
        super::super::output::print_json(&report.as_json())?;
        return Ok(exit);
    }
    let mut stdout = anstream::stdout().lock();
    let failed = report.steps.iter().filter(|step| !step.ok).count();
    match report.ended {
        Ended::Finished if failed == 0 && report.steps.len() == 1 => writeln!(stdout, "\nthe command did what it should")?,
        Ended::Finished if failed == 0 => writeln!(stdout, "\nall {} commands did what they should", report.steps.len())?,
        Ended::Finished => writeln!(stdout, "\n{failed} of {} commands failed", report.steps.len())?,
        Ended::AtFailure => writeln!(stdout, "\nended at the first failure (set -e)")?,
        Ended::TimedOut => writeln!(stdout, "\nbroken off after {} s (--timeout)", arguments.timeout.as_secs())?,
        Ended::Cancelled => writeln!(stdout, "\nbroken off")?,
    }
    Ok(exit)
}

/// Says that this build runs none.
#[cfg(not(feature = "containers"))]
pub fn run(_arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    Err(super::start::without_server())
}

#[cfg(feature = "containers")]
impl From<crate::lab::commands::CommandsError> for Failure {
    fn from(error: crate::lab::commands::CommandsError) -> Self {
        use crate::lab::commands::CommandsError;

        match error {
            CommandsError::Input(fault) => fault.into(),
            CommandsError::Registry(error) => error.into(),
            CommandsError::Engine(error) => super::super::engine::failure(error),
        }
    }
}
