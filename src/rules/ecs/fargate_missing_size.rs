//! ECS102

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;

declare_rule! {
    /// A Fargate task is bought by its size, so the task itself names `cpu` and `memory`. Sizes of the containers do not
    /// add up to one: they only divide what the task has.
    FARGATE_MISSING_SIZE {
        code: "ECS102",
        name: "fargate-missing-size",
        severity: Error,
        summary: "A Fargate task has no `cpu` or no `memory` of its own.",
        aws_message: "Fargate requires that 'cpu' be defined at the task level.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
        verified: "2026-11-21",
        lesson: "fargate/sizes",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 512}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28"}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(fargate) = task.requires_fargate() else { return };
    let sizes = [
        ("cpu", task.cpu, "Fargate requires that 'cpu' be defined at the task level."),
        ("memory", task.memory, "Fargate requires that 'memory' be defined at the task level."),
    ];
    for (name, value, aws_message) in sizes {
        if value.is_none() {
            findings
                .report(fargate.span(), format!("Fargate needs `{name}` at the level of the task"))
                .help(format!("set `{name}` beside `containerDefinitions`, for example \"cpu\": \"256\" with \"memory\": \"512\""))
                .aws_message(aws_message);
        }
    }
}
