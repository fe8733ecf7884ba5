//! ECS217

use crate::facts::LEAST_CONTAINER_MEMORY_MIB;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// Docker starts no container with less than 6 MiB. `memory` and `memoryReservation` of a container are MiB: half a GiB
    /// is 512, not 0.5 and not 5.
    MEMORY_BELOW_MINIMUM {
        code: "ECS217",
        name: "memory-below-minimum",
        severity: Error,
        summary: "A container has less memory than Docker gives one.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 4}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // The bound is Docker's, and on Windows it is another.
    if task.requires_fargate().is_some() || task.requires("MANAGED_INSTANCES").is_some() || !task.is_linux() {
        return;
    }
    for container in &task.container_definitions {
        for (name, memory) in [("memory", container.memory), ("memoryReservation", container.memory_reservation)] {
            let (Some(value), Some(mib)) = (memory, memory.literal()) else { continue };
            // 0 stands in templates for "not set".
            if mib != 0 && mib < LEAST_CONTAINER_MEMORY_MIB {
                findings
                    .report(value.span(), format!("a container cannot have `{name}` {mib}"))
                    .help(format!("memory is in MiB, and Docker needs {LEAST_CONTAINER_MEMORY_MIB} at least"));
            }
        }
    }
}
