//! ECS165

use crate::facts::ebs_volume_type;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};

declare_rule! {
    /// Every type of EBS volume has its own least and greatest size: disks of the types `st1` and `sc1` begin at 125 GiB.
    MANAGED_VOLUME_SIZE {
        code: "ECS165",
        name: "managed-volume-size",
        severity: Error,
        summary: "A managed EBS volume is smaller or larger than its type allows.",
        aws_message: "ECS managed EBS volume configuration was invalid",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html",
        verified: "2026-11-21",
        lesson: "storage/shared-file-systems",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "st1", "sizeInGiB": 20}}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "st1", "sizeInGiB": 125}}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for volume in service.volume_configurations.iter().filter_map(|configuration| configuration.managed_ebs_volume) {
        let (Some(value), Some(size)) = (volume.size_in_gib, volume.size_in_gib.literal()) else { continue };
        let Some(known) = volume.type_name().and_then(ebs_volume_type).filter(|known| !known.size_gib.contains(&size)) else { continue };
        let (least, most) = (known.size_gib.start(), known.size_gib.end());
        let finding = findings.report(value.span(), format!("a volume of the type {} cannot have {size} GiB", known.name));
        finding.help(format!("{least} to {most} GiB"));
        if let Some(volume_type) = volume.volume_type {
            finding.related(volume_type.span(), "the type is set here");
        }
    }
}
