//! ECS920

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// Since 2025 ECS itself deploys blue/green, linear and canary, with hooks, bake time and rollback, and without task
    /// sets and a second service to set up. A service can be moved to the deployment controller ECS.
    CODE_DEPLOY_CONTROLLER {
        code: "ECS920",
        name: "code-deploy-controller",
        severity: Info,
        summary: "A service leaves blue/green deployments to CodeDeploy.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/migrate-codedeploy-to-ecs-bluegreen.html",
        verified: "2026-11-24",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentController": {"type": "CODE_DEPLOY"}, "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/blue/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentController": {"type": "ECS"}, "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/blue/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    if let Some(controller) = service.controller_at("CODE_DEPLOY") {
        findings
            .report(controller, "ECS can deploy blue/green without CodeDeploy")
            .help("for a new service set `deploymentController.type` to ECS and `deploymentConfiguration.strategy` to BLUE_GREEN");
    }
}
