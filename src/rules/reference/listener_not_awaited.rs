//! REF203

use crate::lint::{Findings, declare_rule};
use crate::model::Stack;

declare_rule! {
    /// A service can only be created when a listener already forwards to its target group. CloudFormation creates what nothing
    /// orders side by side, so a service that does not wait for the listener is sometimes first, and then the stack fails, mostly when it is
    /// made anew. `DependsOn` with the listener or its rule orders the two.
    LISTENER_NOT_AWAITED {
        code: "REF203",
        name: "listener-not-awaited",
        severity: Warning,
        summary: "A service may be created before the listener that connects its target group.",
        aws_message: "The target group with targetGroupArn '...' does not have an associated load balancer.",
        source: "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-attribute-dependson.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Vpc": {"Type": "String"}, "LoadBalancer": {"Type": "String"}}, "Resources": {
 "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP", "VpcId": {"Ref": "Vpc"}}},
 "Listener": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"LoadBalancerArn": {"Ref": "LoadBalancer"}, "Port": 80, "Protocol": "HTTP",
  "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Targets"}}]}},
 "Service": {"Type": "AWS::ECS::Service", "Properties": {"TaskDefinition": "web:7",
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        passes: r#"{"AWSTemplateFormatVersion": "2010-09-09", "Parameters": {"Vpc": {"Type": "String"}, "LoadBalancer": {"Type": "String"}}, "Resources": {
 "Targets": {"Type": "AWS::ElasticLoadBalancingV2::TargetGroup", "Properties": {"Port": 80, "Protocol": "HTTP", "VpcId": {"Ref": "Vpc"}}},
 "Listener": {"Type": "AWS::ElasticLoadBalancingV2::Listener", "Properties": {"LoadBalancerArn": {"Ref": "LoadBalancer"}, "Port": 80, "Protocol": "HTTP",
  "DefaultActions": [{"Type": "forward", "TargetGroupArn": {"Ref": "Targets"}}]}},
 "Service": {"Type": "AWS::ECS::Service", "DependsOn": "Listener", "Properties": {"TaskDefinition": "web:7",
  "LoadBalancers": [{"TargetGroupArn": {"Ref": "Targets"}, "ContainerName": "web", "ContainerPort": 80}]}}}}"#,
        check: Stack(check),
    }
}

fn check(stack: &Stack<'_>, findings: &mut Findings<'_>) {
    let Some(before) = stack.created_after else { return };
    for group in stack.target_groups() {
        let listeners = &group.resource.listeners;
        if listeners.is_empty() || listeners.iter().any(|listener| before.contains(listener)) {
            continue;
        }
        findings
            .report(group.named_at, format!("nothing makes the service wait for {}, which connects {}", listeners[0], group.resource.id))
            .help(format!("add DependsOn: {} to the service", listeners[0]))
            .related(group.resource.id_span, "the target group");
    }
}
