//! ECS316

use crate::facts::{ENGINE_SOCKETS, SECRET_HOST_PATHS, SYSTEM_HOST_PATHS};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// Who can write to the socket of Docker or containerd starts containers as root on the instance, and a read-only mount
    /// does not hinder that. Folders such as `/`, `/etc`, `/root` and `/var/lib/ecs` hold the keys and the state of the
    /// instance and of the other tasks. `/proc`, `/sys` and their kind may be read by a monitoring agent (`"readOnly":
    /// true`), and written by nobody.
    SENSITIVE_HOST_PATH {
        code: "ECS316",
        name: "sensitive-host-path",
        severity: Warning,
        summary: "A container mounts what belongs to its instance.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
        verified: "2026-11-24",
        lesson: "storage/volumes",
        fails: r#"{"family": "web", "volumes": [{"name": "docker", "host": {"sourcePath": "/var/run/docker.sock"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "docker", "containerPath": "/var/run/docker.sock"}]}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "data", "host": {"sourcePath": "/srv/data"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // Fargate refuses every path of a host.
    if task.requires_fargate().is_some() {
        return;
    }
    for volume in &task.volumes {
        let (Some(value), Some(text)) = (volume.host_source_path, volume.host_source_path.literal()) else { continue };
        let trimmed = text.trim_end_matches('/');
        let path = if trimmed.is_empty() { "/" } else { trimmed };
        let (what, help) = if ENGINE_SOCKETS.contains(&path) {
            (format!("who reaches {path} is root on the instance"), "let the task do without the socket of the engine")
        } else if SECRET_HOST_PATHS.contains(&path) {
            (format!("{path} of the instance holds its keys and its state"), "mount the one folder that is needed")
        } else if SYSTEM_HOST_PATHS.contains(&path) && is_written(task, volume.name.literal()) {
            (format!("{path} of the instance can be written"), "set \"readOnly\": true on its mount points")
        } else {
            continue;
        };
        findings.report(value.span(), what).help(help);
    }
}

/// Whether a container mounts the volume so that it may write.
fn is_written(task: &TaskDefinition<'_>, name: Option<&str>) -> bool {
    let mut mounts = task.container_definitions.iter().flat_map(|container| &container.mount_points);
    name.is_some()
        && mounts.any(|mount| {
            mount.source_volume.literal() == name && mount.read_only.is_none_or(|read_only| read_only.literal() == Some(false))
        })
}
