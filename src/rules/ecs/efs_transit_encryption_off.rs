//! ECS304

use super::efs_needs_transit_encryption::{is_unencrypted, reasons};
use crate::lint::{Findings, declare_rule};
use crate::model::TaskDefinition;
use crate::syntax::Change;

declare_rule! {
    /// Files travel between the task and EFS over NFS in plain text: `transitEncryption` is `DISABLED` where it is not
    /// written. Encryption costs nothing extra, and access points and IAM authorization need it anyway.
    EFS_TRANSIT_ENCRYPTION_OFF {
        code: "ECS304",
        name: "efs-transit-encryption-off",
        severity: Warning,
        summary: "An EFS volume is mounted without encryption in transit.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html",
        verified: "2026-11-21",
        lesson: "storage/shared-file-systems",
        controls: ["ECS.18", "CKV_AWS_97", "AWS-0035"],
        fails: r#"{"family": "web", "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0", "transitEncryption": "ENABLED"}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for efs in task.volumes.iter().filter_map(|volume| volume.efs.as_ref()) {
        // With a reason to need it, it is ECS129's.
        if !is_unencrypted(efs) || !reasons(efs).is_empty() {
            continue;
        }
        let help = "set \"transitEncryption\": \"ENABLED\" in efsVolumeConfiguration";
        let (finding, change) = match efs.transit_encryption {
            Some(disabled) => {
                (findings.report(disabled.span(), "files travel to EFS in plain text"), Change::set(disabled.span(), "ENABLED"))
            }
            None => (
                findings.report(efs.place.key, "files travel to EFS in plain text: `transitEncryption` is not set"),
                Change::insert(efs.place.value, "transitEncryption", "ENABLED"),
            ),
        };
        finding.help(help).unsafe_fix(change);
    }
}
