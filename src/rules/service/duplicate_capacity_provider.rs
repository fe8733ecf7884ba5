//! ECS248

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// A strategy divides tasks between capacity providers. What two entries of one provider shall mean together is not
    /// documented; one entry with the sum of the weights says it.
    DUPLICATE_CAPACITY_PROVIDER {
        code: "ECS248",
        name: "duplicate-capacity-provider",
        severity: Warning,
        summary: "A strategy names a capacity provider twice.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
  {"capacityProvider": "FARGATE", "weight": 2}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "capacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
  {"capacityProvider": "FARGATE_SPOT", "weight": 2}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let providers: Vec<_> = service.capacity_provider_strategy.iter().filter_map(|item| item.capacity_provider).collect();
    for (index, provider) in providers.iter().enumerate() {
        let Some(name) = provider.literal() else { continue };
        if let Some(first) = providers[..index].iter().find(|earlier| earlier.literal() == Some(name)) {
            findings
                .report(provider.span(), format!("the capacity provider {name} is in the strategy already"))
                .help("keep one entry for each provider")
                .related(first.span(), "first named here");
        }
    }
}
