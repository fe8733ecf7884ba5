//! REF105

use crate::lint::{Findings, declare_rule};
use crate::model::{Service, TaskDefinition};

declare_rule! {
    /// In `awsvpc` mode each task gets a network interface of its own, and the service must say in which subnets and with which security
    /// groups. In `bridge`, `host` and `none` the tasks use the instance's network, and the service must not say anything.
    NETWORK_CONFIGURATION_MISMATCH {
        code: "REF105",
        name: "network-configuration-mismatch",
        severity: Error,
        summary: "The service's network configuration does not go with the network mode of its task definition.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-24",
        lesson: "networking/network-modes",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc",
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"}}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc",
  "ContainerDefinitions": [{"Name": "web", "Image": "nginx:1.28", "Memory": 128}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}}}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // An update leaves what it does not name, and with an external controller the task sets have the configuration.
    if service.is_update || service.is_open || service.controller_at("EXTERNAL").is_some() {
        return;
    }
    let Some(reference) = service.task_definition else { return };
    let Some(mode) = task.network_mode else { return };
    match (mode.literal(), service.network_configuration) {
        (Some("awsvpc"), None) => {
            findings
                .report(reference.span(), "its tasks run in awsvpc mode, and the service has no networkConfiguration")
                .help("add networkConfiguration with the subnets and security groups of the tasks")
                .aws_message("Network Configuration must be provided when networkMode 'awsvpc' is specified.")
                .related_beside(mode.span(), "the network mode");
        }
        // An object without subnets sets nothing.
        (Some(name @ ("bridge" | "host" | "none")), Some(place)) if service.subnets.place.is_some() => {
            findings
                .report(place.key, format!("networkConfiguration is for awsvpc alone, and the tasks run in {name} mode"))
                .help("leave it out, or set the task definition's networkMode to awsvpc")
                .aws_message("Network Configuration is not valid for the given networkMode of this task definition.")
                .related_beside(mode.span(), "the network mode");
        }
        _ => {}
    }
}
