//! ECS530

use crate::lint::{Findings, declare_rule};
use crate::model::Cluster;
use crate::syntax::Change;

declare_rule! {
    /// CloudTrail knows who opened a session, and nothing knows what was done in it. `DEFAULT` writes it where the task
    /// logs, `OVERRIDE` to a place of its own.
    EXEC_SESSIONS_UNLOGGED {
        code: "ECS530",
        name: "exec-sessions-unlogged",
        severity: Warning,
        summary: "Sessions of ECS Exec leave no log.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html",
        verified: "2026-11-24",
        lesson: "roles/exec-and-access",
        controls: ["CKV_AWS_223"],
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "tags": [{"key": "team", "value": "shop"}],
 "configuration": {"executeCommandConfiguration": {"logging": "NONE"}}}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "tags": [{"key": "team", "value": "shop"}],
 "configuration": {"executeCommandConfiguration": {"logging": "DEFAULT"}}}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    let Some(logging) = cluster.execute_command.and_then(|exec| exec.logging) else { return };
    if logging.literal() == Some("NONE") {
        findings
            .report(logging.span(), "what is done in sessions of ECS Exec is not logged")
            .help("set `logging` to DEFAULT, or to OVERRIDE with a log group or a bucket")
            .unsafe_fix(Change::set(logging.span(), "DEFAULT"));
    }
}
