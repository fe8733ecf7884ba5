//! Why a deployment goes no further.

use super::{Counts, Limits};

/// Explains a rolling deployment in which nothing more happens.
pub fn nothing_moves(limits: &Limits, target: Counts, source: Counts) -> String {
    let Limits { desired, floor, ceiling } = *limits;
    if target.alive() < desired && target.all() + source.all() >= ceiling && target.healthy + source.healthy <= floor {
        // Here some task is wanted, so none is divided by.
        let (lower, higher) = (floor.saturating_sub(1) * 100 / desired, ((ceiling + 1) * 100).div_ceil(desired));
        let lower = if lower == 0 { "0".to_string() } else { format!("{lower} or less") };
        return format!(
            "No task can start: {} of at most {ceiling} tasks are there. None can stop: {} of at least {floor} are healthy. With {desired} desired, set minimumHealthyPercent to {lower}, or maximumPercent to {higher} or more.",
            target.all() + source.all(),
            target.healthy + source.healthy,
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
pub const NOTHING_TO_GO_BACK_TO: &str = "The deployment failed, and there is no COMPLETED deployment to go back to: it stalls, and no new tasks are launched. Deploy a revision that works.";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_frees_the_deployment() {
        for (desired, minimum, maximum) in [(3, 100, 125), (2, 75, 100), (1, 100, 199), (4, 100, 100), (7, 95, 110)] {
            let limits = Limits::rolling(desired, minimum, maximum);
            let old = Counts { healthy: desired, ..Counts::default() };
            let told = nothing_moves(&limits, Counts::default(), old);
            let numbers: Vec<u64> = told
                .rsplit("set ")
                .next()
                .unwrap_or_default()
                .split(|c: char| !c.is_ascii_digit())
                .filter_map(|number| number.parse().ok())
                .collect();
            let [lower, higher] = numbers[..] else { panic!("{told}") };
            let first = |minimum, maximum| super::super::decide(&Limits::rolling(desired, minimum, maximum), Counts::default(), old);
            assert!(first(lower, maximum).stop_healthy > 0, "{told}");
            assert!(first(minimum, higher).start > 0, "{told}");
            assert_eq!(first(minimum, higher - 1).start, 0, "{told}");
            assert_eq!(first(lower + 1, maximum).stop_healthy, 0, "{told}");
        }
    }
}
