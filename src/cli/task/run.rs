//! `ecslab task run`

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::super::output::{Format, print_json};
use super::super::{Exit, Failure, Session, engine};
use super::cancel_on_signal;
use super::printer::Printer;
use super::stand_ins::StandIns;
use crate::diagnostics::{LintReport, Severity, render_full};
use crate::lint::{LintError, lint_source};
use crate::runtime::{
    Cancel, Engine, PlanOptions, Ports, RunOptions, RunningTask, Secrets, Status, TaskPlan, TaskReport, Waited, plan_source,
};
use crate::source::SourceFile;

/// More at once help nobody.
const MOST_ERRORS: usize = 20;

/// Run a task definition on the local container engine, with the order, health and endings of ECS.
///
/// The file is linted first: with errors, nothing starts. Containers of an awsvpc task share one network; ports are published on
/// 127.0.0.1. When the task ends, its containers and volumes are removed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab task run task-definition.json\n  ecslab task run web.yaml --ports dynamic --timeout 10m\n  \
    ecslab task run ci.json --image '${IMAGE}=app:dev' --secrets secrets.json --format json\n  \
    ecslab task run shop.json --workspace . --efs fs-0123456789abcdef0=./data --env-file arn:aws:s3:::shop/app.env=app.env\n  \
    ecslab task run web.json --detach && ecslab task stop --all\n\n\
    Ctrl-C stops the task as StopTask does; pressed again it kills. Exit codes: 0 the essential containers ended with 0, or the \
    running task was stopped; 1 findings, or the task failed; 2 the definition cannot be run here; 3 no engine, image or port.")]
pub struct Arguments {
    /// A task definition, or - for standard input.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Run a local image for a reference, as it is written in the definition, or for a container's name.
    #[arg(long = "image", value_name = "REF=LOCAL", value_parser = parse_image)]
    images: Vec<(String, String)>,
    /// Values of secrets: a JSON or YAML map from valueFrom, or the variable's name, to the value.
    #[arg(long, value_name = "FILE")]
    secrets: Option<PathBuf>,
    /// Pull images that are not on this machine, with the credentials of docker login; one that cannot be pulled fails the task.
    #[arg(long)]
    pull: bool,
    #[command(flatten)]
    stand_ins: StandIns,
    /// Stop the task after this time (30s, 5m, 1h); 0 for no limit. With --detach, the time that it has to start.
    #[arg(long, value_name = "TIME", default_value = "60s", value_parser = parse_time)]
    timeout: Duration,
    /// as-declared takes the ports of the definition; dynamic lets the engine pick free ones.
    #[arg(long, value_enum, default_value_t)]
    ports: PortsArgument,
    /// Leave the task running once it is RUNNING; then nobody answers its metadata and credentials.
    #[arg(long)]
    detach: bool,
    /// text or json: the shape of describe-tasks, with events.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
enum PortsArgument {
    #[default]
    AsDeclared,
    Dynamic,
}

/// No task here lives longer: a year.
const NO_LIMIT: Duration = Duration::from_secs(365 * 24 * 3600);

/// A reference and a local image.
pub fn parse_image(text: &str) -> Result<(String, String), String> {
    // The last `=`: a reference may hold one in a placeholder, a local image may not.
    match text.rsplit_once('=') {
        Some((reference, local)) if !reference.is_empty() && !local.is_empty() => Ok((reference.to_string(), local.to_string())),
        _ => Err("write it as REFERENCE=LOCAL, such as web=nginx:1.28".to_string()),
    }
}

/// A time with a unit; 0 is [`NO_LIMIT`].
pub fn parse_time(text: &str) -> Result<Duration, String> {
    let unit_at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(unit_at);
    let factor = match unit {
        "ms" => 0.001,
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return Err("write it as 500ms, 30s, 5m or 1h".to_string()),
    };
    let seconds = number.parse::<f64>().map_err(|_| "write it as 500ms, 30s, 5m or 1h".to_string())? * factor;
    // What is too long for a duration is no limit either.
    let time = Duration::try_from_secs_f64(seconds).unwrap_or(NO_LIMIT);
    Ok(if time.is_zero() || time > NO_LIMIT { NO_LIMIT } else { time })
}

/// Lints, plans, runs and prints.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let source = read(&arguments.file)?;
    if let Some(exit) = lint(&source, arguments.format)? {
        return Ok(exit);
    }
    let plan = plan(&source, arguments)?;
    let left_alone = arguments.detach && plan.containers.iter().any(|container| container.restart.is_some());
    let note = left_alone.then(|| "restartPolicy is not followed once the task is left alone (--detach)".to_string());
    for note in plan.notes.iter().chain(&note) {
        // Nothing can be done when standard error is closed.
        let _ = writeln!(anstream::stderr().lock(), "note: {note}");
    }
    if arguments.detach {
        let note = "with --detach there are no task metadata and no credentials: this process answers them, and it ends";
        let _ = writeln!(anstream::stderr().lock(), "note: {note}");
    }
    let engine = engine::connect()?;
    let cancel = cancel_on_signal()?;
    let (report, exit) = drive(engine.as_ref(), plan, arguments, &cancel)?;
    if arguments.format == Format::Json {
        print_json(&report)?;
    }
    Ok(exit)
}

