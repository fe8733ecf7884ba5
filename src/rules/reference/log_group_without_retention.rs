//! REF501

use crate::lint::{Findings, declare_rule};
use crate::model::Stack;

declare_rule! {
    /// A log group without `RetentionInDays` keeps every line for ever, and storage is paid by the month. Nobody reads last year's debug
    /// output; where something must be kept, say for how long.
    LOG_GROUP_WITHOUT_RETENTION {
        code: "REF501",
        name: "log-group-without-retention",
        severity: Info,
        summary: "The log group of a container keeps its events for ever.",
        source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
        verified: "2026-11-24",
        lesson: "task-definitions/logs",
        controls: ["CloudWatch.16", "CKV_AWS_338"],
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Logs": {"Type": "AWS::Logs::LogGroup"},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128,
  "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "Logs"}, "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"}}}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Logs": {"Type": "AWS::Logs::LogGroup", "Properties": {"RetentionInDays": 30}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128,
  "LogConfiguration": {"LogDriver": "awslogs", "Options": {"awslogs-group": {"Ref": "Logs"}, "awslogs-region": "eu-west-1", "awslogs-stream-prefix": "web"}}}]}}}}"#,
        check: Stack(check),
    }
}

fn check(stack: &Stack<'_>, findings: &mut Findings<'_>) {
    let (None, Some(task)) = (stack.service, stack.task_definition) else { return };
    let mut told: Vec<&str> = Vec::new();
    for container in &task.container_definitions {
        let Some(log) = &container.log_configuration else { continue };
        let Some((_, group)) = log.options.iter().find(|(option, _)| *option == "awslogs-group") else { continue };
        let Some(resource) = stack.referred(group.span()).filter(|resource| resource.kind == "AWS::Logs::LogGroup") else { continue };
        let keeps = resource.fields.is_none_or(|fields| fields.node("RetentionInDays").is_none());
        if keeps && !told.contains(&resource.id) {
            told.push(resource.id);
            findings
                .report(group.span(), format!("the log group {} keeps its events for ever", resource.id))
                .help("set RetentionInDays")
                .related(resource.id_span, "the log group");
        }
    }
}
