//! ECS302

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// A privileged container has nearly all rights of root on the instance: it can mount disks, load kernel modules and
    /// reach every other container there, and their credentials. Most programs that ask for it need one capability or one
    /// device, which can be given alone.
    ///
    /// On Fargate it is refused, and [ECS112](rule:ECS112) speaks instead.
    PRIVILEGED_CONTAINER {
        code: "ECS302",
        name: "privileged-container",
        severity: Warning,
        summary: "A container has nearly all rights of root on its instance.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/security-tasks-containers.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        controls: ["ECS.4", "ecs-containers-nonprivileged", "CKV_AWS_334"],
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "privileged": true}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "linuxParameters": {"capabilities": {"add": ["NET_ADMIN"]}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.requires_fargate().is_some() {
        return;
    }
    for container in &task.container_definitions {
        if let Some(privileged) = container.privileged.filter(|value| value.literal() == Some(true)) {
            findings
                .report(privileged.span(), format!("container \"{}\" has nearly all rights of root on its instance", container.label()))
                .help("give it what it needs alone, with linuxParameters.capabilities or linuxParameters.devices")
                .unsafe_fix(Change::set(privileged.span(), false));
        }
    }
}
