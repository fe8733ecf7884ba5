//! ECS153

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// With the `EXTERNAL` controller a service is a shell, and each task set brings its own task definition, network and load
    /// balancers.
    EXTERNAL_CONTROLLER_LOAD_BALANCERS {
        code: "ECS153",
        name: "external-controller-load-balancers",
        severity: Error,
        summary: "A service of an external controller has load balancers.",
        aws_message: "LoadBalancers must be empty or null",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html",
        verified: "2026-11-21",
        lesson: "services/services-and-load-balancing",
        fails: r#"{"serviceName": "web", "deploymentController": {"type": "EXTERNAL"}, "desiredCount": 2,
 "loadBalancers": [{"targetGroupArn": "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/web/0123456789abcdef", "containerName": "web", "containerPort": 8080}]}"#,
        passes: r#"{"serviceName": "web", "deploymentController": {"type": "EXTERNAL"}, "desiredCount": 2}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(controller), Some(load_balancers)) = (service.controller_at("EXTERNAL"), service.load_balancers.set_at()) else { return };
    findings
        .report(load_balancers, "a service of an external controller takes no load balancers")
        .help("give them to the task sets of the service")
        .related(controller, "the deployment controller is set here");
}
