//! ECS119

use super::references::containers_by_name;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// `HEALTHY` waits for the health check of another container, and that container has none. ECS looks only at the
    /// `healthCheck` of the task definition: a `HEALTHCHECK` in the image does not count.
    DEPENDS_ON_WITHOUT_HEALTH_CHECK {
        code: "ECS119",
        name: "depends-on-without-health-check",
        severity: Error,
        summary: "`dependsOn` waits for the health of a container that has no health check.",
        aws_message: "A dependency container with HEALTHY condition must have health check configured",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "containerDefinitions": [
  {"name": "db", "image": "postgres:17", "memory": 256},
  {"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [
  {"name": "db", "image": "postgres:17", "memory": 256, "healthCheck": {"command": ["CMD", "pg_isready"]}},
  {"name": "web", "image": "nginx:1.28", "memory": 128, "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = containers_by_name(task);
    for container in &task.container_definitions {
        for dependency in &container.depends_on {
            let (Some(value), Some(name)) = (dependency.condition, dependency.container_name.literal()) else { continue };
            if value.literal() != Some("HEALTHY") || container.name.literal() == Some(name) {
                continue;
            }
            if let Some(target) = containers.get(name).filter(|target| target.health_check.is_none()) {
                findings
                    .report(value.span(), format!("\"{name}\" has no healthCheck, so it never becomes HEALTHY"))
                    .help(format!("give \"{name}\" a healthCheck, or wait for START"))
                    .related(target.name_span(), "this container has no healthCheck")
                    .unsafe_fix(Change::set(value.span(), "START"));
            }
        }
    }
}
