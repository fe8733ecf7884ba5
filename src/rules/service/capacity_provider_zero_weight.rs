//! ECS142

use crate::lint::{Findings, declare_rule};
use crate::model::{CapacityProviderStrategyItem, Integer, List, Literal, Service};

declare_rule! {
    /// A capacity provider of weight 0 gets no tasks beyond its base, and 0 is what the API takes for a weight that is left
    /// out. In a strategy of several providers at least one needs more, else ECS could place no task.
    CAPACITY_PROVIDER_ZERO_WEIGHT {
        code: "ECS142",
        name: "capacity-provider-zero-weight",
        severity: Error,
        summary: "No capacity provider of a strategy has a weight.",
        aws_message: "There are no capacity providers in the capacity provider strategy with a weight value greater than zero",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "weight": 0},
  {"capacityProvider": "FARGATE_SPOT", "weight": 0}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "weight": 1},
  {"capacityProvider": "FARGATE_SPOT", "weight": 0}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    report_weightless_strategy(&service.capacity_provider_strategy, findings);
}

/// Reports a strategy of several providers of which none has a weight.
pub fn report_weightless_strategy(strategy: &List<CapacityProviderStrategyItem<'_>>, findings: &mut Findings<'_>) {
    // For a single provider the reference says nothing of weights.
    if strategy.len() < 2 || !strategy.complete || !strategy.iter().all(|item| weighs_nothing(item.weight)) {
        return;
    }
    let Some(place) = strategy.place else { return };
    let span = strategy.iter().find_map(|item| item.weight).map_or(place.key, |weight| weight.span());
    findings
        .report(span, "no capacity provider of the strategy has a weight above 0")
        .help("give a `weight` of 1 or more to the provider that shall get the tasks");
}

fn weighs_nothing(weight: Integer) -> bool {
    weight.is_none() || weight.literal() == Some(0)
}
