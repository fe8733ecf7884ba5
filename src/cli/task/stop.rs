//! `ecslab task stop`

use super::super::output::{Format, print_json};
use super::super::{Exit, Failure, Session, engine};
use super::printer::Printer;
use super::{cancel_on_signal, list};
use crate::runtime::{Engine, RunOptions, RunningTask, TaskReport};

/// Stop a detached task as StopTask does: in reverse order, with each container's stopTimeout. Then remove it.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab task stop 5f0c2a9be1d4\n  ecslab task stop --all\n\nCtrl-C kills what does not stop.")]
pub struct Arguments {
    /// Id of the task, or its beginning; `ecslab task list` shows ids.
    #[arg(value_name = "TASK_ID", required_unless_present = "all", conflicts_with = "all")]
    task: Option<String>,
    /// All tasks.
    #[arg(long)]
    all: bool,
    /// text or json: the shape of describe-tasks, with events.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Stops one task or all.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let engine = engine::connect()?;
    let ids = chosen(engine.as_ref(), arguments.task.as_deref())?;
    let cancel = cancel_on_signal()?;
    let printer = Printer::new(arguments.format, &cancel);
    let mut all = TaskReport { version: 1, tasks: Vec::new(), events: Vec::new() };
    for id in ids {
        let options = RunOptions { on_event: Some(printer.on_event()), log_store: super::log_store(), ..RunOptions::default() };
        let Some(mut task) = RunningTask::adopt(engine.as_ref(), &id, options).map_err(engine::failure)? else { continue };
        task.stop("Task stopped by user", &cancel).map_err(engine::failure)?;
        let report = task.finish().map_err(engine::failure)?;
        report.tasks.iter().for_each(|task| printer.summary(task));
        all.tasks.extend(report.tasks);
        all.events.extend(report.events);
    }
    match arguments.format {
        Format::Json => print_json(&all)?,
        Format::Text if all.tasks.is_empty() => printer.line("no tasks"),
        Format::Text => {}
    }
    Ok(Exit::Fine)
}

/// The task whose id begins with `wanted`, or all.
pub fn chosen(engine: &dyn Engine, wanted: Option<&str>) -> Result<Vec<String>, Failure> {
    let ids: Vec<String> = list::ids(engine)?.into_iter().filter(|id| wanted.is_none_or(|wanted| id.starts_with(wanted))).collect();
    match (wanted, ids.len()) {
        (Some(wanted), 0) => {
            Err(Failure::usage(format!("no task has an id that begins with {wanted}")).help("`ecslab task list` shows all."))
        }
        (Some(wanted), count @ 2..) => Err(Failure::usage(format!("{count} tasks have ids that begin with {wanted}"))
            .help("Write more of the id; `ecslab task list` shows all.")),
        _ => Ok(ids),
    }
}
