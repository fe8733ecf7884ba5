//! ECS108

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// `memoryReservation` is what the container is promised, `memory` is where it is killed. A promise above the limit
    /// cannot be kept. Equal values are accepted.
    MEMORY_RESERVATION_OVER_MEMORY {
        code: "ECS108",
        name: "memory-reservation-over-memory",
        severity: Error,
        summary: "A container reserves more memory than its hard limit.",
        aws_message: "'memory' must be greater than or equal to 'memoryReservation'",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 256, "memoryReservation": 512}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 512, "memoryReservation": 256}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        let (Some(memory), Some(reservation)) = (container.memory, container.memory_reservation) else { continue };
        let (Some(limit), Some(reserved)) = (memory.literal(), reservation.literal()) else { continue };
        // 0 stands for "not set": AWS asks for a number other than zero in one of the two.
        if limit != 0 && reserved > limit {
            findings
                .report(reservation.span(), format!("{reserved} MiB are reserved, and the hard limit is {limit} MiB"))
                .help(format!("reserve at most {limit} MiB, or raise `memory`"))
                .related(memory.span(), "the hard limit is set here")
                .unsafe_fix(Change::set(reservation.span(), limit));
        }
    }
}
