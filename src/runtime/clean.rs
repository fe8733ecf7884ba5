//! Removes by label what a killed process left on the engine.

use super::{Engine, EngineError, Label, ListedContainer};

/// What a sweep removed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Removed {
    /// Containers.
    pub containers: Vec<ListedContainer>,
    /// Names of volumes.
    pub volumes: Vec<String>,
}

/// Removes the containers and volumes that carry `label` with this value, or with any. Nothing else is ever started: a task's
/// containers share a namespace or the engine's own bridge, so there are no networks to remove.
///
/// # Errors
/// When the engine cannot be asked, or cannot remove something.
pub fn sweep(engine: &dyn Engine, label: Label, value: Option<&str>) -> Result<Removed, EngineError> {
    let removed = Removed { containers: engine.containers(label, value)?, volumes: engine.volumes(label, value)? };
    for container in &removed.containers {
        engine.remove(&container.id)?;
    }
    for volume in &removed.volumes {
        engine.remove_volume(volume)?;
    }
    Ok(removed)
}
