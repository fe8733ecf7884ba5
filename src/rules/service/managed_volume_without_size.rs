//! ECS162

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// A volume that ECS creates for each task is either empty, and then it needs a size, or made from a snapshot, which knows
    /// its own.
    MANAGED_VOLUME_WITHOUT_SIZE {
        code: "ECS162",
        name: "managed-volume-without-size",
        severity: Error,
        summary: "A managed EBS volume has neither a size nor a snapshot.",
        aws_message: "ECS managed EBS volume configuration was invalid",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html",
        verified: "2026-11-21",
        lesson: "storage/shared-file-systems",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "gp3"}}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "gp3", "sizeInGiB": 20}}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for volume in service.volume_configurations.iter().filter_map(|configuration| configuration.managed_ebs_volume) {
        if volume.size_in_gib.is_none() && volume.snapshot_id.is_none() {
            findings
                .report(volume.place.key, "a managed EBS volume needs a size or a snapshot")
                .help("add `sizeInGiB`, or `snapshotId` to start from a snapshot");
        }
    }
}
