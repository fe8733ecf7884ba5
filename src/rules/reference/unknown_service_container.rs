//! REF101

use crate::lint::{Findings, closest, declare_rule};
use crate::model::{Literal, Service, TaskDefinition, Text};

declare_rule! {
    /// A service sends traffic to a container by its name: `containerName` of a load balancer, and of a service registry. The name must be
    /// that of a container of the task definition, or the service is not created.
    ///
    /// It usually breaks when a container is renamed in one place, and is found by whoever deploys next.
    UNKNOWN_SERVICE_CONTAINER {
        code: "REF101",
        name: "unknown-service-container",
        severity: Error,
        summary: "A service names a container that its task definition does not have.",
        aws_message: "The container '...' does not exist in the task definition.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"TargetGroup": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "TargetGroup"}, "ContainerName": "wbe", "ContainerPort": 80}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"TargetGroup": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "TargetGroup"}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let containers = &task.container_definitions;
    let names: Vec<&str> = containers.iter().filter_map(|container| container.name.literal()).collect();
    if !containers.complete || names.len() < containers.len() {
        return;
    }
    let balancers = service.load_balancers.iter().map(|balancer| balancer.container_name);
    let registries = service.service_registries.iter().map(|registry| registry.container_name);
    for named in balancers.chain(registries) {
        report_unknown(named, &names, task, findings);
    }
}

fn report_unknown(named: Text<'_>, names: &[&str], task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let (Some(value), Some(name)) = (named, named.literal()) else { return };
    if names.contains(&name) {
        return;
    }
    let finding = findings.report(value.span(), format!("the task definition has no container \"{name}\""));
    let all = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
    finding.help(match closest(name, names.iter().copied()) {
        Some(close) => format!("did you mean \"{close}\"? Containers of the task: {all}"),
        None => format!("containers of the task: {all}"),
    });
    if let Some(first) = task.container_definitions.first() {
        finding.related_beside(first.name_span(), "the task's containers start here");
    }
}
