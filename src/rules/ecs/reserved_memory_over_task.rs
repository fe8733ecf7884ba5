//! ECS233

use crate::facts::parse_memory_mib;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// What the containers reserve (`memoryReservation`, or `memory` where there is none) is to fit into the `memory` of
    /// the task. Where it does not, they promise each other what is not there, and the first that takes its share leaves
    /// the others without.
    ///
    /// A container whose hard limit is above the task is told by [ECS106](rule:ECS106).
    RESERVED_MEMORY_OVER_TASK {
        code: "ECS233",
        name: "reserved-memory-over-task",
        severity: Warning,
        summary: "The containers reserve more memory than the task has.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-24",
        lesson: "task-definitions/anatomy",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28",
 "memoryReservation": 384},
  {"name": "agent", "image": "busybox:1.37", "memoryReservation": 256, "essential": false}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28",
 "memoryReservation": 384},
  {"name": "agent", "image": "busybox:1.37", "memoryReservation": 128, "essential": false}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // For Windows the size of the task is ignored.
    let (Some(total), Some(text)) = (task.memory.filter(|_| task.is_linux()), task.memory.literal()) else { return };
    let Some(mib) = parse_memory_mib(text).map(i64::from) else { return };
    let parts: Vec<_> = task
        .container_definitions
        .iter()
        .filter_map(|container| container.memory_reservation.or(container.memory))
        .filter_map(|value| Some((value, value.literal().filter(|mib| *mib > 0)?)))
        .collect();
    // A hard limit above the task alone is ECS106's.
    if task.container_definitions.iter().any(|container| container.memory.literal().is_some_and(|hard| hard > mib)) {
        return;
    }
    let sum = parts.iter().fold(0, |sum: i64, (_, part)| sum.saturating_add(*part));
    if let (true, Some((last, others))) = (sum > mib, parts.split_last()) {
        let finding = findings.report(last.0.span(), format!("the containers reserve {sum} MiB, and the task has {mib}"));
        finding.help("reserve less, or give the task more memory").related(total.span(), "the memory of the task is set here");
        for (other, _) in others {
            finding.related(other.span(), "this counts too");
        }
    }
}
