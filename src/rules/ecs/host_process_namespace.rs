//! ECS312

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// With `pidMode` `host` the containers share the process namespace of the instance: they see every process of every
    /// other task, with its environment, and as root they may stop or trace it. Monitoring agents need that; an application
    /// does not. `task` shares processes among the containers of the task only.
    ///
    /// On Fargate it is refused, and [ECS112](rule:ECS112) speaks instead.
    HOST_PROCESS_NAMESPACE {
        code: "ECS312",
        name: "host-process-namespace",
        severity: Warning,
        summary: "A task sees and may signal all processes of its instance.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        controls: ["ECS.3", "ecs-task-definition-pid-mode-check", "CKV_AWS_335"],
        fails: r#"{"family": "web", "pidMode": "host",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "pidMode": "task",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if let Some(mode) = task.pid_mode.filter(|mode| mode.literal() == Some("host") && task.requires_fargate().is_none()) {
        findings
            .report(mode.span(), "the task shares the process namespace of its instance")
            .help("leave pidMode out, or set \"task\" to share processes within the task")
            .unsafe_fix(Change::remove(mode.span()));
    }
}
