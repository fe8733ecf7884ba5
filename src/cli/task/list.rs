//! `ecslab task list`

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use serde_json::json;

use super::super::output::{Format, print_json};
use super::super::{Exit, Failure, Session, engine};
use crate::runtime::{Engine, Label, RunOptions, RunningTask, rfc3339};

/// List the tasks that ecslab started and that are still there.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab task list\n  ecslab task list --format json")]
pub struct Arguments {
    /// text or json: the shape of describe-tasks, and the ARNs of tasks whose run was killed.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Asks the engine and prints.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let engine = engine::connect()?;
    let mut tasks = Vec::new();
    let sessions = sessions(engine.as_ref())?;
    for id in sessions.keys() {
        // One may end between the two questions.
        let task = RunningTask::adopt(engine.as_ref(), id, RunOptions::default()).map_err(engine::failure)?;
        tasks.extend(task.map(|task| (id, task.is_orphan(), task.describe())));
    }
    if arguments.format == Format::Json {
        let described: Vec<_> = tasks.iter().map(|(_, _, task)| task).collect();
        let orphans: Vec<_> = tasks.iter().filter(|(_, is_orphan, _)| *is_orphan).map(|(_, _, task)| &task.task_arn).collect();
        let by_arn: BTreeMap<_, _> = tasks.iter().map(|(id, _, task)| (&task.task_arn, &sessions[*id])).collect();
        print_json(&json!({"version": 1, "tasks": described, "orphans": orphans, "sessions": by_arn}))?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    if tasks.is_empty() {
        writeln!(stdout, "no tasks")?;
    }
    for (id, is_orphan, task) in &tasks {
        let family = task.task_definition_arn.rsplit('/').next().unwrap_or_default();
        writeln!(
            stdout,
            "{id} {family} since {}, health {}, session {}",
            rfc3339(task.created_at),
            task.health_status.name(),
            sessions[*id]
        )?;
        if *is_orphan {
            writeln!(stdout, "  its run was killed: nothing restarts or ends it (`ecslab task stop` or `ecslab clean` removes it)")?;
        }
        for container in &task.containers {
            let ports: String = container
                .network_bindings
                .iter()
                .map(|port| format!(", port {} on {}:{}", port.container_port, port.bind_ip, port.host_port))
                .collect();
            writeln!(stdout, "  {} {}{ports}", container.name, container.last_status.name())?;
        }
    }
    Ok(Exit::Fine)
}

/// The tasks on the engine, by id, with the session that started each: other people may use the same engine.
fn sessions(engine: &dyn Engine) -> Result<BTreeMap<String, String>, Failure> {
    let containers = engine.containers(Label::Task, None).map_err(engine::failure)?;
    Ok(containers.into_iter().map(|container| (container.task, container.session)).collect())
}

/// Ids of all tasks on the engine.
pub fn ids(engine: &dyn Engine) -> Result<BTreeSet<String>, Failure> {
    Ok(sessions(engine)?.into_keys().collect())
}
