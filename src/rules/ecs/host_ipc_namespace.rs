//! ECS313

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// With `ipcMode` `host` the containers may read and write the shared memory of every other process on the instance
    /// that uses the host's IPC namespace. `task` shares it among the containers of the task, `none` not at all.
    ///
    /// On Fargate it is refused, and [ECS112](rule:ECS112) speaks instead.
    HOST_IPC_NAMESPACE {
        code: "ECS313",
        name: "host-ipc-namespace",
        severity: Warning,
        summary: "A task shares memory and semaphores with all of its instance.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "ipcMode": "host",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "ipcMode": "task",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if let Some(mode) = task.ipc_mode.filter(|mode| mode.literal() == Some("host") && task.requires_fargate().is_none()) {
        findings
            .report(mode.span(), "the task shares the IPC namespace of its instance")
            .help("leave ipcMode out, or set \"task\" or \"none\"")
            .unsafe_fix(Change::remove(mode.span()));
    }
}
