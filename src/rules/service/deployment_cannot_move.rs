//! ECS210

use crate::facts::{DEFAULT_REPLICA_PERCENTS, LEAST_MAXIMUM_PERCENT, MOST_MINIMUM_HEALTHY_PERCENT};
use crate::lint::{Findings, declare_rule};
use crate::model::{Integer, Literal, Service};

declare_rule! {
    /// During a deployment at least `desiredCount` x `minimumHealthyPercent`, rounded up, tasks stay up, and at most
    /// `desiredCount` x `maximumPercent`, rounded down, exist at once. Where both come to the desired count, ECS may neither
    /// stop an old task nor start a new one, and the deployment waits forever. With few tasks that happens far from 100: one
    /// task at 150 percent is still one.
    DEPLOYMENT_CANNOT_MOVE {
        code: "ECS210",
        name: "deployment-cannot-move",
        severity: Warning,
        summary: "With this desired count no deployment can stop or start a task.",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html",
        verified: "2026-11-21",
        lesson: "deployments/rolling-updates",
        fails: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 1, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 150,
  "deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#,
        passes: r#"{"serviceName": "web", "taskDefinition": "web:7", "desiredCount": 1, "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 200,
  "deploymentCircuitBreaker": {"enable": true, "rollback": true}}}"#,
        check: Service(check),
    }
}

fn check(service: &Service<'_>, findings: &mut Findings<'_>) {
    let Some(deployment) = service.deployment.filter(|_| service.is_certainly_rolling()) else { return };
    let (Some(count), Some(desired)) = (service.desired_count, service.desired_count.literal().filter(|desired| *desired > 0)) else {
        return;
    };
    let (least, most) = (deployment.minimum_healthy_percent, deployment.maximum_percent);
    // A service that is updated keeps what it has for what the update leaves out.
    let percent = |value: Integer, default| match value {
        Some(value) => value.literal(),
        None => service.created_at.map(|_| default),
    };
    let (Some(minimum), Some(maximum)) = (percent(least, DEFAULT_REPLICA_PERCENTS.0), percent(most, DEFAULT_REPLICA_PERCENTS.1)) else {
        return;
    };
    let both_are_set = least.is_some() && most.is_some();
    if (both_are_set && minimum == MOST_MINIMUM_HEALTHY_PERCENT && maximum == LEAST_MAXIMUM_PERCENT)
        || !bounds_of_deployment(desired, minimum, maximum).is_some_and(|(floor, ceiling)| floor == desired && ceiling == desired)
    {
        return;
    }
    let Some(at) = most.or(least) else { return };
    findings
        .report(at.span(), format!("with {desired} desired, {minimum} and {maximum} percent leave no task to stop and none to start"))
        .help("raise maximumPercent until it makes room for one task more, or lower minimumHealthyPercent by one task")
        .related(count.span(), "the desired count is set here");
}

/// How many tasks stay up at least and exist at most; `None` where the percentages are none that ECS takes.
fn bounds_of_deployment(desired: i64, minimum: i64, maximum: i64) -> Option<(i64, i64)> {
    if !(0..=MOST_MINIMUM_HEALTHY_PERCENT).contains(&minimum) || maximum < LEAST_MAXIMUM_PERCENT {
        return None;
    }
    let floor = desired.checked_mul(minimum)?.checked_add(99)? / 100;
    let ceiling = desired.checked_mul(maximum)? / 100;
    Some((floor, ceiling))
}

#[cfg(test)]
mod tests {
    use super::bounds_of_deployment;

    #[test]
    fn the_bounds_are_those_of_the_developer_guide() {
        for (desired, minimum, maximum, bounds) in
            [(4, 50, 200, (2, 8)), (2, 75, 200, (2, 4)), (4, 100, 200, (4, 8)), (3, 100, 125, (3, 3)), (1, 100, 150, (1, 1))]
        {
            assert_eq!(bounds_of_deployment(desired, minimum, maximum), Some(bounds), "{desired} {minimum} {maximum}");
        }
        assert_eq!(bounds_of_deployment(i64::MAX, 100, 200), None);
        assert_eq!(bounds_of_deployment(1, 200, 200), None);
    }
}
