//! ECS177

use crate::facts::RESERVED_PROVIDER_PREFIXES;
use crate::lint::{Findings, declare_rule};
use crate::model::{CapacityProvider, Literal};

declare_rule! {
    /// Names that begin with `aws`, `ecs` or `fargate` are kept for the capacity providers of AWS, such as `FARGATE_SPOT`,
    /// whatever the case of the letters.
    RESERVED_CAPACITY_PROVIDER_NAME {
        code: "ECS177",
        name: "reserved-capacity-provider-name",
        severity: Error,
        summary: "The name of a capacity provider begins with a word that AWS keeps for itself.",
        aws_message: "The specified capacity provider name is invalid",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html",
        verified: "2026-11-21",
        lesson: "scaling/capacity-providers",
        fails: r#"{"name": "ecs-on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs"}}"#,
        passes: r#"{"name": "on-demand", "autoScalingGroupProvider": {
 "autoScalingGroupArn": "arn:aws:autoscaling:eu-central-1:111122223333:autoScalingGroup:1:autoScalingGroupName/ecs"}}"#,
        check: CapacityProvider(check),
    }
}

fn check(provider: &CapacityProvider<'_>, findings: &mut Findings<'_>) {
    let (Some(value), Some(name)) = (provider.name, provider.name.literal()) else { return };
    // The document of an existing provider of AWS is no request to create one.
    if provider.auto_scaling_group.is_none() && provider.managed_instances.is_none() {
        return;
    }
    let lower = name.to_ascii_lowercase();
    if let Some(prefix) = RESERVED_PROVIDER_PREFIXES.iter().find(|prefix| lower.starts_with(**prefix)) {
        findings
            .report(value.span(), format!("the name of a capacity provider cannot begin with \"{prefix}\""))
            .help("name it by what it offers: on-demand, gpu, arm");
    }
}
