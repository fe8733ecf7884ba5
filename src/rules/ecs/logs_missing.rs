//! ECS501

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// The container has no `logConfiguration`. On Fargate its output is then lost, all of it; on EC2 it stays in a file of
    /// the instance and goes with it. When a task stops for an unknown reason, the log is what is asked for first.
    ///
    /// A FireLens router is exempt: it is what carries the logs of the others.
    LOGS_MISSING {
        code: "ECS501",
        name: "logs-missing",
        severity: Warning,
        summary: "The output of a container is not kept.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        verified: "2026-11-21",
        lesson: "task-definitions/logs",
        controls: ["ECS.9", "ecs-task-definition-log-configuration"],
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "web"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        if container.log_configuration.is_none() && container.firelens_configuration.is_none() {
            let fate = if task.requires_fargate().is_some() { "is lost" } else { "goes with its instance" };
            findings
                .report(container.name_span(), format!("the output of container \"{}\" {fate}", container.label()))
                .help("add a logConfiguration, for example with the log driver \"awslogs\"");
        }
    }
}
