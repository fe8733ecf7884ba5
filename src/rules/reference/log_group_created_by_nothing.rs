//! REF204

use crate::lint::{Findings, closest, declare_rule};
use crate::model::{Literal, Stack};

declare_rule! {
    /// The driver `awslogs` writes to a log group that must exist, unless `awslogs-create-group` is `"true"` and the role may create it.
    /// A template that creates log groups and names another one here usually has a slip in the name: the tasks then stop before
    /// their containers start, with a ResourceInitializationError.
    ///
    /// It may be that the group is created elsewhere; then refer to it by a parameter, which says so.
    LOG_GROUP_CREATED_BY_NOTHING {
        code: "REF204",
        name: "log-group-created-by-nothing",
        severity: Warning,
        summary: "A container logs to a group that the template, which creates others, does not create.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/ecs/web", "RetentionInDays": 30}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128,
  "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": "ecs/web", "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"}}}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"LogGroupName": "/ecs/web", "RetentionInDays": 30}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128,
  "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "Logs"}, "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"}}}]}}}}"#,
        check: Stack(check),
    }
}

/// Names that are looked at for a slip: in a huge template comparing all with all would take long.
const MAX_COMPARED: usize = 200;

fn check(stack: &Stack<'_>, findings: &mut Findings<'_>) {
    // A service shows its task definition a second time.
    let (Some(names), None, Some(task)) = (stack.log_group_names, stack.service, stack.task_definition) else { return };
    if names.is_empty() {
        return;
    }
    for container in &task.container_definitions {
        let Some(log) = container.log_configuration.as_ref().filter(|log| log.log_driver.literal() == Some("awslogs")) else { continue };
        let option = |name: &str| log.options.iter().find(|(option, _)| *option == name).map(|(_, value)| value);
        let Some(group) = option("awslogs-group").filter(|_| option("awslogs-create-group").is_none() && log.options.complete) else {
            continue;
        };
        let Some(name) = group.literal().filter(|name| !names.contains(*name)) else { continue };
        let finding = findings.report(group.span(), format!("nothing in this template creates the log group \"{name}\""));
        finding.help(match closest(name, names.iter().map(String::as_str).filter(|known| !known.is_empty()).take(MAX_COMPARED)) {
            Some(close) => format!("did you mean \"{close}\"? Refer to the resource, which also makes the task wait for it"),
            None => "refer to the log group's resource, or to a parameter where it is created elsewhere".to_string(),
        });
    }
}
