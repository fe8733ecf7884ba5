//! ECS109

use crate::facts::parse_cpu_units;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};

declare_rule! {
    /// `cpu` of the containers divides what the task has: their sum may not be above the `cpu` of the task. A container
    /// without `cpu` counts as nothing and still runs on what the others leave.
    CONTAINER_CPU_OVER_TASK {
        code: "ECS109",
        name: "container-cpu-over-task",
        severity: Error,
        summary: "The containers reserve more CPU than the task has.",
        aws_message: "The sum of all container 'cpu' values cannot be greater than the value of the task 'cpu'.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "fargate/sizes",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "512", "memory": "1024",
 "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "cpu": 512},
  {"name": "agent", "image": "busybox:1.37", "cpu": 128, "essential": false}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "512", "memory": "1024",
 "containerDefinitions": [
  {"name": "web", "image": "nginx:1.28", "cpu": 384},
  {"name": "agent", "image": "busybox:1.37", "cpu": 128, "essential": false}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // For Windows on instances the size of the task is ignored.
    if task.ignores_task_size() {
        return;
    }
    let (Some(total), Some(total_text)) = (task.cpu, task.cpu.literal()) else { return };
    let Some(total_units) = parse_cpu_units(total_text) else { return };
    // What is not resolved can only add to the sum.
    let parts: Vec<_> = task.container_definitions.iter().filter_map(|c| Some((c.cpu?, c.cpu.literal()?))).collect();
    let sum = parts.iter().fold(0, |sum: i64, (_, units)| sum.saturating_add((*units).max(0)));
    if sum <= i64::from(total_units) {
        return;
    }
    let mut reached: i64 = 0;
    let crossing = parts.iter().find(|(_, units)| {
        reached = reached.saturating_add((*units).max(0));
        reached > i64::from(total_units)
    });
    if let Some((value, _)) = crossing {
        let finding = findings.report(value.span(), format!("the containers reserve {sum} CPU units, and the task has {total_units}"));
        finding.help(format!("bring the sum of the containers' `cpu` down to {total_units}, or raise the cpu of the task"));
        finding.related(total.span(), "the cpu of the task is set here");
        for (other, _) in parts.iter().filter(|(other, units)| other.span() != value.span() && *units > 0) {
            finding.related(other.span(), "this counts too");
        }
    }
}
