//! ECS129

use crate::lint::{Findings, declare_rule};
use crate::model::{EfsVolume, Literal, TaskDefinition};
use crate::source::Span;
use crate::syntax::Change;

declare_rule! {
    /// IAM authorization, an access point and a transit encryption port all need the encrypted connection to EFS, and
    /// `transitEncryption` is `DISABLED` where it is not written.
    EFS_NEEDS_TRANSIT_ENCRYPTION {
        code: "ECS129",
        name: "efs-needs-transit-encryption",
        severity: Error,
        summary: "An EFS volume uses IAM, an access point or a transit port without transit encryption.",
        aws_message: "EFS IAM authorization requires TransitEncryption to be enabled",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html",
        verified: "2026-11-21",
        lesson: "storage/shared-file-systems",
        fails: r#"{"family": "web", "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0",
  "authorizationConfig": {"iam": "ENABLED"}}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        passes: r#"{"family": "web", "volumes": [{"name": "data", "efsVolumeConfiguration": {"fileSystemId": "fs-0123456789abcdef0",
  "transitEncryption": "ENABLED", "authorizationConfig": {"iam": "ENABLED"}}}],
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}"#,
        check: TaskDefinition(check),
    }
}

/// Whether the connection is certainly not encrypted.
pub(super) fn is_unencrypted(efs: &EfsVolume<'_>) -> bool {
    efs.transit_encryption.is_none() || efs.transit_encryption.literal() == Some("DISABLED")
}

/// What needs the encrypted connection: its place, its name, and AWS's answer.
pub(super) fn reasons(efs: &EfsVolume<'_>) -> Vec<(Span, &'static str, Option<&'static str>)> {
    let iam = efs
        .iam
        .filter(|iam| iam.literal() == Some("ENABLED"))
        .map(|iam| (iam.span(), "IAM authorization", Some("EFS IAM authorization requires TransitEncryption to be enabled")));
    let port = efs
        .transit_encryption_port
        .filter(|port| port.literal().is_some_and(|port| port > 0))
        .map(|port| (port.span(), "a transit encryption port", Some("TransitEncryptionPort requires that TransitEncryption is enabled")));
    let access_point = efs.access_point_id.filter(|id| id.literal().is_some()).map(|id| (id.span(), "an access point", None));
    [iam, port, access_point].into_iter().flatten().collect()
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for efs in task.volumes.iter().filter_map(|volume| volume.efs.as_ref()).filter(|efs| is_unencrypted(efs)) {
        let reasons = reasons(efs);
        let Some((first, name, aws_message)) = reasons.first() else { continue };
        let finding = match efs.transit_encryption {
            Some(disabled) => findings.report(disabled.span(), format!("{name} needs transit encryption, and it is DISABLED")),
            None => findings.report(*first, format!("{name} needs transit encryption, and it is DISABLED where it is not written")),
        };
        finding.help("set \"transitEncryption\": \"ENABLED\" in efsVolumeConfiguration");
        finding.aws_message = *aws_message;
        match efs.transit_encryption {
            Some(disabled) => finding.unsafe_fix(Change::set(disabled.span(), "ENABLED")),
            // Nobody has said that it shall be off, and what was asked for needs it.
            None => finding.safe_fix(Change::insert(efs.place.value, "transitEncryption", "ENABLED")),
        };
        for (span, name, _) in reasons.iter().skip(usize::from(efs.transit_encryption.is_none())) {
            finding.related(*span, format!("{name} is asked for here"));
        }
    }
}
