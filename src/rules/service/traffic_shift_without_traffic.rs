//! ECS254

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// LINEAR and CANARY move a share of the traffic at a time. ECS moves what comes through a load balancer, through
    /// Service Connect or through VPC Lattice. A service with none of them gets its new tasks at once, and the steps only
    /// take time.
    TRAFFIC_SHIFT_WITHOUT_TRAFFIC {
        code: "ECS254",
        name: "traffic-shift-without-traffic",
        severity: Warning,
        summary: "A service shifts traffic step by step and has none that ECS could shift.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
        verified: "2026-11-24",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "CANARY", "bakeTimeInMinutes": 5, "canaryConfiguration": {"canaryPercent": 10}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "CANARY", "bakeTimeInMinutes": 5, "canaryConfiguration": {"canaryPercent": 10}},
 "serviceConnectConfiguration": {"enabled": true, "namespace": "shop", "services": [{"portName": "http", "clientAliases": [{"port": 80}]}]}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some((strategy, name @ ("LINEAR" | "CANARY"))) = service.traffic_shift_at() else { return };
    // An update keeps the load balancers that it does not name.
    if service.created_at.is_some()
        && !service.is_open
        && service.load_balancers.is_certainly_empty()
        && service.vpc_lattice_configurations.is_certainly_empty()
        && service.service_connect.is_none_or(|connect| connect.services.is_none())
    {
        findings
            .report(strategy, format!("the strategy {name} has no traffic to shift"))
            .help("use ROLLING or BLUE_GREEN, or give the service a load balancer or Service Connect");
    }
}
