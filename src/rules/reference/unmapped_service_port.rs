//! REF102

use crate::lint::{Findings, declare_rule};
use crate::model::{ContainerDefinition, Literal, Service, TaskDefinition};

declare_rule! {
    /// The port that a load balancer sends to must be among the port mappings of the container that it names. A port that the program
    /// listens on but that is not mapped does not count: ECS learns of ports from the mappings alone.
    UNMAPPED_SERVICE_PORT {
        code: "REF102",
        name: "unmapped-service-port",
        severity: Error,
        summary: "A service names a port that the container does not map.",
        aws_message: "The container '...' did not have a container port ... defined.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"TargetGroup": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "TargetGroup"}, "ContainerName": "web", "ContainerPort": 8080}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"TargetGroup": {"Type": "String"}}, "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 8080}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "TargetGroup"}, "ContainerName": "web", "ContainerPort": 8080}]}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    let balancers = service.load_balancers.iter().map(|balancer| (balancer.container_name, balancer.container_port));
    let registries = service.service_registries.iter().map(|registry| (registry.container_name, registry.container_port));
    for (name, port) in balancers.chain(registries) {
        let (Some(name), Some(value)) = (name.literal(), port) else { continue };
        let (Some(port), Some(container)) = (value.literal(), task.container(name)) else { continue };
        let Some(ports) = mapped_ports(container).filter(|ports| !ports.contains(&port)) else { continue };
        let finding = findings.report(value.span(), format!("container \"{name}\" maps no port {port}"));
        let all = ports.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
        finding.help(if all.is_empty() { "add the port to its portMappings".to_string() } else { format!("its portMappings have {all}") });
        let mappings = container.port_mappings.place.map_or(container.name_span(), |place| place.key);
        finding.related_beside(mappings, "the container's ports are mapped here");
    }
}

/// All container ports of a container; `None` where one is not known or a range may hold it.
fn mapped_ports(container: &ContainerDefinition<'_>) -> Option<Vec<i64>> {
    let mappings = &container.port_mappings;
    let ports = mappings.iter().map(|mapping| mapping.container_port.literal()).collect::<Option<Vec<_>>>();
    ports.filter(|_| mappings.complete)
}
