//! `ecslab clean`

use std::io::Write;

use serde_json::json;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session, engine};
use crate::runtime::{Label, sweep};

/// Remove what ecslab left on the container engine: containers and volumes of tasks that were killed or detached.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab clean\n  ecslab clean --session 5f0c2a9be1d4\n\n\
    Everything that ecslab starts carries the label io.ecslab.session; nothing else is touched. Tasks that other ecslab \
    processes run right now carry it too: --session spares them.")]
pub struct Arguments {
    /// Only what this session started; `docker ps --format '{{.Labels}}'` shows sessions.
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Sweeps and says what was there.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    let engine = engine::connect()?;
    let removed = sweep(engine.as_ref(), Label::Session, arguments.session.as_deref()).map_err(engine::failure)?;
    if arguments.format == Format::Json {
        let containers: Vec<_> = removed
            .containers
            .iter()
            .map(|each| json!({"id": each.id, "name": each.container, "task": each.task, "session": each.session, "status": each.status}))
            .collect();
        print_json(&json!({"version": 1, "containers": containers, "volumes": removed.volumes}))?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    for each in &removed.containers {
        writeln!(stdout, "removed container {} of task {} (session {}, {})", each.container, each.task, each.session, each.status)?;
    }
    for volume in &removed.volumes {
        writeln!(stdout, "removed volume {volume}")?;
    }
    if removed.containers.is_empty() && removed.volumes.is_empty() {
        writeln!(stdout, "nothing to remove")?;
    }
    Ok(Exit::Fine)
}
