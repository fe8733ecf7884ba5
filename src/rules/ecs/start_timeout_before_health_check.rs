//! ECS224

use super::references::containers_by_name;
use crate::facts::HEALTH_DEFAULTS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// Another container waits until this one is HEALTHY, and `startTimeout` says for how long. The first health check
    /// comes one `interval` after the start (30 seconds where it is not written). With a shorter `startTimeout` the wait is
    /// over before, and the task stops each time it is started.
    START_TIMEOUT_BEFORE_HEALTH_CHECK {
        code: "ECS224",
        name: "start-timeout-before-health-check",
        severity: Warning,
        summary: "A container must be healthy before its first health check.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "fargate/containers",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]},
  {"name": "db", "image": "postgres:17", "memory": 256, "startTimeout": 20, "healthCheck": {"command": ["CMD", "pg_isready"]}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "dependsOn": [{"containerName": "db", "condition": "HEALTHY"}]},
  {"name": "db", "image": "postgres:17", "memory": 256, "startTimeout": 60, "healthCheck": {"command": ["CMD", "pg_isready"], "interval": 5}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = containers_by_name(task);
    for dependency in task.container_definitions.iter().flat_map(|container| &container.depends_on) {
        let (Some(value), Some(name)) = (dependency.condition, dependency.container_name.literal()) else { continue };
        let Some(target) = containers.get(name).filter(|_| value.literal() == Some("HEALTHY")) else { continue };
        let (Some(health), Some(timeout), Some(seconds)) = (&target.health_check, target.start_timeout, target.start_timeout.literal())
        else {
            continue;
        };
        let interval = match health.interval {
            Some(interval) => interval.literal(),
            None => i64::try_from(HEALTH_DEFAULTS.0).ok(),
        };
        // In a start period newer engines look sooner.
        let has_start_period = health.start_period.is_some_and(|period| period.literal() != Some(0));
        if let Some(interval) = interval.filter(|interval| seconds < *interval && !has_start_period) {
            findings
                .report(timeout.span(), format!("the wait ends after {seconds} seconds, and the first health check comes after {interval}"))
                .help("raise startTimeout, or look sooner with a smaller interval")
                .related(value.span(), "this waits until the container is healthy");
        }
    }
}
