//! ECS322

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// In `bridge` mode, the default outside Fargate, tasks share the interface and the security groups of their instance.
    /// With `awsvpc` each task has its own address and its own security groups, is seen in VPC flow logs, and moves to
    /// Fargate without a change. It takes one network interface of the instance for each task.
    SHARED_NETWORK_INTERFACE {
        code: "ECS322",
        name: "shared-network-interface",
        severity: Info,
        summary: "The task shares the network interface of its instance.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        controls: ["ecs-awsvpc-networking-enabled"],
        fails: r#"{"family": "web", "networkMode": "bridge",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // External instances and Managed Instances have other modes; the host's network is ECS314's.
    let elsewhere = ["FARGATE", "EXTERNAL", "MANAGED_INSTANCES"].iter().any(|name| task.requires(name).is_some());
    let list = &task.requires_compatibilities;
    let known = list.complete && list.iter().all(|value| value.literal().is_some());
    if elsewhere || !known || !task.is_linux() {
        return;
    }
    let span = match task.network_mode {
        None => task.family.map_or(task.place.value, |family| family.span()),
        Some(mode) if task.network_mode.literal() == Some("bridge") => mode.span(),
        Some(_) => return,
    };
    findings
        .report(span, "the task shares the network interface and the security groups of its instance")
        .help("set \"networkMode\": \"awsvpc\"");
}
