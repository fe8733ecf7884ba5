//! ECS127

use std::collections::HashMap;

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// The `name` of a port mapping is how Service Connect and VPC Lattice find the port, across all containers of the
    /// task. Two mappings cannot have one name.
    DUPLICATE_PORT_NAME {
        code: "ECS127",
        name: "duplicate-port-name",
        severity: Error,
        summary: "Two port mappings of the task have the same name.",
        aws_message: "port mapping name is already used",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
        verified: "2026-11-21",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 80, "name": "http"}]},
  {"name": "admin", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 8080, "name": "http"}]}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc", "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 80, "name": "http"}]},
  {"name": "admin", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 8080, "name": "admin"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let mut seen = HashMap::new();
    for mapping in task.container_definitions.iter().flat_map(|container| &container.port_mappings) {
        let (Some(value), Some(name)) = (mapping.name, mapping.name.literal()) else { continue };
        if let Some(first) = seen.get(name) {
            findings
                .report(value.span(), format!("another port is already called \"{name}\""))
                .help("give each port mapping of the task a name of its own")
                .related(*first, "first used here");
        } else {
            seen.insert(name, value.span());
        }
    }
}
