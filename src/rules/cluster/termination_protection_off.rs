//! ECS413

use crate::lint::{Findings, declare_rule};
use crate::model::CapacityProvider;

declare_rule! {
    /// When a group shrinks, Auto Scaling ends the instance that it likes, with all the tasks on it. Managed termination
    /// protection makes it take only instances without tasks; the group then needs protection from scale-in for new instances.
    /// Security Hub: ECS.19.
    TERMINATION_PROTECTION_OFF {
        code: "ECS413",
        name: "termination-protection-off",
        severity: Info,
        summary: "A capacity provider lets instances end on which tasks run.",
        source: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        controls: ["ECS.19", "ecs-capacity-provider-termination-check"],
        fails: r#"{"name": "on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs",
 "managedScaling": {"status": "ENABLED"}, "managedTerminationProtection": "DISABLED"}}"#,
        passes: r#"{"name": "on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs",
 "managedScaling": {"status": "ENABLED"}, "managedTerminationProtection": "ENABLED"}}"#,
        check: CapacityProvider(check),
    }
}

fn check(provider: &CapacityProvider<'_>, findings: &mut Findings<'_>) {
    let Some(group) = provider.auto_scaling_group else { return };
    let span = match group.managed_termination_protection {
        None => group.place.key,
        Some(protection) if protection.literal() == Some("DISABLED") => protection.span(),
        Some(_) => return,
    };
    findings
        .report(span, "scaling in ends instances on which tasks run")
        .help("enable `managedTerminationProtection` with managed scaling, and protection from scale-in in the Auto Scaling group");
}
