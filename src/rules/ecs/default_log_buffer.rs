//! ECS513

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// In mode `non-blocking` lines wait in a buffer of 10 MiB where `max-buffer-size` says nothing else. A container that
    /// logs much in a short time fills it, and lines are dropped without a word. Give it 25 MiB or more, and count that to
    /// the memory of the container.
    DEFAULT_LOG_BUFFER {
        code: "ECS513",
        name: "default-log-buffer",
        severity: Info,
        summary: "Lines are lost when more come at once than the default buffer holds.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "web", "mode": "non-blocking"}}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "web", "mode": "non-blocking", "max-buffer-size": "25m"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for log in task.container_definitions.iter().filter_map(|container| container.log_configuration.as_ref()) {
        // The mode may come from a setting of the account; who writes it down thinks of lost lines.
        let Some(mode) = log.option("mode").filter(|mode| mode.literal() == Some("non-blocking")) else { continue };
        if log.options.complete && log.option("max-buffer-size").is_none() {
            let finding = findings.report(mode.span(), "lines wait in a buffer of 10 MiB, and more are lost");
            finding.help("add for example \"max-buffer-size\": \"25m\"");
            if let Some(options) = log.options.place {
                finding.unsafe_fix(Change::insert_entry(options.value, "max-buffer-size", "25m"));
            }
        }
    }
}
