//! Which container may start or stop now: the agent's rules, without an engine.

use std::time::SystemTime;

use super::{Condition, ContainerPlan, ContainerState, Dependency, Health, Status};

/// What a container's dependencies say of its start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Resolution {
    /// It may start.
    Ready,
    /// Not yet; where the dependency has a startTimeout, it runs out then.
    Waiting {
        /// For what.
        on: Dependency,
        /// Until when.
        until: Option<SystemTime>,
    },
    /// Never, in words close to the agent's.
    Never(String),
}

/// Looks at the dependencies of `container`; `other` gives the plan and the state of another container by its name.
pub(super) fn resolve<'t>(
    container: &ContainerPlan,
    other: impl Fn(&str) -> Option<(&'t ContainerPlan, &'t ContainerState)>,
    now: SystemTime,
) -> Resolution {
    let mut waiting = None;
    for on in &container.depends_on {
        let (dependency, target) = (&on.container, &container.name);
        let Some((plan, state)) = other(dependency) else {
            return Resolution::Never(format!(
                "dependency graph: container ordering dependency [{dependency}] for target [{target}] does not exist."
            ));
        };
        let stopped = state.status == Status::Stopped;
        if stopped && state.started_at.is_none() {
            return Resolution::Never(format!(
                "dependency graph: failed to resolve container ordering dependency [{dependency}] for target [{target}] because dependency will never start"
            ));
        }
        if stopped && on.condition == Condition::Success && state.exit_code != Some(0) {
            return Resolution::Never(format!(
                "dependency graph: failed to resolve container ordering dependency [{dependency}] for target [{target}] as dependency did not exit successfully."
            ));
        }
        if stopped && on.condition == Condition::Healthy && state.health != Health::Healthy {
            return Resolution::Never(format!(
                "dependency graph: failed to resolve container ordering dependency [{dependency}] for target [{target}] as dependency stopped before it was healthy."
            ));
        }
        if is_met(on.condition, state) {
            continue;
        }
        // The time is the dependency's own, from its start; START is met by then.
        let until = (!stopped && on.condition != Condition::Start).then(|| Some(state.started_at? + plan.start_timeout?)).flatten();
        if until.is_some_and(|until| now >= until) {
            return Resolution::Never(format!(
                "dependency graph: container ordering dependency [{dependency}] for target [{target}] has timed out."
            ));
        }
        waiting.get_or_insert(Resolution::Waiting { on: on.clone(), until });
    }
    waiting.unwrap_or(Resolution::Ready)
}

fn is_met(condition: Condition, state: &ContainerState) -> bool {
    match condition {
        Condition::Start => state.status >= Status::Running,
        Condition::Complete => state.status == Status::Stopped && state.exit_code.is_some(),
        Condition::Success => state.status == Status::Stopped && state.exit_code == Some(0),
        Condition::Healthy => state.health == Health::Healthy,
    }
}

/// Whether all containers that depend on `name` have stopped, so that it may stop too.
pub(super) fn may_stop<'t>(name: &str, all: impl Iterator<Item = (&'t ContainerPlan, &'t ContainerState)>) -> bool {
    all.into_iter().all(|(plan, state)| state.status == Status::Stopped || !plan.depends_on.iter().any(|on| on.container == name))
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    fn state(status: Status, exit_code: Option<i64>, health: Health) -> ContainerState {
        let started_at = (status != Status::Pending).then_some(UNIX_EPOCH);
        ContainerState { status, exit_code, health, started_at, ..ContainerState::default() }
    }

    /// How `web` stands when it depends on `db`, with a startTimeout of 10 s, at `now` seconds after the start of `db`.
    fn stands(condition: Condition, db: &ContainerState, now: u64) -> &'static str {
        let plan = ContainerPlan { name: "db".into(), start_timeout: Some(Duration::from_secs(10)), ..ContainerPlan::default() };
        let on = Dependency { container: "db".into(), condition };
        let web = ContainerPlan { name: "web".into(), depends_on: vec![on], ..ContainerPlan::default() };
        match resolve(&web, |_| Some((&plan, db)), UNIX_EPOCH + Duration::from_secs(now)) {
            Resolution::Ready => "ready",
            Resolution::Waiting { .. } => "waiting",
            Resolution::Never(_) => "never",
        }
    }

    #[test]
    fn conditions_are_met_as_the_agent_meets_them() {
        use Condition::{Complete, Healthy, Start, Success};
        let pending = state(Status::Pending, None, Health::Unknown);
        let running = state(Status::Running, None, Health::Unknown);
        let healthy = state(Status::Running, None, Health::Healthy);
        let unhealthy = state(Status::Running, None, Health::Unhealthy);
        let done = state(Status::Stopped, Some(0), Health::Unknown);
        let failed = state(Status::Stopped, Some(3), Health::Unknown);
        let never_started = ContainerState { started_at: None, ..state(Status::Stopped, Some(143), Health::Unknown) };
        for (condition, db, now, expected) in [
            (Start, &pending, 0, "waiting"),
            (Start, &pending, 99, "waiting"),
            (Start, &running, 0, "ready"),
            (Start, &failed, 0, "ready"),
            (Start, &never_started, 0, "never"),
            (Complete, &running, 9, "waiting"),
            (Complete, &running, 10, "never"),
            (Complete, &failed, 99, "ready"),
            (Success, &running, 9, "waiting"),
            (Success, &running, 10, "never"),
            (Success, &done, 99, "ready"),
            (Success, &failed, 0, "never"),
            (Healthy, &running, 9, "waiting"),
            (Healthy, &unhealthy, 9, "waiting"),
            (Healthy, &unhealthy, 10, "never"),
            (Healthy, &healthy, 99, "ready"),
            (Healthy, &done, 0, "never"),
        ] {
            assert_eq!(stands(condition, db, now), expected, "{} of {db:?} at {now} s", condition.name());
        }
    }
}
