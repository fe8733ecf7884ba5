//! ECS921

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// Classic Load Balancers are the previous generation. They know no dynamic ports, no awsvpc and no target groups, so
    /// neither Fargate nor blue/green deployments work with them.
    CLASSIC_LOAD_BALANCER {
        code: "ECS921",
        name: "classic-load-balancer",
        severity: Info,
        summary: "A service uses a Classic Load Balancer.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-load-balancing.html",
        verified: "2026-11-24",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2", "loadBalancers": [{"loadBalancerName": "legacy", "containerName": "web", "containerPort": 80}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "launchType": "EC2", "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/blue/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    // On Fargate it is rejected (ECS152).
    if service.fargate_at().is_some() {
        return;
    }
    for name in service.load_balancers.iter().filter_map(|load_balancer| load_balancer.load_balancer_name) {
        if name.literal().is_some() {
            findings
                .report(name.span(), "a load balancer of the previous generation")
                .help("use the target group of an Application or a Network Load Balancer");
        }
    }
}
