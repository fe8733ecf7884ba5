//! ECS510

use crate::lint::{Findings, declare_rule};
use crate::model::{Cluster, Literal};
use crate::syntax::Change;

declare_rule! {
    /// Container Insights is what CloudWatch knows of tasks and containers: their CPU, memory, network and restarts, `enhanced`
    /// down to each container. Without it there are numbers for services and clusters alone. Where a cluster does not say, the
    /// account's default decides, which is off unless it was changed. The metrics cost money. Security Hub: ECS.12.
    CONTAINER_INSIGHTS_OFF {
        code: "ECS510",
        name: "container-insights-off",
        severity: Info,
        summary: "A cluster does without Container Insights.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-container-insights.html",
        verified: "2026-11-21",
        lesson: "clusters/clusters-and-instances",
        controls: ["ECS.12", "ecs-container-insights-enabled", "CKV_AWS_65", "AWS-0034"],
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "disabled"}]}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}]}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    let insights = cluster.settings.iter().find(|(name, _)| name.literal() == Some("containerInsights")).and_then(|(_, value)| *value);
    if let Some(value) = insights.filter(|value| value.literal() == Some("disabled")) {
        findings
            .report(value.span(), "the cluster has no metrics of its tasks and containers")
            .help("set it to \"enhanced\", or to \"enabled\" for the metrics without those of each container")
            .unsafe_fix(Change::set(value.span(), "enhanced"));
    }
}