fn read(path: &Path) -> Result<SourceFile, Failure> {
    let (name, read) = if path.as_os_str() == "-" {
        ("standard input".to_string(), SourceFile::read_from("-", std::io::stdin().lock()))
    } else {
        (path.display().to_string(), SourceFile::read(path))
    };
    read.map_err(|error| Failure::usage(format!("cannot read {name}: {error}")))
}

fn named(source: &SourceFile) -> &str {
    if source.path() == "-" { "standard input" } else { source.path() }
}

/// Shows errors as `ecslab lint` does; with some, the run ends here.
fn lint(source: &SourceFile, format: Format) -> Result<Option<Exit>, Failure> {
    let linted = lint_source(source, None).map_err(|error| match error {
        LintError::UnknownKind(_) => Failure::usage(format!("{} is no task definition: it has no containerDefinitions", named(source))),
        LintError::Empty => Failure::usage(format!("{} is empty: {error}", named(source))),
    })?;
    let errors: Vec<_> = linted.diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect();
    if errors.is_empty() {
        return Ok(None);
    }
    if format == Format::Json {
        print_json(&LintReport::new(linted.files, errors))?;
        return Ok(Some(Exit::Failed));
    }
    let mut stdout = anstream::stdout().lock();
    for error in errors.iter().take(MOST_ERRORS) {
        writeln!(stdout, "{}\n", render_full(error, source.text()))?;
    }
    if errors.len() > MOST_ERRORS {
        writeln!(stdout, "and {} errors more: `ecslab lint` shows all\n", errors.len() - MOST_ERRORS)?;
    }
    writeln!(stdout, "nothing was started: mend {} first", if errors.len() == 1 { "the error" } else { "the errors" })?;
    Ok(Some(Exit::Failed))
}

fn plan(source: &SourceFile, arguments: &Arguments) -> Result<TaskPlan, Failure> {
    let secrets = match &arguments.secrets {
        None => Secrets::default(),
        Some(path) => Secrets::read(&read(path)?).map_err(|error| Failure::usage(format!("cannot use the secrets: {error}")))?,
    };
    let ports = match arguments.ports {
        PortsArgument::AsDeclared => Ports::AsDeclared,
        PortsArgument::Dynamic => Ports::Dynamic,
    };
    let images: BTreeMap<String, String> = arguments.images.iter().cloned().collect();
    let mut options = PlanOptions { images, secrets, ports, ..PlanOptions::default() };
    arguments.stand_ins.add_to(&mut options)?;
    plan_source(source, &options).map_err(|error| Failure::usage(format!("this task cannot be run here\n{error}")))
}

/// Runs the task to its end, or to where it is left alone.
fn drive(engine: &dyn Engine, plan: TaskPlan, arguments: &Arguments, cancel: &Cancel) -> Result<(TaskReport, Exit), Failure> {
    let printer = Printer::new(arguments.format, cancel);
    let options = RunOptions {
        on_event: Some(printer.on_event()),
        on_output: Some(printer.on_output()),
        detach: arguments.detach,
        pull: arguments.pull,
        log_store: super::log_store(),
        cancel: cancel.clone(),
        ..RunOptions::default()
    };
    let mut task = RunningTask::start(engine, plan, options).map_err(engine::failure)?;
    let mut told = false;
    let condition = |task: &RunningTask<'_>| {
        let running = task.status() == Status::Running;
        if running && !told {
            told = true;
            printer.addresses(task);
        }
        running && arguments.detach
    };
    let waited = task.wait_for(condition, arguments.timeout, cancel).map_err(engine::failure)?;
    match waited {
        Waited::Met => {
            printer.line(&format!("task {} runs on; `ecslab task stop {}` stops it", task.id(), short(task.id())));
            return Ok((task.detach(), Exit::Fine));
        }
        Waited::TimedOut => {
            let reason = format!("Task stopped after {} s (--timeout)", arguments.timeout.as_secs_f64());
            task.stop(&reason, cancel).map_err(engine::failure)?;
        }
        Waited::Cancelled => task.stop("Task stopped by user", cancel).map_err(engine::failure)?,
        Waited::TaskStopped => {}
    }
    let exit = if task.ended_well() { Exit::Fine } else { Exit::Failed };
    let report = task.finish().map_err(engine::failure)?;
    printer.summary(&report.tasks[0]);
    printer.outcome()?;
    Ok((report, exit))
}

/// As much of a task's id as people type.
fn short(id: &str) -> &str {
    id.get(..12).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_numbers_with_a_unit() {
        for (text, expected) in [
            ("500ms", 0.5),
            ("90", 90.0),
            ("60s", 60.0),
            ("1.5m", 90.0),
            ("1h", 3600.0),
            ("0", NO_LIMIT.as_secs_f64()),
            ("99999999999999999999h", NO_LIMIT.as_secs_f64()),
        ] {
            assert_eq!(parse_time(text), Ok(Duration::from_secs_f64(expected)), "{text}");
        }
        for text in ["", "s", "-1s", "5 s", "1d", "1e400"] {
            assert!(parse_time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn images_are_pairs() {
        assert_eq!(parse_image("${A=b}=nginx:1"), Ok(("${A=b}".to_string(), "nginx:1".to_string())));
        for text in ["nginx", "=nginx", "web="] {
            assert!(parse_image(text).is_err(), "{text}");
        }
    }
}
