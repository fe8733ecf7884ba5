//! ECS197

use crate::facts::MAX_PORT_NAME_LENGTH;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// The `name` of a port mapping is what Service Connect and VPC Lattice call the port: up to 64 small letters, digits,
    /// hyphens and underscores, and no hyphen at the start.
    INVALID_PORT_NAME {
        code: "ECS197",
        name: "invalid-port-name",
        severity: Error,
        summary: "The name of a port mapping has characters that ECS does not take, or is too long.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80, "name": "http.web"}]}]}"#,
        passes: r#"{"family": "web", "networkMode": "awsvpc",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80, "name": "http-web"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for mapping in task.container_definitions.iter().flat_map(|container| &container.port_mappings) {
        let (Some(value), Some(name)) = (mapping.name, mapping.name.literal()) else { continue };
        // The console makes names of container names, capitals and all, so those are not held against anybody.
        let bad = name.chars().find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')));
        let problem = if let Some(bad) = bad {
            format!("the name of a port cannot hold {bad:?}")
        } else if name.starts_with('-') {
            "the name of a port cannot start with a hyphen".to_string()
        } else if name.len() > MAX_PORT_NAME_LENGTH {
            format!("the name of a port cannot be {} characters long", name.len())
        } else {
            continue;
        };
        findings.report(value.span(), problem).help(format!("up to {MAX_PORT_NAME_LENGTH} small letters, digits, hyphens and underscores"));
    }
}
