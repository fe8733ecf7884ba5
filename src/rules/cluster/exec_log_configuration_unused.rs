//! ECS174

use crate::lint::{Findings, declare_rule};
use crate::model::{Cluster, Literal};
use crate::syntax::Change;

declare_rule! {
    /// Sessions of ECS Exec are logged as the task logs (`DEFAULT`), not at all (`NONE`), or where the log configuration of the
    /// cluster says (`OVERRIDE`). A log configuration needs the last.
    EXEC_LOG_CONFIGURATION_UNUSED {
        code: "ECS174",
        name: "exec-log-configuration-unused",
        severity: Error,
        summary: "A cluster has a log configuration for ECS Exec and does not ask for it.",
        aws_message: "You must set logging to 'OVERRIDE' when you supply a log configuration",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html",
        verified: "2026-11-21",
        lesson: "roles/exec-and-access",
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}],
 "configuration": {"executeCommandConfiguration": {"logging": "DEFAULT", "logConfiguration": {"cloudWatchLogGroupName": "/ecs/exec"}}}}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}],
 "configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "logConfiguration": {"cloudWatchLogGroupName": "/ecs/exec"}}}}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    let Some(exec) = cluster.execute_command else { return };
    let (Some(logging), Some(mode), Some(log)) = (exec.logging, exec.logging.literal(), exec.log_configuration) else { return };
    let names_a_place = exec.cloud_watch_log_group_name.is_some() || exec.s3_bucket_name.is_some();
    if matches!(mode, "DEFAULT" | "NONE") && names_a_place {
        findings
            .report(logging.span(), format!("the log configuration needs logging OVERRIDE, and it is {mode}"))
            .help("set `logging` to OVERRIDE, or remove `logConfiguration`")
            .related(log.key, "the log configuration is set here")
            .unsafe_fix(Change::set(logging.span(), "OVERRIDE"));
    }
}
