//! ECS632

use crate::lint::{Findings, declare_rule};
use crate::model::Cluster;

declare_rule! {
    /// Tags say whose a cluster is and to whom its costs go, and conditions of IAM policies can ask for them.
    UNTAGGED_CLUSTER {
        code: "ECS632",
        name: "untagged-cluster",
        severity: Info,
        summary: "A cluster has no tags.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html",
        verified: "2026-11-24",
        lesson: "clusters/clusters-and-instances",
        controls: ["ECS.14"],
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}]}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "tags": [{"key": "team", "value": "shop"}]}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    // What describe-clusters prints holds tags only if it was asked for them.
    if let Some(name) = cluster.cluster_name.filter(|_| cluster.cluster_arn.is_none() && cluster.tags.is_certainly_empty()) {
        findings.report(name.span(), "the cluster has no tags").help("add `tags`, such as the team and the environment");
    }
}
