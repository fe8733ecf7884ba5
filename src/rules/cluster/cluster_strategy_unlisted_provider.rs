//! ECS173

use std::collections::HashSet;

use crate::lint::{Findings, declare_rule};
use crate::model::{Cluster, Value};

declare_rule! {
    /// A strategy can use the capacity providers that are associated with the cluster, and those are the ones in
    /// `capacityProviders`: also Fargate's two must be named there.
    CLUSTER_STRATEGY_UNLISTED_PROVIDER {
        code: "ECS173",
        name: "cluster-strategy-unlisted-provider",
        severity: Error,
        summary: "A cluster's default strategy uses a capacity provider that the cluster has not.",
        aws_message: "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}],
 "capacityProviders": ["FARGATE"],
 "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}],
 "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
 "defaultCapacityProviderStrategy": [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    let listed = &cluster.capacity_providers;
    let Some(place) = listed.place.filter(|_| listed.complete) else { return };
    let names: Option<HashSet<&str>> = listed.iter().map(Value::literal).collect();
    let Some(names) = names else { return };
    for provider in cluster.default_capacity_provider_strategy.iter().filter_map(|item| item.capacity_provider) {
        if let Some(name) = provider.literal().filter(|name| !names.contains(*name)) {
            findings
                .report(provider.span(), format!("the capacity provider {name} is not one of the cluster's"))
                .help("add it to `capacityProviders`")
                .related(place.key, "the cluster's capacity providers");
        }
    }
}
