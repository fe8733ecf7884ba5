//! Which volumes of a task nothing mounts.

use std::collections::HashSet;

use crate::model::{TaskDefinition, Value, Volume};

/// Volumes with a literal name that no container mounts; none where a mount is not resolved, since it may be of any volume.
pub fn unmounted<'t, 'a>(task: &'t TaskDefinition<'a>) -> Vec<(&'t Volume<'a>, Value<&'a str>, &'a str)> {
    let containers = &task.container_definitions;
    let mut mounted = HashSet::new();
    let mut known = containers.complete;
    for container in containers {
        known &= container.mount_points.complete;
        for mount in &container.mount_points {
            let source = mount.source_volume.map(|source| source.literal());
            known &= source != Some(None);
            mounted.extend(source.flatten());
        }
    }
    if !known {
        return Vec::new();
    }
    let named = |volume: &'t Volume<'a>| volume.name.and_then(|value| Some((volume, value, value.literal()?)));
    task.volumes.iter().filter_map(named).filter(|(_, _, name)| !mounted.contains(name)).collect()
}
