//! ECS511

use crate::facts::AWSLOGS_FARGATE_OPTION;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// Without `awslogs-stream-prefix` a log stream on EC2 is named after the id that Docker gave the container, and from a
    /// task nobody finds its log. With it the stream is `prefix/container/task-id`, and the console shows the log beside
    /// the task.
    ///
    /// On Fargate it is required, and [ECS115](rule:ECS115) speaks instead.
    STREAM_PREFIX_MISSING {
        code: "ECS511",
        name: "stream-prefix-missing",
        severity: Info,
        summary: "Log streams are named by container ids alone.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1"}}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-stream-prefix": "web"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    if task.requires_fargate().is_some() {
        return;
    }
    for container in &task.container_definitions {
        let Some(log) = container.log_configuration.as_ref() else { continue };
        let Some(driver) = log.log_driver.filter(|driver| driver.literal() == Some("awslogs")) else { continue };
        if log.options.complete && log.option(AWSLOGS_FARGATE_OPTION).is_none() && log.option("awslogs-stream").is_none() {
            let finding = findings
                .report(log.options.place.map_or(driver.span(), |place| place.key), "the log streams are named by container ids alone")
                .help(format!("add `{AWSLOGS_FARGATE_OPTION}`, for example the name of the service"));
            if let (Some(options), Some(family)) = (log.options.place, task.family.literal()) {
                finding.unsafe_fix(Change::insert_entry(options.value, AWSLOGS_FARGATE_OPTION, family));
            }
        }
    }
}
