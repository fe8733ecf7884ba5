//! REF106

use crate::lint::{Findings, declare_rule};
use crate::model::{Service, TaskDefinition};

declare_rule! {
    /// For tasks in `awsvpc` mode ECS registers targets with its service-linked role. A `role` of the service's own is from the time before
    /// that role, and only allowed in the other network modes.
    ROLE_WITH_AWSVPC {
        code: "REF106",
        name: "role-with-awsvpc",
        severity: Error,
        summary: "A service with tasks in awsvpc mode names a role for its load balancer.",
        aws_message: "You cannot specify an IAM role for services that require a service linked role.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-24",
        lesson: "roles/three-roles",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"TargetGroup": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc", "ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}, "Role": "ecsServiceRole",
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "TargetGroup"}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"TargetGroup": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc", "ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "TargetGroup"}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let (Some(role), Some(mode)) = (service.role, task.network_mode) else { return };
    // An empty value is left for a pipeline; a reference is a role, whichever.
    if task.is_awsvpc() && !service.is_open {
        findings
            .report(role.span(), "a service whose tasks run in awsvpc mode takes no role")
            .help("leave `role` out: ECS uses its service-linked role")
            .related_beside(mode.span(), "the network mode");
    }
}
