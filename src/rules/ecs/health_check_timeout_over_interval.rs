//! ECS418

use crate::facts::HEALTH_DEFAULTS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// `timeout` is above `interval`: a check that hangs is given up only after the next one was due. Checks do not
    /// overlap, so they come later than the interval says, and a container that hangs is found out later than it looks.
    HEALTH_CHECK_TIMEOUT_OVER_INTERVAL {
        code: "ECS418",
        name: "health-check-timeout-over-interval",
        severity: Warning,
        summary: "A health check may take longer than the interval between two.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
        verified: "2026-11-24",
        lesson: "fargate/containers",
        fails: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"], "interval": 10, "timeout": 60}}]}"#,
        passes: r#"{"family": "web",
 "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"], "interval": 10, "timeout": 5}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for health in task.container_definitions.iter().filter_map(|container| container.health_check.as_ref()) {
        let (Some(value), Some(timeout)) = (health.timeout, health.timeout.literal()) else { continue };
        let interval = match health.interval {
            Some(interval) => interval.literal(),
            None => i64::try_from(HEALTH_DEFAULTS.0).ok(),
        };
        if let Some(interval) = interval.filter(|interval| timeout > *interval) {
            let finding = findings.report(value.span(), format!("the timeout of {timeout} seconds is above the interval of {interval}"));
            finding.help("set a timeout below the interval").unsafe_fix(Change::set(value.span(), interval));
            if let Some(interval) = health.interval {
                finding.related(interval.span(), "the interval is set here");
            }
        }
    }
}
