//! REF108

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service, TaskDefinition};

declare_rule! {
    /// ECS Exec opens its channel with the permissions of the *task role*, so a service with `enableExecuteCommand` needs a task
    /// definition with `taskRoleArn`, on EC2 as on Fargate. The role must allow the four `ssmmessages` actions.
    EXEC_WITHOUT_TASK_ROLE {
        code: "REF108",
        name: "exec-without-task-role",
        severity: Error,
        summary: "A service turns on ECS Exec, and its task definition has no task role.",
        aws_message: "The service couldn't be created because a valid taskRoleArn is not being used. Specify a valid task role in your task definition and try again.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html",
        verified: "2026-11-24",
        lesson: "roles/exec-and-access",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}, "EnableExecuteCommand": true}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Role": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"TaskRoleArn": {"Ref": "Role"},
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}, "EnableExecuteCommand": true}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(enabled) = service.enable_execute_command.filter(|_| service.enable_execute_command.literal() == Some(true)) else { return };
    if task.task_role_arn.is_none() {
        findings
            .report(enabled.span(), "ECS Exec needs a task role, and the task definition has none")
            .help("set `taskRoleArn` to a role that allows ssmmessages:CreateControlChannel, CreateDataChannel, OpenControlChannel and OpenDataChannel")
            .related_beside(task.anchor(), "the task definition");
    }
}
