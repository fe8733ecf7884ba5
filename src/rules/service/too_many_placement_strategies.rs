//! ECS160

use crate::facts::MAX_PLACEMENT_STRATEGIES;
use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// Placement strategies apply one after the other, and a service can have five of them. Each further one decides only
    /// between instances that are equal for all before.
    TOO_MANY_PLACEMENT_STRATEGIES {
        code: "ECS160",
        name: "too-many-placement-strategies",
        severity: Error,
        summary: "A service has more than five placement strategies.",
        aws_message: "Maximum number of strategies is 5",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "placement/strategies-and-constraints",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementStrategy": [
  {"type": "spread", "field": "attribute:ecs.availability-zone"}, {"type": "spread", "field": "attribute:rack"},
  {"type": "spread", "field": "attribute:row"}, {"type": "spread", "field": "attribute:ecs.instance-type"},
  {"type": "spread", "field": "instanceId"}, {"type": "binpack", "field": "memory"}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2",
 "placementStrategy": [
  {"type": "spread", "field": "attribute:ecs.availability-zone"},
  {"type": "binpack", "field": "memory"}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    if let Some(first) = service.placement_strategy.get(MAX_PLACEMENT_STRATEGIES) {
        let count = service.placement_strategy.len();
        findings
            .report(
                first.place.value,
                format!("there are {count} placement strategies, and at most {MAX_PLACEMENT_STRATEGIES} are allowed"),
            )
            .help("keep those that matter most: they apply in order");
    }
}
