//! ECS445

use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};

declare_rule! {
    /// With a `minimumHealthyPercent` of 0 ECS may stop every old task before a new one is healthy, and the load balancer
    /// has nobody to send requests to. It makes sense where two versions must not run side by side.
    ZERO_HEALTHY_MINIMUM {
        code: "ECS445",
        name: "zero-healthy-minimum",
        severity: Info,
        summary: "A deployment may stop all tasks of a service that has a load balancer.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
        verified: "2026-11-24",
        lesson: "deployments/rolling-updates",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/blue/0123456789abcdef", "containerName": "web", "containerPort": 8080}],
 "deploymentConfiguration": {"minimumHealthyPercent": 0, "maximumPercent": 100}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/blue/0123456789abcdef", "containerName": "web", "containerPort": 8080}],
 "deploymentConfiguration": {"minimumHealthyPercent": 50, "maximumPercent": 100}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(least) =
        service.deployment.filter(|_| service.is_certainly_rolling()).and_then(|deployment| deployment.minimum_healthy_percent)
    else {
        return;
    };
    if least.literal() == Some(0)
        && service.load_balancers.set_at().is_some()
        && service.desired_count.literal().is_some_and(|count| count > 1)
    {
        findings
            .report(least.span(), "a deployment may leave the load balancer without tasks")
            .help("set it to 50 or more, with room above the desired count if all must stay up");
    }
}
