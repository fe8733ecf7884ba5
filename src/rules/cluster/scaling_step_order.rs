//! ECS178

use crate::lint::{Findings, declare_rule};
use crate::model::CapacityProvider;

declare_rule! {
    /// Managed scaling adds between `minimumScalingStepSize` and `maximumScalingStepSize` instances at a time. Left out, they
    /// are 1 and 10000.
    SCALING_STEP_ORDER {
        code: "ECS178",
        name: "scaling-step-order",
        severity: Error,
        summary: "The least scaling step of a capacity provider is above its greatest.",
        aws_message: "The minimum or maximum scaling step size value is invalid",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        fails: r#"{"name": "on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs",
 "managedScaling": {"status": "ENABLED", "minimumScalingStepSize": 10, "maximumScalingStepSize": 5}}}"#,
        passes: r#"{"name": "on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs",
 "managedScaling": {"status": "ENABLED", "minimumScalingStepSize": 1, "maximumScalingStepSize": 5}}}"#,
        check: CapacityProvider(check),
    }
}

fn check(provider: &CapacityProvider<'_>, findings: &mut Findings<'_>) {
    let Some(group) = provider.auto_scaling_group else { return };
    let (Some(least_at), Some(most_at)) = (group.minimum_scaling_step_size, group.maximum_scaling_step_size) else { return };
    let (Some(least), Some(most)) = (least_at.literal(), most_at.literal()) else { return };
    if least > most {
        findings
            .report(least_at.span(), format!("the least scaling step is {least}, and the greatest is {most}"))
            .help("swap the two, or raise maximumScalingStepSize")
            .related(most_at.span(), "the greatest step is set here");
    }
}
