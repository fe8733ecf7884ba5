//! ECS314

use crate::lint::{Findings, declare_rule};
use crate::model::{ContainerDefinition, TaskDefinition};

declare_rule! {
    /// In network mode `host` a container listens on the instance itself, is covered by its security groups alone, and
    /// reaches what is meant for the instance: the metadata service with the credentials of the instance's role, and ports
    /// on its localhost. AWS asks never to run such a container as root. `awsvpc` gives the task an interface and security
    /// groups of its own.
    HOST_NETWORK {
        code: "ECS314",
        name: "host-network",
        severity: Warning,
        summary: "A task uses the network of its instance.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        controls: ["ECS.17", "ecs-task-definition-user-for-host-mode-check"],
        fails: r#"{"family": "web", "networkMode": "host",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // On Fargate and on Windows the mode itself is refused.
    let Some(mode) = task.network_mode.filter(|mode| mode.literal() == Some("host") && task.requires_fargate().is_none()) else { return };
    if task.is_windows() {
        return;
    }
    let finding = findings.report(mode.span(), "the task uses the network of its instance");
    finding.help("use \"awsvpc\", or at least a `user` that is not root");
    for container in task.container_definitions.iter().filter(|container| may_be_root(container)) {
        finding.related(container.name_span(), "this container may be root there");
    }
}

fn may_be_root(container: &ContainerDefinition<'_>) -> bool {
    container.user.is_none_or(|user| user.literal().is_some_and(|name| matches!(name.split(':').next(), Some("root" | "0"))))
}
