//! ECS171

use crate::lint::{Findings, declare_rule};
use crate::model::{CapacityProviderStrategyItem, Service};

declare_rule! {
    /// A strategy divides tasks among providers of one sort: those of Fargate, `FARGATE` and `FARGATE_SPOT`, or your own. A
    /// service cannot run partly on the one and partly on the other.
    MIXED_CAPACITY_PROVIDERS {
        code: "ECS171",
        name: "mixed-capacity-providers",
        severity: Error,
        summary: "A strategy mixes Fargate's capacity providers with others.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "weight": 1},
  {"capacityProvider": "on-demand", "weight": 1}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "weight": 1},
  {"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    report_mixed_providers(&service.capacity_provider_strategy, findings);
}

/// Reports each provider that shares a strategy with Fargate's.
pub fn report_mixed_providers(strategy: &[CapacityProviderStrategyItem<'_>], findings: &mut Findings<'_>) {
    let Some(fargate) = strategy.iter().find(|item| item.is_fargate()).and_then(|item| item.capacity_provider) else { return };
    for provider in strategy.iter().filter(|item| !item.is_fargate()).filter_map(|item| item.capacity_provider) {
        if let Some(name) = provider.literal() {
            findings
                .report(provider.span(), format!("the capacity provider {name} cannot share a strategy with Fargate's"))
                .help("keep one sort; the other takes a service of its own")
                .related(fargate.span(), "a provider of Fargate");
        }
    }
}
