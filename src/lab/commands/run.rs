//! Runs a script, statement by statement.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::ecr::Previews;
use super::invocation::{Invocation, Value as Given, What};
use super::logins::Logins;
use super::program::{Action, ready, statements};
use super::script::{Part, Word};
use super::{CommandsReport, Ended, Step, docker};
use crate::counted::counted;
use crate::registry::{Clock, Registry, RegistryError, RegistryId, RegistryServer, ServeError, policy_of};
use crate::runtime::{Cancel, EngineError, ImageEngine, ImageSession, Patience};
use crate::simulators::instant::Instant;
use crate::source::{Fault, SourceFile};

/// ECR applies a lifecycle policy within this time.
const LIFECYCLE_HOURS: i64 = 24;
/// The longest sleep: ten years.
const MAX_SLEEP_SECONDS: i64 = 10 * 365 * 24 * 3600;

/// How a script is run.
#[derive(Debug, Clone)]
pub struct CommandsOptions {
    /// What the whole run may take.
    pub time: Duration,
    /// Ends it sooner.
    pub cancel: Cancel,
}

impl Default for CommandsOptions {
    /// Two minutes.
    fn default() -> Self {
        Self { time: Duration::from_secs(120), cancel: Cancel::default() }
    }
}

/// Why a script was not run, or not to its end.
#[derive(Debug, thiserror::Error)]
pub enum CommandsError {
    /// The script, or Docker's configuration, with the place.
    #[error(transparent)]
    Input(#[from] Fault),
    /// The registry cannot be served.
    #[error(transparent)]
    Registry(#[from] ServeError),
    /// The engine went away.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<RegistryError> for CommandsError {
    fn from(error: RegistryError) -> Self {
        Self::Registry(error.into())
    }
}

/// Runs a script. `folder` holds the files that it names, `home` the registries; nothing outside of the two is touched. Images that
/// the run named are taken off the engine when it ends, however that is. `tell` hears of each step when it has ended.
///
/// # Errors
/// A script that is not taken, before anything runs; or engine and registry cannot be used.
pub fn run(
    script: &SourceFile,
    folder: &Path,
    engine: &dyn ImageEngine,
    home: &Path,
    options: &CommandsOptions,
    tell: &mut dyn FnMut(&Step),
) -> Result<CommandsReport, CommandsError> {
    let statements = statements(script)?;
    let program = ready(script, &statements)?;
    let mut runner = Runner {
        script,
        folder,
        home,
        images: ImageSession::new(engine),
        registries: BTreeMap::new(),
        logins: Logins::read(folder)?,
        variables: BTreeMap::new(),
        previews: Previews::new(),
        clock: RunClock::default(),
        patience: Patience::of(options.time, options.cancel.clone()),
    };
    let mut report = CommandsReport { steps: Vec::new(), ended: Ended::Finished, registries: Vec::new() };
    let mut ends_at_failure = false;
    for statement in &program {
        if runner.patience.is_over() {
            report.ended = if options.cancel.asked() { Ended::Cancelled } else { Ended::TimedOut };
            break;
        }
        if let Action::Run(Invocation { what: What::Set(ends), .. }) = statement.action {
            ends_at_failure = ends;
            continue;
        }
        let done = match runner.action(&statement.action) {
            Err(CommandsError::Engine(EngineError::TimedOut { what, limit })) => {
                Done::failed(format!("{what} was broken off after {} s", limit.as_secs()))
            }
            other => other?,
        };
        if let Action::Assign(..) = statement.action
            && done.ok
        {
            continue;
        }
        let line = script.position(statement.span.start).line;
        let command = script.slice(statement.span).to_string();
        let step = Step { line, command, output: runner.as_written(&done.output), ok: done.ok };
        tell(&step);
        report.steps.push(step);
        if !done.ok && ends_at_failure {
            report.ended = Ended::AtFailure;
            break;
        }
    }
    if runner.patience.is_over() && report.ended == Ended::Finished && report.steps.last().is_some_and(|step| !step.ok) {
        report.ended = if options.cancel.asked() { Ended::Cancelled } else { Ended::TimedOut };
    }
    for (id, served) in &runner.registries {
        report.registries.push((id.clone(), served.registry.repositories()?));
    }
    Ok(report)
}

/// What a command gave.
pub(super) struct Done {
    pub output: String,
    pub ok: bool,
}

impl Done {
    pub fn well(output: impl Into<String>) -> Self {
        Self { output: output.into(), ok: true }
    }

    pub fn failed(output: impl Into<String>) -> Self {
        Self { output: output.into(), ok: false }
    }
}

/// The run's time: that of the system, and what was slept.
#[derive(Clone)]
pub(super) struct RunClock {
    slept: Arc<AtomicI64>,
}

impl Default for RunClock {
    fn default() -> Self {
        Self { slept: Arc::new(AtomicI64::new(0)) }
    }
}

impl RunClock {
    fn now(&self) -> Instant {
        // A clock before 1970 is broken; the epoch is as good an answer as any.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
        Instant::from_epoch_micros(micros.saturating_add(self.slept.load(Ordering::SeqCst)))
    }
}

/// A registry that this run uses.
pub(super) struct Served {
    pub registry: Registry,
    pub server: RegistryServer,
}

/// A run under way.
pub(super) struct Runner<'r> {
    pub script: &'r SourceFile,
    pub folder: &'r Path,
    home: &'r Path,
    pub images: ImageSession<'r>,
    registries: BTreeMap<RegistryId, Served>,
    pub logins: Logins,
    pub variables: BTreeMap<String, String>,
    pub previews: Previews,
    clock: RunClock,
    pub patience: Patience,
}

impl Runner<'_> {
    fn action(&mut self, action: &Action<'_>) -> Result<Done, CommandsError> {
        match action {
            Action::Assign(name, value) => {
                let value = self.expand(value)?;
                self.variables.insert((*name).to_string(), value);
                Ok(Done::well(""))
            }
            Action::LogIn(password, login) => {
                let password = self.password(password)?;
                docker::log_in(self, login, Some(&password))
            }
            Action::Run(invocation) => match invocation.what {
                What::Ecr(command) if command.name == "get-login-password" => Ok(Done::well(self.password(invocation)?)),
                What::Ecr(command) => self.ecr(command, invocation),
                What::EcrGetLogin => Ok(Done::failed(
                    "aws: error: argument operation: Invalid choice: 'get-login'. Version 2 of the AWS CLI has no get-login any more: \
                     pipe the output of `aws ecr get-login-password` to `docker login --username AWS --password-stdin`.",
                )),
                What::Docker(command) => docker::run(self, command, invocation),
                What::Sleep => self.sleep(&invocation.operands),
                What::Set(_) => Ok(Done::well("")),
            },
        }
    }

