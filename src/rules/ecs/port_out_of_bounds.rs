//! ECS182

use crate::facts::PORTS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// Ports of TCP and UDP end at 65535. `hostPort` may also be 0, which asks for a free port in `bridge` mode.
    PORT_OUT_OF_BOUNDS {
        code: "ECS182",
        name: "port-out-of-bounds",
        severity: Error,
        summary: "A port is above 65535 or below 0.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80800}]}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 8080}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for mapping in task.container_definitions.iter().flat_map(|container| &container.port_mappings) {
        for (name, port) in [("containerPort", mapping.container_port), ("hostPort", mapping.host_port)] {
            let (Some(value), Some(number)) = (port, port.literal()) else { continue };
            if number != 0 && !PORTS.contains(&number) {
                findings.report(value.span(), format!("`{name}` cannot be {number}")).help(format!(
                    "ports are {} to {}",
                    PORTS.start(),
                    PORTS.end()
                ));
            }
        }
    }
}
