//! ECS441

use crate::lint::{Findings, declare_rule};
use crate::model::{CapacityProviderStrategyItem, Literal, Service};

declare_rule! {
    /// AWS takes Spot capacity back with a notice of two minutes, from all tasks at once if it must, and starts no new ones
    /// while there is none. A base on FARGATE keeps a few tasks up. For work that can wait, Spot alone is right.
    SPOT_ONLY {
        code: "ECS441",
        name: "spot-only",
        severity: Info,
        summary: "All tasks of a service run on Fargate Spot.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
  {"capacityProvider": "FARGATE_SPOT", "weight": 3}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let strategy = &service.capacity_provider_strategy;
    let is_spot = |item: &CapacityProviderStrategyItem<'_>| item.capacity_provider.literal() == Some("FARGATE_SPOT");
    if !strategy.complete || !strategy.iter().all(is_spot) {
        return;
    }
    if let Some(spot) = strategy.first().and_then(|item| item.capacity_provider) {
        findings
            .report(spot.span(), "all tasks can be taken away at once")
            .help("put FARGATE beside it with a `base` of the tasks that must stay");
    }
}