    /// The run's time.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The account whose credentials the commands have.
    pub fn account(&self) -> String {
        RegistryId::default().account
    }

    /// The text of a word.
    pub fn expand(&mut self, word: &Word) -> Result<String, CommandsError> {
        let mut text = String::new();
        for part in &word.parts {
            match part {
                Part::Text(written) => text.push_str(written),
                // It was checked that it is set.
                Part::Variable(name, _) => text.push_str(self.variables.get(name).map_or("", String::as_str)),
                Part::Output(command) => {
                    let inner = super::invocation::invocation(self.script, command)?;
                    text.push_str(&self.password(&inner)?);
                }
            }
        }
        Ok(text)
    }

    /// The last value of an option.
    pub fn option(&mut self, invocation: &Invocation<'_>, name: &str) -> Result<Option<String>, CommandsError> {
        match invocation.option(name).and_then(<[Given<'_>]>::first) {
            Some(value) => self.value(value).map(Some),
            None => Ok(None),
        }
    }

    /// The text of a value, without the `--name=` before it.
    pub fn value(&mut self, value: &Given<'_>) -> Result<String, CommandsError> {
        let mut text = self.expand(value.word)?;
        text.drain(..value.skip);
        Ok(text)
    }

    /// The registry of the caller's account in a Region, served from now on.
    pub fn served(&mut self, id: &RegistryId) -> Result<&Served, CommandsError> {
        if !self.registries.contains_key(id) {
            let registry = Registry::open(self.home, id.clone())?;
            let clock = self.clock.clone();
            let clock: Clock = Arc::new(move || clock.now());
            let server = RegistryServer::start(&registry, 0, clock, Some(self.images.prefix()))?;
            self.registries.insert(id.clone(), Served { registry, server });
        }
        // It was put there just now, or before.
        Ok(&self.registries[id])
    }

    /// Moves the clock on, and lets lifecycle policies take hold whose day is over.
    fn sleep(&mut self, operands: &[&Word]) -> Result<Done, CommandsError> {
        let text = match operands.first() {
            Some(word) => self.expand(word)?,
            None => String::new(),
        };
        let Some(seconds) = seconds_of(&text) else {
            return Ok(Done::failed(format!("sleep: invalid time interval '{text}'")));
        };
        self.clock.slept.fetch_add(seconds.saturating_mul(1_000_000), Ordering::SeqCst);
        let now = self.now();
        let mut lines = Vec::new();
        for served in self.registries.values() {
            for repository in served.registry.repositories()? {
                let due = repository.lifecycle_evaluated_at.is_some_and(|at| now.micros_since(at) >= LIFECYCLE_HOURS * 3600 * 1_000_000);
                let Some(text) = repository.lifecycle_policy.as_ref().filter(|_| due) else { continue };
                let gone = served.registry.apply_lifecycle(repository.name(), &policy_of(text)?, now)?;
                let count = counted(gone.len(), "image");
                lines.push(format!("({now}: the lifecycle policy of {} expired {count})", repository.name()));
            }
        }
        Ok(Done::well(lines.join("\n")))
    }

    /// Names of this machine as the script writes them.
    fn as_written(&self, output: &str) -> String {
        let prefix = self.images.prefix();
        let mut text = output.to_string();
        for (id, served) in &self.registries {
            text = text.replace(&format!("{}/{prefix}/", served.server.address()), &format!("{}/", id.host()));
            text = text.replace(&served.server.address().to_string(), &id.host());
        }
        text.replace(&format!("{prefix}/"), "")
    }
}

/// As `sleep` of GNU takes it.
fn seconds_of(text: &str) -> Option<i64> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let factor = match unit {
        "" | "s" => 1,
        "m" => 60,
        "h" => 3600,
        "d" => 24 * 3600,
        _ => return None,
    };
    Some(number.parse::<i64>().ok()?.saturating_mul(factor).min(MAX_SLEEP_SECONDS))
}

#[cfg(test)]
mod tests;
