//! ECS414

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// With `mode` `blocking` a container that writes a line waits until the line is taken. When CloudWatch Logs or another
    /// destination is slow or away, the application hangs and its health checks fail. `non-blocking`, which is the default
    /// since 25 June 2025, keeps lines in a buffer and loses some when it is full. Blocking is right where no line may be
    /// lost.
    BLOCKING_LOG_MODE {
        code: "ECS414",
        name: "blocking-log-mode",
        severity: Info,
        summary: "A container stops when its logs cannot be sent.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "mode": "blocking"}}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "mode": "non-blocking", "max-buffer-size": "25m"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let logs = task.container_definitions.iter().filter_map(|container| container.log_configuration.as_ref());
    for mode in logs.filter_map(|log| log.option("mode")).filter(|mode| mode.literal() == Some("blocking")) {
        findings
            .report(mode.span(), "the container hangs when its logs cannot be sent")
            .help("set \"non-blocking\" with a max-buffer-size, unless no line may be lost")
            .unsafe_fix(Change::set(mode.span(), "non-blocking"));
    }
}
