//! ECS150

use crate::lint::{Findings, declare_rule};
use crate::model::Service;
use crate::syntax::Change;

declare_rule! {
    /// The deployment circuit breaker belongs to the deployments that ECS itself controls. CodeDeploy has its own way to stop
    /// and roll back: alarms of the deployment group.
    CIRCUIT_BREAKER_WITH_CODE_DEPLOY {
        code: "ECS150",
        name: "circuit-breaker-with-code-deploy",
        severity: Error,
        summary: "A service that CodeDeploy deploys has the circuit breaker on.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentCircuitBreaker.html",
        verified: "2026-11-21",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentController": {"type": "CODE_DEPLOY"},
 "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}},
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentController": {"type": "CODE_DEPLOY"},
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(controller), Some(deployment)) = (service.controller_at("CODE_DEPLOY"), service.deployment) else { return };
    let Some(enable) = deployment.circuit_breaker_enable.filter(|enable| enable.literal() == Some(true)) else { return };
    findings
        .report(enable.span(), "the circuit breaker cannot watch a deployment of CodeDeploy")
        .help("remove `deploymentCircuitBreaker`, or let ECS deploy the service")
        .related(controller, "the deployment controller is set here")
        .unsafe_fix(Change::set(enable.span(), false));
}
