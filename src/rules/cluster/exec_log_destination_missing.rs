//! ECS175

use crate::lint::{Findings, declare_rule};
use crate::model::Cluster;

declare_rule! {
    /// `OVERRIDE` sends what happens in sessions of ECS Exec to a place of its own, so it needs one: a log group of CloudWatch,
    /// a bucket of S3, or both.
    EXEC_LOG_DESTINATION_MISSING {
        code: "ECS175",
        name: "exec-log-destination-missing",
        severity: Error,
        summary: "A cluster overrides the logs of ECS Exec and does not say where they go.",
        aws_message: "A CloudWatch log group name or S3 bucket name must be specified when overriding the default log configuration",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html",
        verified: "2026-11-21",
        lesson: "roles/exec-and-access",
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}],
 "configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE"}}}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}],
 "configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": {"cloudWatchLogGroupName": "/ecs/exec"}}}}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    let Some(exec) = cluster.execute_command else { return };
    let Some(logging) = exec.logging.filter(|logging| logging.literal() == Some("OVERRIDE")) else { return };
    let named = exec.cloud_watch_log_group_name.is_some() || exec.s3_bucket_name.is_some();
    if !named && exec.log_configuration_resolved {
        findings
            .report(logging.span(), "logging OVERRIDE has no log group and no bucket to write to")
            .help("name one in `logConfiguration`, or set `logging` to DEFAULT to log as the task does");
    }
}
