//! ECS164

use crate::facts::{Setting, ebs_volume_type};
use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// `io1` and `io2` volumes are bought by their IOPS and need the number; `gp3` may have it; the others take none, because
    /// theirs follow from the size.
    MANAGED_VOLUME_IOPS {
        code: "ECS164",
        name: "managed-volume-iops",
        severity: Error,
        summary: "A managed EBS volume has IOPS that its type refuses, or lacks those that it needs.",
        aws_message: "ECS managed EBS volume configuration was invalid",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html",
        verified: "2026-11-21",
        lesson: "storage/shared-file-systems",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "st1", "sizeInGiB": 500, "iops": 3000}}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "gp3", "sizeInGiB": 500, "iops": 3000}}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for volume in service.volume_configurations.iter().filter_map(|configuration| configuration.managed_ebs_volume) {
        let (Some(value), Some(name)) = (volume.volume_type, volume.type_name()) else { continue };
        let Some(known) = ebs_volume_type(name) else { continue };
        match (known.iops, volume.iops) {
            (Setting::Refused, Some(iops)) if iops.literal().is_some() => {
                findings
                    .report(iops.span(), format!("a volume of the type {name} takes no iops"))
                    .help("remove `iops`, or make the volume a gp3")
                    .related(value.span(), "the type is set here")
                    .unsafe_fix(Change::remove(iops.span()));
            }
            (Setting::Needed, None) => {
                findings
                    .report(value.span(), format!("a volume of the type {name} needs iops"))
                    .help("add `iops`, or make the volume a gp3");
            }
            _ => {}
        }
    }
}
