//! ECS211

use crate::lint::{Findings, declare_rule};
use crate::model::CapacityProvider;
use crate::syntax::Change;

declare_rule! {
    /// Managed termination protection keeps instances with tasks on them from being removed when the group shrinks. It works
    /// through managed scaling: where that is off, nothing is protected.
    UNMANAGED_TERMINATION_PROTECTION {
        code: "ECS211",
        name: "unmanaged-termination-protection",
        severity: Warning,
        summary: "A capacity provider protects instances from a scaling that it does not manage.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AutoScalingGroupProvider.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        fails: r#"{"name": "on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs",
 "managedScaling": {"status": "DISABLED"}, "managedTerminationProtection": "ENABLED"}}"#,
        passes: r#"{"name": "on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs",
 "managedScaling": {"status": "ENABLED"}, "managedTerminationProtection": "ENABLED"}}"#,
        check: CapacityProvider(check),
    }
}

fn check(provider: &CapacityProvider<'_>, findings: &mut Findings<'_>) {
    let Some(group) = provider.auto_scaling_group else { return };
    let (Some(protection), Some(scaling)) = (group.managed_termination_protection, group.managed_scaling_status) else { return };
    if protection.literal() == Some("ENABLED") && scaling.literal() == Some("DISABLED") {
        findings
            .report(protection.span(), "termination protection does nothing without managed scaling")
            .help("enable managed scaling, or disable the protection")
            .related(scaling.span(), "managed scaling is off")
            .unsafe_fix(Change::set(protection.span(), "DISABLED"));
    }
}
