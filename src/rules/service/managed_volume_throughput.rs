//! ECS163

use crate::facts::ebs_volume_type;
use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// Only volumes of the type `gp3` take a `throughput`; with the other types it follows from the size or from the IOPS.
    /// `gp3` is also the type of a volume that names none.
    MANAGED_VOLUME_THROUGHPUT {
        code: "ECS163",
        name: "managed-volume-throughput",
        severity: Error,
        summary: "A managed EBS volume of another type than gp3 has a throughput.",
        aws_message: "ECS managed EBS volume configuration was invalid",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html",
        verified: "2026-11-21",
        lesson: "storage/shared-file-systems",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "gp2", "sizeInGiB": 20, "throughput": 250}}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "gp3", "sizeInGiB": 20, "throughput": 250}}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for volume in service.volume_configurations.iter().filter_map(|configuration| configuration.managed_ebs_volume) {
        let (Some(throughput), Some(volume_type), Some(name)) = (volume.throughput, volume.volume_type, volume.type_name()) else {
            continue;
        };
        if ebs_volume_type(name).is_some() && name != "gp3" && throughput.literal().is_some() {
            findings
                .report(throughput.span(), format!("a volume of the type {name} takes no throughput"))
                .help("remove `throughput`, or make the volume a gp3")
                .related(volume_type.span(), "the type is set here")
                .unsafe_fix(Change::remove(throughput.span()));
        }
    }
}
