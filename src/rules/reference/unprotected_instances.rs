//! REF111

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Stack};

declare_rule! {
    /// Managed termination protection keeps instances with tasks from being ended. It works by the scale-in protection of the instances,
    /// so the Auto Scaling group must protect new instances, or the capacity provider is refused.
    UNPROTECTED_INSTANCES {
        code: "REF111",
        name: "unprotected-instances",
        severity: Error,
        summary: "A capacity provider protects instances that its Auto Scaling group does not protect.",
        aws_message: "To enable managed termination protection for a capacity provider, the Auto Scaling group must have instance protection from scale-in enabled.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AutoScalingGroupProvider.html",
        verified: "2026-11-24",
        lesson: "scaling/capacity-providers",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Instances": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {"MinSize": "0", "MaxSize": "3"}},
 "Provider": {"Type": "AWS::ECS::CapacityProvider", "Properties": {"AutoScalingGroupProvider": {"AutoScalingGroupArn": {"Ref": "Instances"},
  "ManagedScaling": {"Status": "ENABLED"}, "ManagedTerminationProtection": "ENABLED"}}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {
 "Instances": {"Type": "AWS::AutoScaling::AutoScalingGroup", "Properties": {"MinSize": "0", "MaxSize": "3", "NewInstancesProtectedFromScaleIn": true}},
 "Provider": {"Type": "AWS::ECS::CapacityProvider", "Properties": {"AutoScalingGroupProvider": {"AutoScalingGroupArn": {"Ref": "Instances"},
  "ManagedScaling": {"Status": "ENABLED"}, "ManagedTerminationProtection": "ENABLED"}}}}}"#,
        check: Stack(check),
    }
}

fn check(stack: &Stack<'_>, findings: &mut Findings<'_>) {
    let Some(provider) = stack.subject.fields.and_then(|fields| fields.object("AutoScalingGroupProvider")) else { return };
    let Some(protection) = provider.string("ManagedTerminationProtection").filter(|value| value.literal() == Some("ENABLED")) else {
        return;
    };
    let Some(arn) = provider.string("AutoScalingGroupArn") else { return };
    let Some(group) = stack.referred(arn.span()).filter(|resource| resource.kind == "AWS::AutoScaling::AutoScalingGroup") else { return };
    let Some(fields) = group.fields else { return };
    let protects = fields.boolean("NewInstancesProtectedFromScaleIn");
    if protects.is_none() || protects.literal() == Some(false) {
        findings
            .report(protection.span(), format!("the Auto Scaling group {} does not protect its instances", group.id))
            .help("set NewInstancesProtectedFromScaleIn of the group to true")
            .related(protects.map_or(group.id_span, |value| value.span()), "the Auto Scaling group");
    }
}
