//! ECS416

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// The container has a `memoryReservation` and no `memory`, and the task has no `memory` either. A leak then takes what
    /// the instance has, and the kernel ends whichever process it chooses, perhaps of another task. With `memory` the
    /// container that leaks is the one that is ended.
    MEMORY_LIMIT_MISSING {
        code: "ECS416",
        name: "memory-limit-missing",
        severity: Info,
        summary: "A container may take all memory of its instance.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        controls: ["ecs-task-definition-memory-hard-limit"],
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memoryReservation": 128}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memoryReservation": 128, "memory": 256}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.memory.is_some() || task.requires_fargate().is_some() {
        return;
    }
    for container in task.container_definitions.iter().filter(|container| container.memory.is_none()) {
        if let Some(reservation) = container.memory_reservation {
            findings
                .report(reservation.place.key, format!("container \"{}\" has no hard limit of memory", container.label()))
                .help("set `memory` too, above the reservation");
        }
    }
}
