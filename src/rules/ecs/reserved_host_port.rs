//! ECS230

use crate::facts::RESERVED_HOST_PORTS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// 22 belongs to SSH, 2375 and 2376 to Docker, 51678 to 51680 to the ECS agent. ECS counts them as taken on each
    /// instance, so no instance has them free, and the task is never placed, unless the instances were set up otherwise.
    RESERVED_HOST_PORT {
        code: "ECS230",
        name: "reserved-host-port",
        severity: Warning,
        summary: "A host port that every instance keeps for itself.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 22, "hostPort": 22}]}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 22, "hostPort": 2222}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let host_mode = task.network_mode.literal() == Some("host");
    let bridge = task.network_mode.is_none() || task.network_mode.literal() == Some("bridge");
    if task.requires_fargate().is_some() || !(host_mode || bridge) {
        return;
    }
    for mapping in task.container_definitions.iter().flat_map(|container| &container.port_mappings) {
        let port = if host_mode { mapping.host_port.or(mapping.container_port) } else { mapping.host_port };
        if let (Some(value), Some(number)) = (port, port.literal())
            && RESERVED_HOST_PORTS.contains(&number)
        {
            findings.report(value.span(), format!("port {number} of the host is taken on every instance")).help("choose another port");
        }
    }
}
