//! ECS161

use crate::facts::MAX_SERVICE_REGISTRIES;
use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// A service registers its tasks with one service of AWS Cloud Map. `serviceRegistries` is a list with room for one.
    TOO_MANY_SERVICE_REGISTRIES {
        code: "ECS161",
        name: "too-many-service-registries",
        severity: Error,
        summary: "A service has more than one service registry.",
        aws_message: "service registries can have at most 1 items",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceRegistries": [
  {"registryArn": "arn:aws:servicediscovery:eu-central-1:111122223333:service/srv-a"},
  {"registryArn": "arn:aws:servicediscovery:eu-central-1:111122223333:service/srv-b"}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "serviceRegistries": [{"registryArn": "arn:aws:servicediscovery:eu-central-1:111122223333:service/srv-a"}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    if let Some(second) = service.service_registries.get(MAX_SERVICE_REGISTRIES) {
        findings
            .report(second.place.value, format!("a service has at most {MAX_SERVICE_REGISTRIES} service registry"))
            .help("keep one; Service Connect gives a service more than one name");
    }
}
