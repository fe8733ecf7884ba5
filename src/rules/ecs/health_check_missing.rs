//! ECS402

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// An essential container serves a port and has no health check. ECS then knows only whether its process runs: a
    /// service that hangs stays in place, and a deployment counts it as healthy. A load balancer's check helps for traffic
    /// that comes through it; a `healthCheck` also serves `dependsOn` and tasks without a load balancer.
    HEALTH_CHECK_MISSING {
        code: "ECS402",
        name: "health-check-missing",
        severity: Info,
        summary: "An essential container serves a port and has no health check.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/healthcheck.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 80}]}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "portMappings": [{"containerPort": 80}],
 "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"]}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        if container.is_certainly_essential() && container.health_check.is_none() && !container.port_mappings.is_empty() {
            findings
                .report(container.name_span(), format!("container \"{}\" serves a port and has no healthCheck", container.label()))
                .help("add for example \"healthCheck\": {\"command\": [\"CMD-SHELL\", \"curl -f http://localhost/ || exit 1\"]}");
        }
    }
}
