//! ECS259

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// With SRV records a service registry needs to know a port: `port`, or `containerName` and `containerPort` together. It
    /// cannot be told both ways.
    SERVICE_REGISTRY_TWO_PORTS {
        code: "ECS259",
        name: "service-registry-two-ports",
        severity: Error,
        summary: "A service registry has both a port and a container port.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceRegistry.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:111122223333:service/srv-a", "port": 80, "containerName": "web", "containerPort": 80}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:111122223333:service/srv-a", "containerName": "web", "containerPort": 80}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for registry in &service.service_registries {
        let (Some(port), Some(container_port)) = (registry.port, registry.container_port) else { continue };
        if port.literal().is_some_and(|port| port > 0) && container_port.literal().is_some_and(|port| port > 0) {
            findings
                .report(port.span(), "a service registry takes a port or a container port, not both")
                .help("remove `port`, or `containerName` and `containerPort`")
                .related(container_port.span(), "the container port is set here");
        }
    }
}
