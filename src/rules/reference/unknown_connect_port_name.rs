//! REF103

use crate::lint::{Findings, closest, declare_rule};
use crate::model::{Literal, Service, TaskDefinition};

declare_rule! {
    /// Service Connect finds the port of a service by the `name` of a port mapping, not by its number. `portName` must be the name of
    /// a port mapping of some container of the task definition; a mapping without a name cannot be reached that way.
    UNKNOWN_CONNECT_PORT_NAME {
        code: "REF103",
        name: "unknown-connect-port-name",
        severity: Error,
        summary: "Service Connect names a port that no port mapping has.",
        aws_message: "portName('...') does not refer to any named PortMapping in the container definitions.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html",
        verified: "2026-11-24",
        lesson: "services/discovery-and-service-connect",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80, "Name": "http"}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "ServiceConnectConfiguration": {"Enabled": true, "Namespace": "shop", "Services": [{"PortName": "web"}]}}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80, "Name": "http"}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "ServiceConnectConfiguration": {"Enabled": true, "Namespace": "shop", "Services": [{"PortName": "http"}]}}}}}"#,
        check: ServiceAndTask(check),
    }
}

fn check(service: &Service<'_>, task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    // Nobody looks at the services of what is off.
    if service.service_connect.is_some_and(|connect| connect.enabled.literal() == Some(false)) {
        return;
    }
    let containers = &task.container_definitions;
    let mappings = || containers.iter().flat_map(|container| container.port_mappings.iter());
    let known = containers.complete
        && containers.iter().all(|container| container.port_mappings.complete)
        && mappings().all(|mapping| mapping.name.is_none() || mapping.name.literal().is_some());
    if !known {
        return;
    }
    let names: Vec<&str> = mappings().filter_map(|mapping| mapping.name.literal()).collect();
    for connect in &service.service_connect_services {
        let (Some(value), Some(name)) = (connect.port_name, connect.port_name.literal()) else { continue };
        if names.contains(&name) {
            continue;
        }
        let finding = findings.report(value.span(), format!("no port mapping of the task definition has the name \"{name}\""));
        let all = names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ");
        finding.help(match closest(name, names.iter().copied()) {
            _ if names.is_empty() => "give the port mapping a `name`".to_string(),
            Some(close) => format!("did you mean \"{close}\"? Names of port mappings: {all}"),
            None => format!("names of port mappings: {all}"),
        });
        if let Some(mapping) = mappings().next() {
            finding.related_beside(mapping.place.value, "a port is mapped here");
        }
    }
}
