//! ECS417

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// In `bridge` mode a port of the instance belongs to one task at a time. With a fixed `hostPort` a second task of the
    /// service cannot share the instance, and a rolling deployment needs an instance that has none. Without `hostPort`, or
    /// with 0, each task gets a free port, which the load balancer knows.
    FIXED_HOST_PORT {
        code: "ECS417",
        name: "fixed-host-port",
        severity: Info,
        summary: "A fixed host port allows one task on each instance.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80, "hostPort": 80}]}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "portMappings": [{"containerPort": 80, "hostPort": 0}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.requires_fargate().is_some() || !matches!(task.network_mode.map(|mode| mode.literal()), None | Some(Some("bridge"))) {
        return;
    }
    for mapping in task.container_definitions.iter().flat_map(|container| &container.port_mappings) {
        let (Some(value), Some(port)) = (mapping.host_port, mapping.host_port.literal()) else { continue };
        if port > 0 {
            findings
                .report(value.span(), format!("only one task can have port {port} of an instance"))
                .help("leave hostPort out behind a load balancer")
                .unsafe_fix(Change::remove(value.span()));
        }
    }
}
