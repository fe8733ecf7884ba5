//! ECS258

use crate::lint::{Findings, declare_rule};
use crate::model::Cluster;
use crate::rules::service::capacity_provider_zero_weight::report_weightless_strategy;
use crate::rules::service::mixed_capacity_providers::report_mixed_providers;

declare_rule! {
    /// In a strategy of several capacity providers one at least has a weight above 0, else every service and task that uses
    /// it fails. Fargate's providers stand in a strategy of their own.
    UNUSABLE_CLUSTER_STRATEGY {
        code: "ECS258",
        name: "unusable-cluster-strategy",
        severity: Error,
        summary: "The default strategy of a cluster cannot place a task.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
 "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE"}, {"capacityProvider": "FARGATE_SPOT"}]}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
 "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE", "weight": 1}, {"capacityProvider": "FARGATE_SPOT"}]}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    report_weightless_strategy(&cluster.default_capacity_provider_strategy, findings);
    report_mixed_providers(&cluster.default_capacity_provider_strategy, findings);
}
