//! ECS903

use serde_json::json;

use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// The driver `json-file` writes to the disk of the instance and, without `max-size`, never begins a new file. On an
    /// instance that lives long the disk fills, and with it every task there fails.
    LOG_FILE_WITHOUT_ROTATION {
        code: "ECS903",
        name: "log-file-without-rotation",
        severity: Info,
        summary: "A log file grows until the disk of the instance is full.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "json-file"}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "json-file", "options": {"max-size": "10m", "max-file": "3"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // Fargate has no such driver.
    if task.requires_fargate().is_some() {
        return;
    }
    for log in task.container_definitions.iter().filter_map(|container| container.log_configuration.as_ref()) {
        let Some(driver) = log.log_driver.filter(|driver| driver.literal() == Some("json-file")) else { continue };
        if log.options.complete && log.option("max-size").is_none() {
            let change = match log.options.place {
                Some(options) => Change::insert_entry(options.value, "max-size", "10m"),
                None => Change::insert(log.place.value, "options", json!({"max-size": "10m", "max-file": "3"})),
            };
            findings
                .report(driver.span(), "the log file grows until the disk of the instance is full")
                .help("add \"options\": {\"max-size\": \"10m\", \"max-file\": \"3\"}, or send the logs away with \"awslogs\"")
                .unsafe_fix(change);
        }
    }
}
