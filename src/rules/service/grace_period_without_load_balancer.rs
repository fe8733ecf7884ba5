//! ECS412

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// `healthCheckGracePeriodSeconds` is the time after the start of a task in which ECS ignores that health checks fail:
    /// those of a load balancer, of VPC Lattice and of its containers. A service without load balancers has the last at most,
    /// and they have a `startPeriod` of their own in the task definition.
    GRACE_PERIOD_WITHOUT_LOAD_BALANCER {
        code: "ECS412",
        name: "grace-period-without-load-balancer",
        severity: Info,
        summary: "A service without load balancers has a health check grace period.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}},
 "healthCheckGracePeriodSeconds": 60}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}},
 "healthCheckGracePeriodSeconds": 60,
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(grace) = service.health_check_grace_period_seconds.filter(|grace| grace.literal().is_some_and(|seconds| seconds > 0)) else {
        return;
    };
    // An update keeps the load balancers that it does not name.
    if service.created_at.is_some()
        && service.load_balancers.is_certainly_empty()
        && service.vpc_lattice_configurations.is_certainly_empty()
    {
        findings
            .report(grace.span(), "the grace period is for no load balancer, only for health checks of containers, if there are any")
            .help("remove it; a container that starts slowly has `startPeriod` in its health check")
            .unsafe_fix(Change::remove(grace.span()));
    }
}
