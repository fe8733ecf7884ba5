//! REF107

use crate::lint::{Findings, declare_rule};
use crate::model::{Service, TaskDefinition};

declare_rule! {
    /// ECS works out, when a task definition is registered, where it can run. On Fargate it can only with `awsvpc` and a task size; a service
    /// of the Fargate launch type is refused otherwise. `requiresCompatibilities: ["FARGATE"]` makes the registration say so already.
    TASK_NOT_MADE_FOR_FARGATE {
        code: "REF107",
        name: "task-not-made-for-fargate",
        severity: Error,
        summary: "A service runs on Fargate, and its task definition cannot.",
        aws_message: "Task definition does not support launch_type FARGATE.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html",
        verified: "2026-11-24",
        lesson: "fargate/what-is-fargate",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc",
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}, "LaunchType": "FARGATE",
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}}}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc", "Cpu": "256", "Memory": "512",
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28"}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}, "LaunchType": "FARGATE",
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}}}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let Some(fargate) = service.fargate_at() else { return };
    // With FARGATE among its compatibilities the task definition itself is refused, and other rules say why.
    if task.requires_fargate().is_some() || !task.requires_compatibilities.complete {
        return;
    }
    let mode = task.network_mode.map_or(Some("bridge"), |mode| mode.literal());
    let lacks = match (mode, task.cpu, task.memory) {
        (Some(mode), _, _) if mode != "awsvpc" => format!("its network mode is {mode}"),
        (_, None, None) => "it has no cpu and no memory of its own".to_string(),
        (_, None, _) => "it has no cpu of its own".to_string(),
        (_, _, None) => "it has no memory of its own".to_string(),
        _ => return,
    };
    let span = service.task_definition.map_or(fargate, |reference| reference.span());
    findings
        .report(span, format!("the task definition cannot run on Fargate: {lacks}"))
        .help("set networkMode awsvpc and a task size, and add requiresCompatibilities [\"FARGATE\"]")
        .related(fargate, "Fargate is chosen here")
        .related_beside(task.anchor(), "the task definition");
}
