//! ECS229

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition, Text};
use crate::syntax::Change;

declare_rule! {
    /// Where a volume or a `tmpfs` is mounted and where a program starts are whole paths: `/data`, not `data` and not
    /// `./data`. No container starts otherwise, nor with a volume mounted over its root, `/`.
    RELATIVE_PATH {
        code: "ECS229",
        name: "relative-path",
        severity: Error,
        summary: "A path inside a Linux container does not start at its root.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_MountPoint.html",
        verified: "2026-11-24",
        lesson: "storage/volumes",
        fails: r#"{"family": "web", "volumes": [{"name": "data"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "data"}]}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "data"}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if !task.is_linux() {
        return;
    }
    for container in &task.container_definitions {
        report_relative("workingDirectory", container.working_directory, findings);
        let tmpfs = container.linux_parameters.iter().flat_map(|linux| &linux.tmpfs).map(|tmpfs| tmpfs.container_path);
        for path in container.mount_points.iter().map(|mount| mount.container_path).chain(tmpfs) {
            report_relative("containerPath", path, findings);
            if let Some(root) = path.filter(|path| path.literal() == Some("/")) {
                findings
                    .report(root.span(), "a volume cannot be mounted over the root of a container")
                    .help("mount it at a folder, such as \"/data\"");
            }
        }
    }
}

fn report_relative(name: &str, path: Text<'_>, findings: &mut Findings<'_>) {
    let (Some(value), Some(text)) = (path, path.literal()) else { return };
    // `C:\\data` of a Windows task that does not say that it is one.
    let windows = text.contains('\\') || text.get(1..2) == Some(":");
    if !text.starts_with('/') && !windows {
        let whole = format!("/{}", text.trim_start_matches(['.', '/', '~']));
        findings
            .report(value.span(), format!("`{name}` \"{text}\" does not start at the root"))
            .help(format!("write the whole path, such as \"{whole}\""))
            .unsafe_fix(Change::set(value.span(), whole));
    }
}
