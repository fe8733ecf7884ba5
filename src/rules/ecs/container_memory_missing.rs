//! ECS107

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// ECS places a task by the memory that it reserves. Where the task itself sets no `memory`, each container sets
    /// `memory` (a hard limit: above it the container is killed) or `memoryReservation` (a soft limit), in MiB.
    ///
    /// On Fargate the task must set its memory, and [ECS102](rule:ECS102) speaks instead.
    CONTAINER_MEMORY_MISSING {
        code: "ECS107",
        name: "container-memory-missing",
        severity: Error,
        summary: "Neither the task nor the container sets memory.",
        aws_message: "Invalid setting for container '...'. At least one of 'memory' or 'memoryReservation' must be specified.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28"}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memoryReservation": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.memory.is_some() || task.requires_fargate().is_some() {
        return;
    }
    for container in &task.container_definitions {
        if container.memory.is_none() && container.memory_reservation.is_none() {
            findings
                .report(container.name_span(), format!("container \"{}\" sets no memory, and neither does the task", container.label()))
                .help("set `memory` or `memoryReservation` on the container, in MiB, or `memory` on the task");
        }
    }
}
