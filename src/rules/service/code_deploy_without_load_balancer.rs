//! ECS149

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// CodeDeploy moves the traffic of a service from one target group to another, so the service needs an Application or a
    /// Network Load Balancer. A service that is only updated has got its own when it was created.
    CODE_DEPLOY_WITHOUT_LOAD_BALANCER {
        code: "ECS149",
        name: "code-deploy-without-load-balancer",
        severity: Error,
        summary: "A service that CodeDeploy deploys has no load balancer.",
        aws_message: "the service requires an Application Load Balancer or Network Load Balancer",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
        verified: "2026-11-21",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentController": {"type": "CODE_DEPLOY"}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentController": {"type": "CODE_DEPLOY"},
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(controller) = service.controller_at("CODE_DEPLOY") else { return };
    if service.created_at.is_some() && service.load_balancers.is_certainly_empty() {
        findings
            .report(controller, "CodeDeploy cannot deploy a service without a load balancer")
            .help("add a target group to `loadBalancers`, or let ECS deploy the service");
    }
}
