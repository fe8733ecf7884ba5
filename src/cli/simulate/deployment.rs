//! `ecslab simulate deployment`

use std::io::Write;
use std::path::PathBuf;

use serde::Serialize;

use super::input;
use crate::cli::output::{Format, print_json};
use crate::cli::{Exit, Failure, Session};
use crate::simulators::deployment::{Outcome, Simulation, TimelineEntry, read_instances, read_scenario, read_service, simulate};

/// Deploy a new revision of a service, second by second.
#[derive(Debug, clap::Args)]
#[command(after_help = SCENARIO)]
pub struct Arguments {
    /// The service: what create-service takes or describe-services prints, JSON or YAML; - reads standard input.
    #[arg(long, value_name = "FILE")]
    service: PathBuf,
    /// What its tasks do: see below.
    #[arg(long, value_name = "FILE")]
    scenario: PathBuf,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

const SCENARIO: &str = "The scenario is an object, JSON or YAML. Times are seconds; `at` counts from the start.
  newTasks               healthy, crash (stops before RUNNING) or unhealthy (fails its health
                         checks); or a list: one for each task in the order of their start,
                         the last for all later ones
  startSeconds           from PENDING to RUNNING
  healthySeconds         from RUNNING to healthy
These three are required. The others, with what holds without them:
  stopSeconds            from STOPPING to STOPPED (30)
  unhealthyAfterSeconds  from RUNNING until failed health checks stop a task that is not healthy
                         by then, never within healthCheckGracePeriodSeconds (healthySeconds
                         for unhealthy tasks, never for others)
  runningOldTasks        healthy tasks before the deployment (desiredCount)
  completedBefore        whether there is a COMPLETED deployment to go back to (true)
  rollbackTasks          what old tasks do that a rollback starts, as newTasks (healthy)
  instances              container instances of a DAEMON service
  activeRevisions        active service revisions, for RECONCILE_SERVICE (1)
  alarms                 [{\"name\": \"errors\", \"at\": 90}]: alarms that go into ALARM; with at 0,
                         before the deployment
  deaths                 [{\"at\": 60, \"revision\": \"old\", \"count\": 1}]: healthy tasks that die
  hooks                  [{\"stage\": \"POST_SCALE_UP\", \"seconds\": 30, \"result\": \"FAILED\"}]: how the
                         hooks of a stage answer, in their order: SUCCEEDED, FAILED or
                         IN_PROGRESS, which is never (SUCCEEDED at once)
  description            for people

Examples:
  ecslab simulate deployment --service service.json --scenario healthy.json
  ecslab simulate deployment --service service.json --scenario crash.json --format json";

#[derive(Serialize)]
struct Answer<'s> {
    version: u32,
    #[serde(flatten)]
    simulation: &'s Simulation,
}

/// Simulates and prints.
pub fn run(arguments: &Arguments, session: Session) -> Result<Exit, Failure> {
    let service_source = input::read(&arguments.service)?;
    let service_document = input::document(&service_source)?;
    let scenario_source = input::read(&arguments.scenario)?;
    let scenario_document = input::document(&scenario_source)?;
    let instances = read_instances(&scenario_source, &scenario_document)?;
    let service = read_service(&service_source, &service_document, instances)?;
    let scenario = read_scenario(&scenario_source, &scenario_document, &service)?;
    let simulation = simulate(&service, &scenario);
    match arguments.format {
        Format::Json => print_json(&Answer { version: 1, simulation: &simulation })?,
        Format::Text => {
            let mut out = std::io::BufWriter::new(anstream::stdout().lock());
            draw(&simulation, session.plain, &mut out)?;
            out.flush()?;
        }
    }
    Ok(Exit::Fine)
}

/// The widest drawing of tasks; more are scaled down.
const WIDTH: u64 = 24;

fn draw(simulation: &Simulation, plain: bool, out: &mut impl Write) -> std::io::Result<()> {
    let Simulation { floor, ceiling, threshold, outcome, timeline, explanation, choices } = simulation;
    let threshold = threshold.map_or("no circuit breaker".to_string(), |threshold| format!("circuit breaker at {threshold}"));
    writeln!(out, "floor {floor} healthy, ceiling {ceiling} tasks, {threshold}")?;
    let scale = ceiling.div_ceil(WIDTH).max(1);
    let (old, new) = if plain { ("o", "n") } else { ("░", "█") };
    if scale > 1 {
        writeln!(out, "tasks: {old} old, {new} new; one sign for {scale} tasks\n")?;
    } else {
        writeln!(out, "tasks: {old} old, {new} new\n")?;
    }
    let width = usize::try_from(ceiling.div_ceil(scale).max(5)).unwrap_or(usize::MAX);
    writeln!(out, "{:>8}  {:>4} {:>4} {:>7}  {:<width$}  event", "time", "old", "new", "healthy", "tasks")?;
    let mut before = None;
    for entry in timeline {
        let time = if before == Some(entry.t) { String::new() } else { clock(entry.t) };
        before = Some(entry.t);
        let bar: String = old.repeat(signs(entry.old, scale)) + &new.repeat(signs(entry.new, scale));
        let padding = " ".repeat(width.saturating_sub(signs(entry.old, scale) + signs(entry.new, scale)));
        let line = format!("{time:>8}  {:>4} {:>4} {:>7}  {bar}{padding}  {}", entry.old, entry.new, entry.healthy, told(entry));
        writeln!(out, "{}", crate::diagnostics::printable(&line))?;
    }
    let style = match outcome {
        Outcome::Completed => anstyle::AnsiColor::Green.on_default().bold(),
        Outcome::RolledBack => anstyle::AnsiColor::Yellow.on_default().bold(),
        Outcome::Failed | Outcome::Stuck => anstyle::AnsiColor::Red.on_default().bold(),
    };
    writeln!(out, "\n{style}{}{style:#}: {}", outcome.name(), crate::diagnostics::printable(explanation))?;
    super::print_choices(out, choices)?;
    Ok(())
}

/// Tasks as signs: some are always seen.
fn signs(count: u64, scale: u64) -> usize {
    usize::try_from(count.div_ceil(scale)).unwrap_or(usize::MAX)
}

fn told(entry: &TimelineEntry) -> String {
    if entry.breaker { format!("! {}", entry.event) } else { entry.event.clone() }
}

/// Minutes and seconds, with hours where there are some.
fn clock(seconds: u64) -> String {
    match seconds / 3600 {
        0 => format!("{}:{:02}", seconds / 60, seconds % 60),
        hours => format!("{hours}:{:02}:{:02}", seconds / 60 % 60, seconds % 60),
    }
}
