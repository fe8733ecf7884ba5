//! ECS121

use super::references::Names;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// `volumesFrom` mounts what another container of the same task mounts, and this names a container that the task does
    /// not have. It is a container that is named here, not a volume.
    VOLUMES_FROM_UNKNOWN_CONTAINER {
        code: "ECS121",
        name: "volumes-from-unknown-container",
        severity: Error,
        summary: "`volumesFrom` names a container that is not in the task.",
        aws_message: "Invalid 'volumesFrom' setting. Unknown container: '...'",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_VolumeFrom.html",
        verified: "2026-11-21",
        lesson: "storage/volumes",
        fails: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "volumesFrom": [{"sourceContainer": "content"}]},
  {"name": "writer", "image": "busybox:1.37", "memory": 64}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "volumesFrom": [{"sourceContainer": "writer"}]},
  {"name": "writer", "image": "busybox:1.37", "memory": 64}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let names = Names::of_containers(task);
    for source in task.container_definitions.iter().flat_map(|container| &container.volumes_from) {
        let (Some(value), Some(name)) = (source.source_container, source.source_container.literal()) else { continue };
        if names.lacks(name) {
            findings
                .report(value.span(), format!("the task has no container \"{name}\" to take volumes from"))
                .help(names.help(name, "containers"));
        }
    }
}
