//! ECS601

use std::collections::HashSet;

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// No container mounts the volume. Either a mount point was forgotten, and files go where nobody keeps them, or the
    /// volume is a left-over.
    ///
    /// AWS accepts it, except for a volume with `configuredAtLaunch`: that one is refused.
    UNUSED_VOLUME {
        code: "ECS601",
        name: "unused-volume",
        severity: Info,
        summary: "No container mounts a volume of the task.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
        lesson: "fargate/storage",
        fails: r#"{"family": "web", "volumes": [{"name": "cache"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "cache"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "cache", "containerPath": "/cache"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
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
    // A mount that is not resolved may be of any volume.
    if !known {
        return;
    }
    for volume in &task.volumes {
        let Some((value, name)) = volume.name.and_then(|value| Some((value, value.literal()?))) else { continue };
        if mounted.contains(name) {
            continue;
        }
        let finding = findings.report(value.span(), format!("no container mounts the volume \"{name}\""));
        if volume.configured_at_launch.is_some_and(|value| value.literal() == Some(true)) {
            finding
                .help("mount it with `mountPoints`: AWS refuses a volume configured at launch that nothing mounts")
                .aws_message("Volumes [...] are not referenced by any of the containers");
        } else {
            finding.help("mount it with `mountPoints` of a container, or remove it");
        }
    }
}
