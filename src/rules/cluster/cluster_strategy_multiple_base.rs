//! ECS172

use crate::lint::{Findings, declare_rule};
use crate::model::Cluster;
use crate::rules::service::capacity_provider_multiple_base::report_second_base;

declare_rule! {
    /// The default strategy of a cluster is what services and tasks get that name neither a launch type nor a strategy. As in
    /// theirs, only one provider can have a `base`, the tasks that are placed before the weights count.
    CLUSTER_STRATEGY_MULTIPLE_BASE {
        code: "ECS172",
        name: "cluster-strategy-multiple-base",
        severity: Error,
        summary: "Two capacity providers of a cluster's default strategy have a base.",
        aws_message: "The specified capacity provider strategy contains multiple capacity providers with a base value defined",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}],
 "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
 "defaultCapacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
  {"capacityProvider": "FARGATE_SPOT", "base": 1, "weight": 3}]}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}],
 "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
 "defaultCapacityProviderStrategy": [
  {"capacityProvider": "FARGATE", "base": 1, "weight": 1},
  {"capacityProvider": "FARGATE_SPOT", "weight": 3}]}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    report_second_base(&cluster.default_capacity_provider_strategy, findings);
}
