//! ECS603

use crate::facts::{memory_for, parse_cpu_units, parse_memory_mib};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// On Fargate the size of the task is what is paid for. Where every container has a hard limit, the memory above the sum of the limits is
    /// out of reach of all of them: only what AWS adds to the task, such as the proxy of Service Connect, can use it.
    ///
    /// It is reported where the limits leave at least half of the task unused and a smaller size with the same CPU would hold them.
    OVERSIZED_TASK {
        code: "ECS603",
        name: "oversized-task",
        severity: Info,
        summary: "A Fargate task pays for at least twice the memory that its containers may use.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
        verified: "2026-11-24",
        lesson: "fargate/sizes",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "2048",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 256}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 256}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // Windows containers are not held to their limits in the same way.
    if task.requires_fargate().is_none() || !task.is_linux() || !task.container_definitions.complete {
        return;
    }
    let (Some(memory), Some(size)) = (task.memory, task.memory.literal().and_then(parse_memory_mib).map(i64::from)) else { return };
    let limits: Option<Vec<i64>> = task.container_definitions.iter().map(|container| container.memory.literal()).collect();
    let Some(limits) = limits.filter(|limits| !limits.is_empty()) else { return };
    let used: i64 = limits.iter().fold(0, |sum, limit| sum.saturating_add(*limit));
    let smaller = task.cpu.literal().and_then(parse_cpu_units).and_then(memory_for).unwrap_or_default().iter().map(|mib| i64::from(*mib));
    let Some(enough) = smaller.filter(|mib| *mib >= used && *mib < size).min() else { return };
    if used.saturating_mul(2) <= size {
        findings
            .report(memory.span(), format!("the containers may use {used} of the {size} MiB that are paid for"))
            .help(format!("{enough} MiB hold them all; or raise or remove the containers' own limits"));
    }
}
