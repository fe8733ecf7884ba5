//! ECS245

use crate::lint::{Findings, declare_rule};
use crate::model::Service;

declare_rule! {
    /// After all traffic has moved, the old tasks stay for the bake time: as long as they run, ECS can go back at once. The
    /// API reference asks for `bakeTimeInMinutes` with the strategy BLUE_GREEN.
    BAKE_TIME_MISSING {
        code: "ECS245",
        name: "bake-time-missing",
        severity: Warning,
        summary: "A blue/green service does not say how long both sides run.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html",
        verified: "2026-11-24",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "BLUE_GREEN"}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "BLUE_GREEN", "bakeTimeInMinutes": 10}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let (Some(deployment), Some((strategy, "BLUE_GREEN"))) = (service.deployment, service.traffic_shift_at()) else { return };
    // An update keeps the bake time that it does not name.
    if service.created_at.is_some() && deployment.bake_time_in_minutes.is_none() {
        findings
            .report(strategy, "a blue/green deployment without a bake time")
            .help("set `bakeTimeInMinutes` to the time that alarms need to notice a fault");
    }
}
