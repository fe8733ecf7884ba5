//! REF110

use crate::lint::{Findings, declare_rule};
use crate::model::Stack;

declare_rule! {
    /// In `awsvpc` mode a task has an address of its own, and its target group must be of the type `ip`. In `bridge` and `host` mode it is
    /// reached through its instance, and the type is `instance`. The default of a target group is `instance`, so on Fargate it must be said.
    TARGET_TYPE_MISMATCH {
        code: "REF110",
        name: "target-type-mismatch",
        severity: Error,
        summary: "The type of a target group does not go with the network mode of the tasks.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Vpc": {"Type": "String"}}, "Resources": {
 "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP", "VpcId": {"Ref": "Vpc"}}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc", "ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Vpc": {"Type": "String"}}, "Resources": {
 "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP", "TargetType": "ip", "VpcId": {"Ref": "Vpc"}}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc", "ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        check: Stack(check),
    }
}

fn check(stack: &Stack<'_>, findings: &mut Findings<'_>) {
    let Some(task) = stack.task_definition else { return };
    let Some(mode) = task.network_mode.map_or(Some("bridge"), |mode| mode.literal()) else { return };
    // What is needed, and what AWS answers to the other.
    let (needed, answer) = match mode {
        "awsvpc" => (
            "ip",
            "The provided target group ... has target type instance, which is incompatible with the awsvpc network mode specified in the task definition.",
        ),
        "bridge" => (
            "instance",
            "The provided target group ... has target type ip, which is incompatible with the bridge network mode specified in the task definition.",
        ),
        "host" => (
            "instance",
            "The provided target group ... has target type ip, which is incompatible with the host network mode specified in the task definition.",
        ),
        _ => return,
    };
    for group in stack.target_groups() {
        let Some(found) = group.target_type_name().filter(|found| matches!(*found, "ip" | "instance") && *found != needed) else {
            continue;
        };
        let place = group.target_type.map_or(group.resource.id_span, |value| value.span());
        findings
            .report(
                group.named_at,
                format!("the target group {} has the type {found}, and tasks in {mode} mode need {needed}", group.resource.id),
            )
            .help(format!("set its TargetType to {needed}; the type of an existing target group cannot change, so it is replaced"))
            .aws_message(answer)
            .related(place, if group.target_type.is_some() { "its type" } else { "without TargetType it is instance" })
            .related(task.network_mode.map_or(task.anchor(), |mode| mode.span()), "the network mode of the tasks");
    }
}
