//! ECS442

use crate::lint::{Findings, declare_rule};
use crate::model::CapacityProvider;
use crate::syntax::Change;

declare_rule! {
    /// Managed draining has ECS move the tasks of an instance elsewhere before Auto Scaling ends it. Without, the tasks stop
    /// with the instance.
    MANAGED_DRAINING_OFF {
        code: "ECS442",
        name: "managed-draining-off",
        severity: Info,
        summary: "Instances of a capacity provider end without their tasks being moved first.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-instance-draining.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"name": "on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs",
 "managedScaling": {"status": "ENABLED"}, "managedTerminationProtection": "ENABLED", "managedDraining": "DISABLED"}}"#,
        passes: r#"{"name": "on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs",
 "managedScaling": {"status": "ENABLED"}, "managedTerminationProtection": "ENABLED", "managedDraining": "ENABLED"}}"#,
        check: CapacityProvider(check),
    }
}

fn check(provider: &CapacityProvider<'_>, findings: &mut Findings<'_>) {
    let Some(draining) = provider.auto_scaling_group.and_then(|group| group.managed_draining) else { return };
    if draining.literal() == Some("DISABLED") {
        findings
            .report(draining.span(), "an instance that ends takes its tasks with it")
            .help("set `managedDraining` to ENABLED, or leave it out")
            .unsafe_fix(Change::set(draining.span(), "ENABLED"));
    }
}
