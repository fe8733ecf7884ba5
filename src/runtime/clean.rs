//! Removes by label what a killed process left on the engine.

use super::identity::live_sessions;
use super::{Engine, EngineError, Label, ListedContainer};

/// What a sweep removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Removed {
    /// Containers.
    pub containers: Vec<ListedContainer>,
    /// Names of volumes.
    pub volumes: Vec<String>,
    /// Sessions with something on the engine that were left alone, because their process runs.
    pub spared: Vec<String>,
}

/// Removes the containers and volumes of one session; without one, of all whose process has ended, detached tasks among them.
/// Nothing else is ever made: a task's containers share a namespace or the engine's own bridge, so there are no networks to
/// remove.
///
/// # Errors
/// When the engine cannot be asked, or cannot remove something.
pub fn sweep(engine: &dyn Engine, session: Option<&str>) -> Result<Removed, EngineError> {
    let mut removed = Removed {
        containers: engine.containers(Label::Session, session)?,
        volumes: engine.volumes(Label::Session, session)?,
        spared: Vec::new(),
    };
    let live = if session.is_none() { live_sessions() } else { Vec::new() };
    for session in live {
        let volumes = engine.volumes(Label::Session, Some(&session))?;
        if removed.containers.iter().any(|container| container.session == session) || !volumes.is_empty() {
            removed.containers.retain(|container| container.session != session);
            removed.volumes.retain(|volume| !volumes.contains(volume));
            removed.spared.push(session);
        }
    }
    for container in &removed.containers {
        engine.remove(&container.id)?;
    }
    for volume in &removed.volumes {
        engine.remove_volume(volume)?;
    }
    Ok(removed)
}
