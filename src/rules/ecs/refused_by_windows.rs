//! ECS232

use super::settings::{OfContainer, each_made, enabled};
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// Windows has neither privileged containers nor a read-only root file system, and on an instance Docker refuses to create
    /// a container with `privileged` or `readonlyRootFilesystem`.
    REFUSED_BY_WINDOWS {
        code: "ECS232",
        name: "refused-by-windows",
        severity: Error,
        summary: "A setting with which no Windows container starts.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "requiresCompatibilities": ["EC2"], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "readonlyRootFilesystem": true}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["EC2"], "runtimePlatform": {"operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"},
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "readonlyRootFilesystem": false}]}"#,
        check: TaskDefinition(check),
    }
}

const OF_CONTAINERS: [(&str, OfContainer); 2] = [
    ("privileged", |container| enabled(container.privileged)),
    ("readonlyRootFilesystem", |container| enabled(container.readonly_root_filesystem)),
];

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(system) = task.operating_system_family.filter(|_| task.is_windows()) else { return };
    each_made(task, &[], &OF_CONTAINERS, &[], |name, span| {
        // Fargate refuses `privileged` whatever the system, and of the other ECS214 warns: no Docker runs the task there.
        if task.requires_fargate().is_none() {
            findings
                .report(span, format!("no Windows container starts with `{name}`"))
                .help("leave it out")
                .related(system.span(), "Windows is asked for here")
                .unsafe_fix(Change::remove(span));
        }
    });
}
