//! ECS132

use crate::facts::RESTART_ATTEMPT_PERIOD_SECONDS;
use crate::lint::{Findings, declare_rule};
use crate::model::{Literal, TaskDefinition};
use crate::syntax::Change;

declare_rule! {
    /// `restartAttemptPeriod` is how long a container must have run before ECS restarts it in place: 60 to 1800 seconds,
    /// 300 where it is not written.
    RESTART_POLICY_PERIOD {
        code: "ECS132",
        name: "restart-policy-period",
        severity: Error,
        summary: "The period of a restart policy is out of bounds.",
        aws_message: "the 'restartAttemptPeriod' setting for container '...' must be between 60 and 1800",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html",
        verified: "2026-11-21",
        lesson: "fargate/containers",
        fails: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "restartPolicy": {"enabled": true, "restartAttemptPeriod": 10}}]}"#,
        passes: r#"{"family": "web", "containerDefinitions": [{"name": "web", "image": "nginx:1.28", "memory": 128,
 "restartPolicy": {"enabled": true, "restartAttemptPeriod": 60}}]}"#,
        check: TaskDefinition(check),
    }
}

fn check(task: &TaskDefinition<'_>, findings: &mut Findings<'_>) {
    for policy in task.container_definitions.iter().filter_map(|container| container.restart_policy.as_ref()) {
        let (Some(value), Some(period)) = (policy.restart_attempt_period, policy.restart_attempt_period.literal()) else { continue };
        let range = RESTART_ATTEMPT_PERIOD_SECONDS;
        // Tools write 0 for "not set" where the policy is off.
        let is_off = policy.enabled.literal() == Some(false) && period == 0;
        if !is_off && !range.contains(&period) {
            findings
                .report(value.span(), format!("restartAttemptPeriod cannot be {period}"))
                .help(format!("restartAttemptPeriod is {} to {} seconds", range.start(), range.end()))
                .unsafe_fix(Change::set(value.span(), period.clamp(*range.start(), *range.end())));
        }
    }
}
