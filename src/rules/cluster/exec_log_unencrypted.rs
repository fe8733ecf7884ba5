//! ECS341

use crate::lint::{Findings, declare_rule};
use crate::model::Cluster;
use crate::syntax::Change;

declare_rule! {
    /// What people type and see in a container may hold secrets. `cloudWatchEncryptionEnabled` and `s3EncryptionEnabled`
    /// have the logs of the sessions encrypted with the key of the log group or the bucket; left out, they are off.
    EXEC_LOG_UNENCRYPTED {
        code: "ECS341",
        name: "exec-log-unencrypted",
        severity: Info,
        summary: "The logs of ECS Exec are not asked to be encrypted.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ExecuteCommandLogConfiguration.html",
        verified: "2026-11-24",
        lesson: "roles/exec-and-access",
        controls: ["CKV_AWS_224"],
        fails: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "tags": [{"key": "team", "value": "shop"}],
 "configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "kmsKeyId": "alias/exec", "logConfiguration": {"cloudWatchLogGroupName": "/ecs/exec"}}}}"#,
        passes: r#"{"clusterName": "shop", "settings": [{"name": "containerInsights", "value": "enhanced"}], "tags": [{"key": "team", "value": "shop"}],
 "configuration": {"executeCommandConfiguration": {"logging": "OVERRIDE", "kmsKeyId": "alias/exec", "logConfiguration": {"cloudWatchLogGroupName": "/ecs/exec", "cloudWatchEncryptionEnabled": true}}}}"#,
        check: Cluster(check),
    }
}

fn check(cluster: &Cluster<'_>, findings: &mut Findings<'_>) {
    let Some(exec) = cluster.execute_command else { return };
    let logs = [
        ("cloudWatchEncryptionEnabled", exec.cloud_watch_log_group_name, exec.cloud_watch_encryption_enabled),
        ("s3EncryptionEnabled", exec.s3_bucket_name, exec.s3_encryption_enabled),
    ];
    for (member, destination, encryption) in logs {
        let Some(destination) = destination else { continue };
        let Some(log) = exec.log_configuration else { continue };
        let (span, change) = match encryption {
            None => (destination.span(), Change::insert(log.value, member, true)),
            Some(encryption) if encryption.literal() == Some(false) => (encryption.span(), Change::set(encryption.span(), true)),
            Some(_) => continue,
        };
        findings.report(span, "the logs of ECS Exec are not encrypted").help(format!("set `{member}` to true")).unsafe_fix(change);
    }
}
