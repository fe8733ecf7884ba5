//! ECS133

use crate::facts::FARGATE_CONTAINER_TIMEOUT_SECONDS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// On Fargate `startTimeout` and `stopTimeout` are 2 to 120 seconds. An application that needs longer than two minutes
    /// to end its work must give it back before: put the job back into its queue, or save its state as it goes.
    CONTAINER_TIMEOUT_RANGE {
        code: "ECS133",
        name: "container-timeout-range",
        severity: Error,
        summary: "A start or stop timeout that Fargate does not allow.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "stopTimeout": 300}]}"#,
        passes: r#"{"family": "web", "requiresCompatibilities": ["FARGATE"], "networkMode": "awsvpc", "cpu": "256", "memory": "512",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "stopTimeout": 120}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(fargate) = task.requires_fargate() else { return };
    let range = FARGATE_CONTAINER_TIMEOUT_SECONDS;
    for container in &task.container_definitions {
        for (name, value) in [("startTimeout", container.start_timeout), ("stopTimeout", container.stop_timeout)] {
            let (Some(value), Some(seconds)) = (value, value.literal()) else { continue };
            if !range.contains(&seconds) {
                findings
                    .report(value.span(), format!("on Fargate `{name}` cannot be {seconds}"))
                    .help(format!("`{name}` is {} to {} seconds", range.start(), range.end()))
                    .related(fargate.span(), "Fargate is required here")
                    .unsafe_fix(Change::set(value.span(), seconds.clamp(*range.start(), *range.end())));
            }
        }
    }
}
