//! ECS136

use crate::facts::{AWSLOGS_CREATE_GROUP, AWSLOGS_MULTILINE_OPTIONS, AWSLOGS_OPTIONS};
use crate::lint::{Findings, closest, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// An option of the log driver `awslogs` that does not exist, or `awslogs-create-group` with another value than `"true"`.
    /// Registration refuses both. And lines are joined by `awslogs-datetime-format` or by `awslogs-multiline-pattern`: the
    /// two cannot be set together.
    ///
    /// To let nobody create the log group, leave `awslogs-create-group` out; `"false"` is not a value. With it, the execution
    /// role needs `logs:CreateLogGroup`, which AWS's managed policy does not hold.
    AWSLOGS_INVALID_OPTION {
        code: "ECS136",
        name: "awslogs-invalid-option",
        severity: Error,
        summary: "An option of the log driver `awslogs` that does not exist or has a wrong value.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        verified: "2026-11-21",
        lesson: "task-definitions/logs",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-create-group": "false"}}}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": "/ecs/web", "awslogs-region": "eu-central-1", "awslogs-create-group": "true"}}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let logs = task.container_definitions.iter().filter_map(|container| container.log_configuration.as_ref());
    let logs: Vec<_> = logs.filter(|log| log.log_driver.literal() == Some("awslogs")).collect();
    for log in &logs {
        let (format, pattern) = AWSLOGS_MULTILINE_OPTIONS;
        if let (Some(first), Some(second)) = (log.option(format), log.option(pattern)) {
            findings
                .report(second.place.key, format!("`{pattern}` stands beside `{format}`, and only one can join lines"))
                .help("keep one of the two")
                .related(first.place.key, "the other is set here");
        }
    }
    for (name, value) in logs.iter().flat_map(|log| &log.options) {
        let (only, needed) = AWSLOGS_CREATE_GROUP;
        if *name == only && value.literal().is_some_and(|text| text != needed) {
            findings
                .report(value.span(), format!("`{only}` must be \"{needed}\""))
                .help("leave the option out where the log group is there already")
                .unsafe_fix(Change::remove(value.place.key));
        } else if name.starts_with("awslogs-") && !AWSLOGS_OPTIONS.contains(name) {
            let finding = findings.report(value.place.key, format!("the log driver awslogs has no option `{name}`"));
            match closest(name, AWSLOGS_OPTIONS.into_iter()) {
                Some(near) => finding.help(format!("did you mean `{near}`?")).unsafe_fix(Change::rename(value.place.key, near)),
                None => finding.help(format!("its options are {}", AWSLOGS_OPTIONS.join(", "))),
            };
        }
    }
}
