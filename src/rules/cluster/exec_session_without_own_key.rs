//! ECS342

use crate::lint::{Findings, declare_rule};
use crate::model::Cluster;

declare_rule! {
    /// What passes between the client and the container is encrypted with TLS. With `kmsKeyId` it is encrypted a second
    /// time, with a key that says who may open a session at all.
    EXEC_SESSION_WITHOUT_OWN_KEY {
        code: "ECS342",
        name: "exec-session-without-own-key",
        severity: Info,
        summary: "Sessions of ECS Exec are encrypted without a key of yours.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandConfiguration.html",
        verified: "2026-11-24",
        lesson: "roles/exec-and-access",
        controls: ["CKV_AWS_224"],
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "tags": [{"key": "team", "value": "shop"}],
 "configuration": {"executeCommandConfiguration": {"logging": "DEFAULT"}}}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "tags": [{"key": "team", "value": "shop"}],
 "configuration": {"executeCommandConfiguration": {"logging": "DEFAULT", "kmsKeyId": "alias/exec"}}}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    let Some(exec) = cluster.execute_command else { return };
    if exec.kms_key_id.is_none() {
        findings
            .report(exec.place.key, "sessions of ECS Exec are not encrypted with a key of yours")
            .help("where that matters, name the key in `kmsKeyId`");
    }
}
