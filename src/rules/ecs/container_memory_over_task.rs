//! ECS106

use crate::facts::parse_memory_mib;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// `memory` of the task is all that its containers share, so no container may have a hard limit above it. Task memory
    /// is in MiB or written with its unit (`"1 GB"`); container memory is always a number of MiB.
    CONTAINER_MEMORY_OVER_TASK {
        code: "ECS106",
        name: "container-memory-over-task",
        severity: Error,
        summary: "A container may use more memory than the whole task has.",
        aws_message: "The 'memory' setting for container '...' is greater than for the task.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html",
        verified: "2026-11-21",
        lesson: "fargate/sizes",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 1024}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 512}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // For Windows on instances the size of the task is ignored.
    if task.ignores_task_size() {
        return;
    }
    let (Some(total), Some(total_text)) = (task.memory, task.memory.literal()) else { return };
    let Some(total_mib) = parse_memory_mib(total_text) else { return };
    for container in &task.container_definitions {
        let (Some(memory), Some(mib)) = (container.memory, container.memory.literal()) else { continue };
        if mib > i64::from(total_mib) {
            findings
                .report(memory.span(), format!("container \"{}\" may use {mib} MiB, and the task has {total_mib} MiB", container.label()))
                .help(format!("set at most {total_mib} here, or raise the memory of the task"))
                .related(total.span(), "the memory of the task is set here");
        }
    }
}
