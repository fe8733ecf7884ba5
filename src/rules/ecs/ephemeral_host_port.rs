//! ECS415

use crate::facts::EPHEMERAL_HOST_PORTS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// From 32768 on, an instance gives out ports by itself: to connections, and to containers without a `hostPort`. A
    /// fixed port among them is taken on some instances at some times, and then no task can be placed or started there.
    EPHEMERAL_HOST_PORT {
        code: "ECS415",
        name: "ephemeral-host-port",
        severity: Info,
        summary: "A fixed host port lies where the instance gives out free ones.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80, "hostPort": 40080}]}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80, "hostPort": 8080}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.requires_fargate().is_some() || !matches!(task.network_mode.map(|mode| mode.literal()), None | Some(Some("bridge" | "host"))) {
        return;
    }
    for mapping in task.container_definitions.iter().flat_map(|container| &container.port_mappings) {
        let (Some(value), Some(port)) = (mapping.host_port, mapping.host_port.literal()) else { continue };
        if EPHEMERAL_HOST_PORTS.contains(&port) {
            let finding = findings.report(value.span(), format!("port {port} may already be given out on the instance"));
            finding.help(format!("choose a port below {}, or 0 for a free one", EPHEMERAL_HOST_PORTS.start()));
            if task.network_mode.literal() != Some("host") {
                finding.unsafe_fix(Change::set(value.span(), 0));
            }
        }
    }
}
