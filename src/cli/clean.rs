//! `ecslab clean`

use std::io::Write;

use serde_json::json;

use super::output::{Format, print_json};
use super::{Exit, Failure, Session, engine};
use crate::counted::counted;
use crate::runtime::{LogStore, file_systems, remove_file_systems, sweep, sweep_images};

/// Remove what ecslab left on the engine.
///
/// That is the containers and volumes of runs that were killed, and of detached tasks; the names that killed scripts gave to images;
/// and the logs that are kept of tasks. Volumes that stand in for EFS file systems stay, with their data, unless --file-systems is
/// given.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  ecslab clean\n  ecslab clean --session 5f0c2a9be1d4\n  ecslab clean --file-systems\n\n\
    Everything that ecslab starts carries the label io.ecslab.session; nothing else is touched. What another ecslab process \
    runs right now is left alone, unless --session names it.")]
pub struct Arguments {
    /// What this session started, even if it still runs; `docker ps --format '{{.Labels}}'` shows sessions.
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// Remove what stands in for EFS file systems too, with its data.
    #[arg(long, conflicts_with = "session")]
    file_systems: bool,
    /// text or json.
    #[arg(long, value_enum, default_value_t)]
    format: Format,
}

/// Sweeps and says what was there.
pub fn run(arguments: &Arguments, _session: Session) -> Result<Exit, Failure> {
    // Kept logs need no engine; a session's containers are not all there is of its logs, so --session leaves logs alone.
    let store = crate::progress::home().map(|home| LogStore::in_home(&home)).filter(|_| arguments.session.is_none());
    let logs = store.map_or(Ok(0), |store| store.remove_all())?;
    if logs > 0 && arguments.format == Format::Text {
        writeln!(anstream::stdout().lock(), "removed {}", counted(logs, "kept log"))?;
    }
    let engine = engine::connect()?;
    let removed = sweep(engine.as_ref(), arguments.session.as_deref()).map_err(engine::failure)?;
    // A session has none of its own.
    let gone = if arguments.file_systems { remove_file_systems(engine.as_ref(), None).map_err(engine::failure)? } else { Vec::new() };
    let kept = if arguments.session.is_none() { file_systems(engine.as_ref()).map_err(engine::failure)? } else { Vec::new() };
    // Names of images tell their run by themselves; there is no label on a name.
    let images = match arguments.session {
        None => sweep_images(engine::connect_images()?.as_ref()).map_err(engine::failure)?,
        Some(_) => Vec::new(),
    };
    if arguments.format == Format::Json {
        let containers: Vec<_> = removed
            .containers
            .iter()
            .map(|each| json!({"id": each.id, "name": each.container, "task": each.task, "session": each.session, "status": each.status}))
            .collect();
        print_json(&json!({"version": 1, "containers": containers, "volumes": removed.volumes, "images": images,
            "spared": removed.spared, "logs": logs, "fileSystems": {"removed": gone, "kept": kept}}))?;
        return Ok(Exit::Fine);
    }
    let mut stdout = anstream::stdout().lock();
    for each in &removed.containers {
        writeln!(stdout, "removed container {} of task {} (session {}, {})", each.container, each.task, each.session, each.status)?;
    }
    for volume in &removed.volumes {
        writeln!(stdout, "removed volume {volume}")?;
    }
    for image in &images {
        writeln!(stdout, "removed the name {image}")?;
    }
    for session in &removed.spared {
        writeln!(stdout, "left session {session} alone: its process runs (ecslab clean --session {session} removes it)")?;
    }
    for volume in &gone {
        writeln!(stdout, "removed file system {volume}")?;
    }
    for volume in &kept {
        writeln!(stdout, "kept file system {volume} with its data (ecslab clean --file-systems removes all)")?;
    }
    let nothing = removed.containers.is_empty() && removed.volumes.is_empty() && images.is_empty() && gone.is_empty() && logs == 0;
    if nothing {
        writeln!(stdout, "nothing to remove")?;
    }
    Ok(Exit::Fine)
}
