//! ECS630

use crate::lint::{Findings, declare_rule};
use crate::model::Cluster;

declare_rule! {
    /// Work that can be interrupted, such as batches and test environments, costs less on Spot. It is there for services to
    /// choose once `FARGATE_SPOT` is one of the cluster's capacity providers; that alone changes nothing.
    CLUSTER_WITHOUT_SPOT {
        code: "ECS630",
        name: "cluster-without-spot",
        severity: Info,
        summary: "A cluster has Fargate and not Fargate Spot.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "capacityProviders": ["FARGATE"]}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "capacityProviders": ["FARGATE", "FARGATE_SPOT"]}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    let providers = &cluster.capacity_providers;
    let find = |name| providers.iter().find(|provider| provider.literal() == Some(name));
    let all_known = providers.complete && providers.iter().all(|provider| provider.literal().is_some());
    if let (true, Some(fargate), None) = (all_known, find("FARGATE"), find("FARGATE_SPOT")) {
        findings
            .report(fargate.span(), "no service of the cluster can use Spot")
            .help("add FARGATE_SPOT, and use it for work that can be interrupted");
    }
}
