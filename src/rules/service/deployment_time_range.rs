//! ECS242

use crate::facts::BAKE_MINUTES;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, Service};
use crate::syntax::Change;

declare_rule! {
    /// ECS waits between the steps of a deployment and after the last one, up to 24 hours each: `bakeTimeInMinutes` while
    /// old and new tasks run side by side, `stepBakeTimeInMinutes` and `canaryBakeTimeInMinutes` between shifts of traffic.
    DEPLOYMENT_TIME_RANGE {
        code: "ECS242",
        name: "deployment-time-range",
        severity: Error,
        summary: "A bake time of a deployment is out of its range.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinearConfiguration.html",
        verified: "2026-11-24",
        lesson: "deployments/blue-green-and-canary",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 20, "stepBakeTimeInMinutes": 2880}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 2, "deploymentConfiguration": {"strategy": "LINEAR", "linearConfiguration": {"stepPercent": 20, "stepBakeTimeInMinutes": 1440}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(deployment) = service.deployment else { return };
    let times = [
        ("bakeTimeInMinutes", deployment.bake_time_in_minutes),
        ("stepBakeTimeInMinutes", deployment.linear.and_then(|linear| linear.bake_time_in_minutes)),
        ("canaryBakeTimeInMinutes", deployment.canary.and_then(|canary| canary.bake_time_in_minutes)),
    ];
    for (name, time) in times {
        let (Some(at), Some(minutes)) = (time, time.literal()) else { continue };
        if !BAKE_MINUTES.contains(&minutes) {
            findings
                .report(at.span(), format!("{name} is {minutes}, and {} to {} is allowed", BAKE_MINUTES.start(), BAKE_MINUTES.end()))
                .help("the time is in minutes")
                .unsafe_fix(Change::set(at.span(), minutes.clamp(*BAKE_MINUTES.start(), *BAKE_MINUTES.end())));
        }
    }
}
