//! ECS249

use crate::lint::{Findings, declare_rule};
use crate::model::CapacityProvider;

declare_rule! {
    /// A capacity provider takes its instances from an Auto Scaling group of yours, or ECS manages them
    /// (`managedInstancesProvider`). It is the one or the other: both in one have nothing in common.
    CAPACITY_PROVIDER_OF_TWO_KINDS {
        code: "ECS249",
        name: "capacity-provider-of-two-kinds",
        severity: Warning,
        summary: "A capacity provider has both an Auto Scaling group and managed instances.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"name": "general", "cluster": "shop",
 "autoScalingGroupProvider": {"autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs",
  "managedTerminationProtection": "ENABLED", "managedScaling": {"status": "ENABLED"}},
 "managedInstancesProvider": {"infrastructureRoleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure",
  "instanceLaunchTemplate": {"ec2InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/ecs", "networkConfiguration": {"subnets": ["subnet-12345678"]}}}}"#,
        passes: r#"{"name": "general", "cluster": "shop",
 "managedInstancesProvider": {"infrastructureRoleArn": "arn:aws:iam::111122223333:role/ecs-infrastructure",
  "instanceLaunchTemplate": {"ec2InstanceProfileArn": "arn:aws:iam::111122223333:instance-profile/ecs", "networkConfiguration": {"subnets": ["subnet-12345678"]}}}}"#,
        check: CapacityProvider(check),
    }
}

fn check(provider: &CapacityProvider<'_>, findings: &mut Findings<'_>) {
    let (Some(group), Some(managed)) = (provider.auto_scaling_group, provider.managed_instances) else { return };
    findings
        .report(managed.place.key, "managed instances cannot stand beside an Auto Scaling group")
        .help("make two capacity providers of it")
        .related(group.place.key, "the Auto Scaling group");
}
