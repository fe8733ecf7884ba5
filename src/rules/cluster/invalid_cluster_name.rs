//! ECS176

use crate::lint::{Findings, declare_rule};
use crate::model::Cluster;
use crate::rules::service::invalid_service_name::report_invalid_name;

declare_rule! {
    /// The name of a cluster is part of the ARNs of all that runs in it, so it consists of letters, digits, hyphens and
    /// underscores, 255 at most.
    INVALID_CLUSTER_NAME {
        code: "ECS176",
        name: "invalid-cluster-name",
        severity: Error,
        summary: "The name of a cluster has a character that names cannot have, or is too long.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html",
        verified: "2026-11-21",
        lesson: "clusters/clusters-and-instances",
        fails: r#"{"clusterName": "shop.production", "settings": [{"name": "containerInsights", "value": "enhanced"}]}"#,
        passes: r#"{"clusterName": "shop-production", "settings": [{"name": "containerInsights", "value": "enhanced"}]}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    report_invalid_name("a cluster", cluster.cluster_name, findings);
}
