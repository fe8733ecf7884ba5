//! ECS255

use crate::facts::VOLUME_TYPE_NOT_ON_FARGATE;
use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// Fargate attaches no magnetic volumes (`standard`). The initialization rate is how fast a volume is filled from its
    /// snapshot: a volume that starts empty has none.
    MANAGED_VOLUME_SETTING_MISMATCH {
        code: "ECS255",
        name: "managed-volume-setting-mismatch",
        severity: Error,
        summary: "A managed EBS volume has a setting that goes with neither its source nor its place.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html",
        verified: "2026-11-24",
        lesson: "storage/shared-file-systems",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "standard", "sizeInGiB": 20}}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "gp3", "sizeInGiB": 20}}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for volume in service.volume_configurations.iter().filter_map(|configuration| configuration.managed_ebs_volume) {
        let magnetic = volume.volume_type.filter(|kind| kind.literal() == Some(VOLUME_TYPE_NOT_ON_FARGATE));
        if let (Some(fargate), Some(kind)) = (service.fargate_at(), magnetic) {
            findings
                .report(kind.span(), "Fargate attaches no magnetic volumes")
                .help("make the volume a gp3")
                .related(fargate, "the service runs on Fargate")
                .unsafe_fix(Change::set(kind.span(), "gp3"));
        }
        if let (Some(rate), None) = (volume.volume_initialization_rate, volume.snapshot_id) {
            findings
                .report(rate.span(), "a volume without a snapshot has nothing to be filled with")
                .help("remove `volumeInitializationRate`, or name a snapshot in `snapshotId`")
                .unsafe_fix(Change::remove(rate.span()));
        }
    }
}
