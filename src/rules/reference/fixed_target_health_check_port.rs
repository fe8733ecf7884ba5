//! REF202

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Stack};

declare_rule! {
    /// With a dynamic host port each task is reached on another port of its instance. A target group whose health check asks one fixed port
    /// asks whatever listens there, or nothing, and the tasks are replaced again and again. `traffic-port`, the default, asks each task
    /// on its own port.
    FIXED_TARGET_HEALTH_CHECK_PORT {
        code: "REF202",
        name: "fixed-target-health-check-port",
        severity: Warning,
        summary: "A target group checks a fixed port, and the tasks have dynamic ones.",
        source: "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        controls: ["E3049"],
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Vpc": {"Type": "String"}}, "Resources": {
 "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP", "HealthCheckPort": "80", "VpcId": {"Ref": "Vpc"}}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "bridge", "ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80, "HostPort": 0}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Vpc": {"Type": "String"}}, "Resources": {
 "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP", "VpcId": {"Ref": "Vpc"}}},
 "Task": {"Type": "AWS::ECS::TaskDefinition", "Properties": {"NetworkMode": "bridge", "ContainerDefinitions": [
  {"Name": "web", "Image": "nginx:1.28", "Memory": 128, "PortMappings": [{"ContainerPort": 80, "HostPort": 0}]}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": {"Ref": "Task"},
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        check: Stack(check),
    }
}

fn check(stack: &Stack<'_>, findings: &mut Findings<'_>) {
    let Some(task) = stack.task_definition else { return };
    if task.network_mode.map_or(Some("bridge"), |mode| mode.literal()) != Some("bridge") {
        return;
    }
    for group in stack.target_groups() {
        let Some(checked) = group.health_check_port else { continue };
        let Some(port) = checked.literal().and_then(|port| port.parse::<i64>().ok()) else { continue };
        let container = group.container_name.literal().and_then(|name| task.container(name));
        let Some(container) = container.filter(|container| container.port_mappings.complete) else { continue };
        let mappings = &container.port_mappings;
        // Another port of the container may be the fixed one.
        if mappings.iter().any(|mapping| mapping.host_port.is_some_and(|host| host.literal().is_none_or(|host| host == port))) {
            continue;
        }
        let served = mappings.iter().find(|mapping| mapping.container_port.literal() == group.container_port.literal());
        let Some(served) = served.filter(|served| served.host_port.is_none_or(|host| host.literal() == Some(0))) else { continue };
        findings
            .report(group.named_at, format!("the health check asks port {port}, and each task has a port of its own"))
            .help("leave HealthCheckPort out: traffic-port asks each task on its own port")
            .related(checked.span(), "the port of the health check")
            .related(served.host_port.map_or(served.place.value, |host| host.span()), "the host port is dynamic");
    }
}
