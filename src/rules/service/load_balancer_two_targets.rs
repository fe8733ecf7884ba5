//! ECS151

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// An entry of `loadBalancers` names either a target group, of an Application or a Network Load Balancer, or a Classic Load
    /// Balancer by its name.
    LOAD_BALANCER_TWO_TARGETS {
        code: "ECS151",
        name: "load-balancer-two-targets",
        severity: Error,
        summary: "An entry of a service's load balancers names two.",
        aws_message: "loadBalancerName and targetGroupArn cannot both be specified",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "loadBalancers": [{"loadBalancerName": "web", "targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    for load_balancer in &service.load_balancers {
        let (Some(name), Some(group)) = (load_balancer.load_balancer_name, load_balancer.target_group_arn) else { continue };
        if name.literal().is_some() && group.literal().is_some() {
            findings
                .report(name.span(), "a load balancer's name cannot stand beside a target group")
                .help("remove `loadBalancerName`: the target group knows its load balancer")
                .related(group.span(), "the target group is set here");
        }
    }
}
