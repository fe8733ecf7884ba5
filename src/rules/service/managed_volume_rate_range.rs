//! ECS256

use crate::facts::{GP3_THROUGHPUT, Setting, VOLUME_INITIALIZATION_RATE, ebs_volume_type};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};

declare_rule! {
    /// ECS hands `iops`, `throughput` and `volumeInitializationRate` on to EBS, which has a range for each: gp3 from 3000
    /// IOPS and 125 MiB a second, io1 and io2 from 100 IOPS.
    MANAGED_VOLUME_RATE_RANGE {
        code: "ECS256",
        name: "managed-volume-rate-range",
        severity: Error,
        summary: "A managed EBS volume shall be slower or faster than its type can be.",
        aws_message: "ECS managed EBS volume configuration was invalid",
        source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html",
        verified: "2026-11-24",
        lesson: "storage/shared-file-systems",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "gp3", "sizeInGiB": 20, "iops": 1000}}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "volumeConfigurations": [{"name": "data", "managedEBSVolume": {"roleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure", "volumeType": "gp3", "sizeInGiB": 20, "iops": 4000}}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for volume in service.volume_configurations.iter().filter_map(|configuration| configuration.managed_ebs_volume) {
        let known = volume.type_name().and_then(ebs_volume_type);
        // What a type does not take at all is another mistake.
        let iops = known.filter(|known| known.iops != Setting::Refused).map(|known| &known.iops_range);
        let throughput = known.filter(|known| known.name == "gp3").map(|_| &GP3_THROUGHPUT);
        let rates = [
            ("iops", volume.iops, iops),
            ("throughput", volume.throughput, throughput),
            ("volumeInitializationRate", volume.volume_initialization_rate, Some(&VOLUME_INITIALIZATION_RATE)),
        ];
        for (name, value, range) in rates {
            let (Some(at), Some(number), Some(range)) = (value, value.literal(), range) else { continue };
            if !range.contains(&number) {
                let finding =
                    findings.report(at.span(), format!("{name} is {number}, and {} to {} is allowed", range.start(), range.end()));
                if let Some(kind) = volume.volume_type {
                    finding.related(kind.span(), "the type is set here");
                }
            }
        }
    }
}
