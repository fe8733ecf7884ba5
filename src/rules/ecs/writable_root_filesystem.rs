//! ECS306

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// The container may write to its own file system. With `"readonlyRootFilesystem": true` an intruder cannot leave tools
    /// behind or change the program, and files that should be on a volume are noticed early. Give what must be writable a
    /// volume or a `tmpfs`. Linux only; ECS Exec needs a writable root file system.
    WRITABLE_ROOT_FILESYSTEM {
        code: "ECS306",
        name: "writable-root-filesystem",
        severity: Info,
        summary: "A container may write to its own file system.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
        verified: "2026-11-21",
        lesson: "storage/volumes",
        controls: ["ECS.5", "ecs-containers-readonly-access", "CKV_AWS_336"],
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "readonlyRootFilesystem": true,
 "linuxParameters": {"tmpfs": [{"containerPath": "/var/cache/nginx", "size": 64}]}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if !task.is_linux() {
        return;
    }
    for container in &task.container_definitions {
        let (span, change) = match container.readonly_root_filesystem {
            None => (container.name_span(), Change::insert(container.place.value, "readonlyRootFilesystem", true)),
            Some(value) if value.literal() == Some(false) => (value.span(), Change::set(value.span(), true)),
            Some(_) => continue,
        };
        findings
            .report(span, format!("container \"{}\" may write to its own file system", container.label()))
            .help("set \"readonlyRootFilesystem\": true, with a volume or a tmpfs for what must be writable")
            .unsafe_fix(change);
    }
}
