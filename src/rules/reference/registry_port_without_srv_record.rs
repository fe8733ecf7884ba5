//! REF109

use crate::lint::{Findings, declare_rule};
use crate::model::{Fields, Literal, Stack};

declare_rule! {
    /// An A or AAAA record holds an address and no port. Where the tasks have addresses of their own (`awsvpc`) and the discovery service
    /// keeps only such records, a service registry takes neither `containerName` nor `containerPort`; with an SRV record it takes both.
    REGISTRY_PORT_WITHOUT_SRV_RECORD {
        code: "REF109",
        name: "registry-port-without-srv-record",
        severity: Error,
        summary: "A service registry names a port, and the discovery service has no record that could hold it.",
        aws_message: "The values specified for serviceRegistries do not require a value for 'containerPort'.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html",
        verified: "2026-11-24",
        lesson: "services/discovery-and-service-connect",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Discovery": {"Type": "AWS::ServiceDiscovery::Service", "Properties": {"NamespaceId": "ns-1", "DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 60}]}}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc", "ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}},
  "ServiceRegistries": [{"RegistryArn": {"Fn::GetAtt": ["Discovery", "Arn"]}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Discovery": {"Type": "AWS::ServiceDiscovery::Service", "Properties": {"NamespaceId": "ns-1", "DnsConfig": {"DnsRecords": [{"Type": "A", "TTL": 60}]}}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "awsvpc", "ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "NetworkConfiguration": {"AwsvpcConfiguration": {"Subnets": ["subnet-0123456789abcdef0"]}},
  "ServiceRegistries": [{"RegistryArn": {"Fn::GetAtt": ["Discovery", "Arn"]}}]}}}}"#,
        check: Stack(check),
    }
}

fn check(stack: &Stack<'_>, findings: &mut Findings<'_>) {
    let (Some(service), Some(task)) = (stack.service, stack.task_definition.filter(|task| task.is_awsvpc())) else { return };
    for registry in &service.service_registries {
        let (Some(port), Some(arn)) = (registry.container_port.filter(|port| port.literal().is_some()), registry.registry_arn) else {
            continue;
        };
        let Some(discovery) = stack.referred(arn.span()).filter(|resource| resource.kind == "AWS::ServiceDiscovery::Service") else {
            continue;
        };
        if discovery.fields.is_some_and(keeps_addresses_alone) {
            findings
                .report(port.span(), "the discovery service keeps addresses alone, so the registry takes no port")
                .help("leave containerName and containerPort out, or give the discovery service an SRV record")
                .related(discovery.id_span, "the discovery service")
                .related(task.network_mode.map_or(task.anchor(), |mode| mode.span()), "each task has its own address");
        }
    }
}

fn keeps_addresses_alone(discovery: Fields<'_>) -> bool {
    let Some(records) = discovery.object("DnsConfig").map(|config| config.objects("DnsRecords", |record| record.string("Type"))) else {
        return false;
    };
    records.complete && !records.is_empty() && records.iter().all(|kind| matches!(kind.literal(), Some("A" | "AAAA")))
}
