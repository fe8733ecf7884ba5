//! ECS601

use super::volume_mounts::unmounted;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// No container mounts the volume. Either a mount point was forgotten, and files go where nobody keeps them, or the
    /// volume is a left-over.
    ///
    /// AWS accepts it, except for a volume with `configuredAtLaunch`, of which `ECS135` speaks.
    UNUSED_VOLUME {
        code: "ECS601",
        name: "unused-volume",
        severity: Info,
        summary: "No container mounts a volume of the task.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html",
        verified: "2026-11-21",
        lesson: "storage/volumes",
        fails: r#"{"family": "web", "volumes": [{"name": "cache"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "cache"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "cache", "containerPath": "/cache"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for (volume, value, name) in unmounted(task) {
        if volume.configured_at_launch.literal() != Some(true) {
            findings
                .report(value.span(), format!("no container mounts the volume \"{name}\""))
                .help("mount it with `mountPoints` of a container, or remove it")
                .unsafe_fix(Change::remove(volume.place.value));
        }
    }
}
