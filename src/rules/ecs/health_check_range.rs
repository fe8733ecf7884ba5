//! ECS122

use crate::facts::{HEALTH_INTERVAL_SECONDS, HEALTH_RETRIES, HEALTH_START_PERIOD_SECONDS, HEALTH_TIMEOUT_SECONDS};
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// The numbers of a health check have bounds: `interval` 5 to 300 seconds, `timeout` 2 to 60 seconds, `retries` 1 to
    /// 10, `startPeriod` 0 to 300 seconds. All are whole numbers, and seconds, not the `30s` of a Dockerfile.
    HEALTH_CHECK_RANGE {
        code: "ECS122",
        name: "health-check-range",
        severity: Error,
        summary: "A number of a health check is out of bounds.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"], "interval": 2, "startPeriod": 600}}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "healthCheck": {"command": ["CMD-SHELL", "curl -f http://localhost/ || exit 1"], "interval": 5, "startPeriod": 300}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for health in task.container_definitions.iter().filter_map(|container| container.health_check.as_ref()) {
        let numbers = [
            ("interval", health.interval, HEALTH_INTERVAL_SECONDS, " seconds"),
            ("timeout", health.timeout, HEALTH_TIMEOUT_SECONDS, " seconds"),
            ("retries", health.retries, HEALTH_RETRIES, ""),
            ("startPeriod", health.start_period, HEALTH_START_PERIOD_SECONDS, " seconds"),
        ];
        for (name, value, range, unit) in numbers {
            let (Some(value), Some(number)) = (value, value.literal()) else { continue };
            if !range.contains(&number) {
                let (least, most) = (*range.start(), *range.end());
                findings
                    .report(value.span(), format!("`{name}` of a health check cannot be {number}"))
                    .help(format!("`{name}` is {least} to {most}{unit}"))
                    .unsafe_fix(Change::set(value.span(), number.clamp(least, most)));
            }
        }
    }
}
