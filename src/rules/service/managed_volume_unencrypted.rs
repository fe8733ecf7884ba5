//! ECS344

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// `encrypted: false` leaves the data of the tasks readable for whoever gets hold of the volume or its snapshot, unless
    /// the account encrypts all volumes by default. Encryption costs nothing.
    MANAGED_VOLUME_UNENCRYPTED {
        code: "ECS344",
        name: "managed-volume-unencrypted",
        severity: Warning,
        summary: "A managed EBS volume is not encrypted.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html",
        verified: "2026-11-24",
        lesson: "storage/shared-file-systems",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "sizeInGiB": 20, "encrypted": false}}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "sizeInGiB": 20, "encrypted": true}}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for volume in service.volume_configurations.iter().filter_map(|configuration| configuration.managed_ebs_volume) {
        if let Some(encrypted) = volume.encrypted.filter(|encrypted| encrypted.literal() == Some(false)) {
            findings
                .report(encrypted.span(), "the volume is not encrypted")
                .help("set `encrypted` to true, with `kmsKeyId` for a key of yours")
                .unsafe_fix(Change::set(encrypted.span(), true));
        }
    }
}
