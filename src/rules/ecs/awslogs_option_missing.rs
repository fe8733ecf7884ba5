//! ECS115

use crate::facts::{AWSLOGS_FARGATE_OPTION, AWSLOGS_REQUIRED_OPTIONS};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// The driver `awslogs` needs to know the log group and the Region. On Fargate it needs a stream prefix too: the
    /// stream is named `prefix/container/task-id`, which is how you find the log of a task that has gone.
    AWSLOGS_OPTION_MISSING {
        code: "ECS115",
        name: "awslogs-option-missing",
        severity: Error,
        summary: "The log driver `awslogs` lacks an option that it needs.",
        aws_message: "Log driver awslogs requires options: awslogs-region, awslogs-group",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html",
        verified: "2026-11-21",
        lesson: "task-definitions/logs",
        controls: ["E3046"],
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-region": "eu-central-1"}}}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for container in &task.container_definitions {
        let Some(log) = &container.log_configuration else { continue };
        let Some(driver) = log.log_driver.filter(|driver| driver.literal() == Some("awslogs")) else { continue };
        if !log.options.complete {
            continue;
        }
        let span = log.options.place.map_or(driver.span(), |place| place.key);
        let missing: Vec<_> = AWSLOGS_REQUIRED_OPTIONS.into_iter().filter(|name| log.option(name).is_none()).collect();
        if !missing.is_empty() {
            let names = missing.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" and ");
            let finding = findings.report(span, format!("the log driver awslogs needs {names}"));
            finding.help(format!("add {names} to `options`")).related(driver.span(), "the driver is set here");
            if let [missing] = missing.as_slice() {
                finding.aws_message(match *missing {
                    "awslogs-group" => "Log driver awslogs requires options: awslogs-group",
                    _ => "Log driver awslogs requires options: awslogs-region",
                });
            }
        }
        if let Some(fargate) = task.requires_fargate().filter(|_| log.option(AWSLOGS_FARGATE_OPTION).is_none()) {
            let finding = findings.report(span, format!("on Fargate the log driver awslogs needs `{AWSLOGS_FARGATE_OPTION}`"));
            finding
                .help(format!("add `{AWSLOGS_FARGATE_OPTION}` to `options`, for example the name of the service"))
                .related(fargate.span(), "Fargate is required here")
                .aws_message("Fargate requires log configuration options to include awslogs-stream-prefix");
            if let (Some(options), Some(family)) = (log.options.place, task.family.literal()) {
                finding.unsafe_fix(Change::insert_entry(options.value, AWSLOGS_FARGATE_OPTION, family));
            }
        }
    }
}
