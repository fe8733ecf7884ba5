//! ECS152

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// A Classic Load Balancer sends traffic to instances. A task on Fargate has none that is yours, only its own address, so
    /// it needs a target group of the type `ip`.
    CLASSIC_LOAD_BALANCER_ON_FARGATE {
        code: "ECS152",
        name: "classic-load-balancer-on-fargate",
        severity: Error,
        summary: "A service on Fargate uses a Classic Load Balancer.",
        aws_message: "Classic Load Balancers are not supported with Fargate",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "loadBalancers": [{"loadBalancerName": "web", "containerName": "web", "containerPort": 8080}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "FARGATE",
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(fargate) = service.fargate_at() else { return };
    for name in service.load_balancers.iter().filter_map(|load_balancer| load_balancer.load_balancer_name) {
        if name.literal().is_some() {
            findings
                .report(name.span(), "a Classic Load Balancer cannot reach tasks on Fargate")
                .help("name the target group of an Application or a Network Load Balancer in `targetGroupArn`")
                .related(fargate, "the service runs on Fargate");
        }
    }
}
