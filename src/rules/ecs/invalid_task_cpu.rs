//! ECS196

use crate::facts::{TASK_CPU_UNITS, parse_cpu_units};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// On EC2 and on external instances `cpu` of the task is optional, in units, 1024 for one vCPU: 128 to 196608. `"1"` is
    /// one unit, not one CPU; one vCPU is `"1024"` or `"1 vCPU"`.
    ///
    /// The sizes of Fargate are told by [ECS101](rule:ECS101).
    INVALID_TASK_CPU {
        code: "ECS196",
        name: "invalid-task-cpu",
        severity: Error,
        summary: "The CPU of a task on instances is out of bounds or no number.",
        aws_message: "Invalid 'cpu' setting for task.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-cpu-memory-error.html",
        verified: "2026-11-24",
        lesson: "fargate/sizes",
        fails: r#"{"family": "web", "requiresCompatibilities": ["EC2"], "cpu": "1",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["EC2"], "cpu": "1 vCPU",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // For Windows the size of the task is ignored, and Managed Instances have bounds of their own.
    if task.requires_fargate().is_some() || task.requires("MANAGED_INSTANCES").is_some() || !task.is_linux() {
        return;
    }
    let (Some(value), Some(text)) = (task.cpu, task.cpu.literal()) else { return };
    if !task.requires_compatibilities.complete || parse_cpu_units(text).is_some_and(|units| TASK_CPU_UNITS.contains(&units)) {
        return;
    }
    let (least, most) = (TASK_CPU_UNITS.start(), TASK_CPU_UNITS.end());
    findings
        .report(value.span(), format!("the cpu of a task cannot be \"{text}\""))
        .help(format!("it is {least} to {most} units, 1024 for one vCPU; or leave it out and set `cpu` on the containers"));
}
