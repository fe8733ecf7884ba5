//! ECS120

use super::references::Names;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// A mount point names a volume that `volumes` of the task definition does not declare. A volume without any
    /// configuration is enough to share files between the containers of a task: `{"name": "scratch"}`.
    UNKNOWN_VOLUME {
        code: "ECS120",
        name: "unknown-volume",
        severity: Error,
        summary: "A mount point names a volume that the task does not declare.",
        aws_message: "Unknown volume '...'.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html",
        verified: "2026-11-21",
        lesson: "storage/volumes",
        fails: r#"{"family": "web", "volumes": [{"name": "page-cache"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "cache", "containerPath": "/cache"}]}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "cache"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "cache", "containerPath": "/cache"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let names = Names::of_volumes(task);
    for mount in task.container_definitions.iter().flat_map(|container| &container.mount_points) {
        let (Some(value), Some(name)) = (mount.source_volume, mount.source_volume.literal()) else { continue };
        if names.lacks(name) {
            findings.report(value.span(), format!("the task declares no volume \"{name}\"")).help(names.help(name, "volumes"));
        }
    }
}
