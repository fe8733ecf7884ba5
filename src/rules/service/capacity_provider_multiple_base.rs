//! ECS141

use crate::lint::{Findings, declare_rule};
use crate::model::{CapacityProviderStrategyItem, Service};

declare_rule! {
    /// `base` says how many tasks one capacity provider gets before the weights divide the rest, so only one provider of a
    /// strategy can have it. A base of 0 is none.
    CAPACITY_PROVIDER_MULTIPLE_BASE {
        code: "ECS141",
        name: "capacity-provider-multiple-base",
        severity: Error,
        summary: "Two capacity providers of a strategy have a base.",
        aws_message: "There are multiple capacity providers in the specified capacity provider strategy with a base value defined",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
  {"capacityProvider": "FARGATE_SPOT", "base": 2, "weight": 3}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
  {"capacityProvider": "FARGATE_SPOT", "weight": 3}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    report_second_base(&service.capacity_provider_strategy, findings);
}

/// Reports every base after the first.
pub fn report_second_base(strategy: &[CapacityProviderStrategyItem<'_>], findings: &mut Findings<'_>) {
    let mut bases = strategy.iter().filter_map(|item| item.base).filter(|base| base.literal().is_some_and(|base| base > 0));
    let Some(first) = bases.next() else { return };
    for base in bases {
        findings
            .report(base.span(), "only one capacity provider of a strategy can have a base")
            .help("keep `base` with the provider that must have its tasks first, and remove it here")
            .related(first.span(), "the first base");
    }
}
