//! Why a deployment goes no further.

use super::{Counts, Limits};

/// Explains a rolling deployment in which nothing more happens.
pub(super) fn nothing_moves(limits: &Limits, target: Counts, source: Counts) -> String {
    let Limits { desired, floor, ceiling } = *limits;
    if target.alive() < desired && target.all() + source.all() >= ceiling && target.healthy + source.healthy <= floor {
        return format!(
            "No task can start: {} of at most {ceiling} tasks are there. None can stop: {} of at least {floor} are healthy. For {desired} tasks, lower minimumHealthyPercent until the floor is {} or raise maximumPercent until the ceiling is {}.",
            target.all() + source.all(),
            target.healthy + source.healthy,
            floor.saturating_sub(1),
            ceiling + 1,
        );
    }
    "Nothing more happens, and the new revision has not taken over.".to_string()
}

/// Explains tasks that fail for ever.
pub(super) fn fails_for_ever(failures: u64, before_running: bool, rolling_back: bool, breaker: Option<u64>) -> String {
    let how = if before_running {
        "every task stops before it reaches RUNNING, and ECS launches the next one after a pause that grows up to 27 minutes"
    } else {
        "every task reaches RUNNING, fails its health checks and is replaced"
    };
    let so = match (rolling_back, breaker) {
        (true, _) => "This is the rollback: its deployment is no longer COMPLETED, so there is nothing else to go back to.".to_string(),
        (false, Some(threshold)) => format!("The circuit breaker waits for {threshold} failed tasks: lower its threshold."),
        (false, None) => "Nothing ends this: enable the deployment circuit breaker, with rollback.".to_string(),
    };
    format!("After {failures} failed tasks in a row, {how}. {so}")
}

/// Explains a failure with a rollback that has nowhere to go.
pub(super) const NOTHING_TO_GO_BACK_TO: &str = "The deployment failed, and there is no COMPLETED deployment to go back to: it stalls, and no new tasks are launched. Deploy a revision that works.";
