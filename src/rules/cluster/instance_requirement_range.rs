//! ECS250

use crate::lint::{Findings, declare_rule};
use crate::model::CapacityProvider;

declare_rule! {
    /// ECS picks instance types whose vCPUs and memory lie within the ranges of `instanceRequirements`. In a range whose
    /// least is above its greatest there is none.
    INSTANCE_REQUIREMENT_RANGE {
        code: "ECS250",
        name: "instance-requirement-range",
        severity: Error,
        summary: "Managed instances must have at least more than they may have at most.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_InstanceRequirementsRequest.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"name": "general", "cluster": "shop",
 "managedInstancesProvider": {"infrastructureRoleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure",
  "instanceLaunchTemplate": {"ec2InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/ecs", "networkConfiguration": {"subnets": ["subnet-12345678"]},
   "instanceRequirements": {"vCpuCount": {"min": 8, "max": 4}, "memoryMiB": {"min": 8192}}}}}"#,
        passes: r#"{"name": "general", "cluster": "shop",
 "managedInstancesProvider": {"infrastructureRoleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure",
  "instanceLaunchTemplate": {"ec2InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/ecs", "networkConfiguration": {"subnets": ["subnet-12345678"]},
   "instanceRequirements": {"vCpuCount": {"min": 4, "max": 8}, "memoryMiB": {"min": 8192}}}}}"#,
        check: CapacityProvider(check),
    }
}

fn check(provider: &CapacityProvider<'_>, findings: &mut Findings<'_>) {
    let Some(managed) = provider.managed_instances else { return };
    for (name, (least, most)) in [("vCpuCount", managed.v_cpu_count), ("memoryMiB", managed.memory_mib)] {
        let (Some(least_at), Some(most_at)) = (least, most) else { continue };
        let (Some(least), Some(most)) = (least_at.literal(), most_at.literal()) else { continue };
        if least > most {
            findings
                .report(least_at.span(), format!("{name} must be {least} at least and {most} at most"))
                .help("swap the two, or leave `max` out")
                .related(most_at.span(), "the greatest is set here");
        }
    }
}
