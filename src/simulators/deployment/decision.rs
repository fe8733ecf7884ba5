//! What a rolling deployment does now: a pure function of counts, for simulations and for running services.

use super::Limits;

/// The tasks of one revision, by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Tasks on their way to RUNNING.
    pub pending: u64,
    /// RUNNING tasks that do not count as healthy.
    pub running: u64,
    /// RUNNING tasks that count as healthy.
    pub healthy: u64,
    /// Tasks on their way to STOPPED.
    pub stopping: u64,
}

impl Counts {
    /// Tasks that stay: all but those that stop.
    pub fn alive(self) -> u64 {
        self.pending + self.running + self.healthy
    }

    /// All tasks that the ceiling counts.
    pub fn all(self) -> u64 {
        self.alive() + self.stopping
    }
}

/// What to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decision {
    /// Tasks of the target revision to start.
    pub start: u64,
    /// Tasks of the source revision to stop that are not healthy.
    pub stop_unready: u64,
    /// Tasks of the source revision to stop that are healthy.
    pub stop_healthy: u64,
}

/// Decides how to come from the `source` revision to `limits.desired` tasks of the `target` revision.
///
/// Tasks are started first, as far as the ceiling allows. Source tasks that are not healthy go at once: they serve nobody. Healthy
/// ones go when target tasks have replaced them, or earlier, down to the floor, when the ceiling leaves no room for a task that is
/// still missing.
pub fn decide(limits: &Limits, target: Counts, source: Counts) -> Decision {
    let missing = limits.desired.saturating_sub(target.alive());
    let room = limits.ceiling.saturating_sub(target.all() + source.all());
    let start = missing.min(room);
    let stop_unready = source.pending + source.running;
    let healthy = target.healthy + source.healthy;
    let room_to_come = target.stopping + source.stopping + stop_unready;
    let in_the_way = (missing - start).saturating_sub(room_to_come);
    let replaced = healthy.saturating_sub(limits.desired);
    let stop_healthy = replaced.max(in_the_way).min(healthy.saturating_sub(limits.floor)).min(source.healthy);
    Decision { start, stop_unready, stop_healthy }
}

/// Tasks of the target revision above the desired count, which has become smaller.
pub fn surplus(limits: &Limits, target: Counts) -> u64 {
    target.alive().saturating_sub(limits.desired)
}

/// Whether the target revision has taken over.
pub fn is_done(limits: &Limits, target: Counts, source: Counts) -> bool {
    target.healthy >= limits.desired && source.all() == 0
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn healthy(count: u64) -> Counts {
        Counts { healthy: count, ..Counts::default() }
    }

    #[test]
    fn the_first_step_is_that_of_the_guide() {
        for (desired, minimum, maximum, start, stop) in
            [(4, 50, 100, 0, 2), (2, 75, 100, 0, 0), (4, 100, 200, 4, 0), (3, 100, 125, 0, 0), (4, 50, 200, 4, 0), (4, 50, 150, 2, 2)]
        {
            let decision = decide(&Limits::rolling(desired, minimum, maximum), Counts::default(), healthy(desired));
            assert_eq!((decision.start, decision.stop_healthy), (start, stop), "{desired} at {minimum}/{maximum}");
        }
    }

    #[test]
    fn stopping_tasks_take_room_and_are_waited_for() {
        let limits = Limits::rolling(4, 50, 100);
        let source = Counts { healthy: 2, stopping: 2, ..Counts::default() };
        assert_eq!(decide(&limits, Counts::default(), source), Decision::default());
        assert_eq!(decide(&limits, Counts::default(), healthy(2)).start, 2);
    }

    fn counts() -> impl Strategy<Value = Counts> {
        (0..20_u64, 0..20_u64, 0..20_u64, 0..20_u64).prop_map(|(pending, running, healthy, stopping)| Counts {
            pending,
            running,
            healthy,
            stopping,
        })
    }

    proptest! {
        #[test]
        fn a_decision_never_passes_floor_or_ceiling(desired in 0..40_u64, minimum in 0..=100_u64, maximum in 100..=300_u64, target in counts(), source in counts()) {
            let limits = Limits::rolling(desired, minimum, maximum);
            let decision = decide(&limits, target, source);
            let before = target.all() + source.all();
            prop_assert!(decision.start == 0 || before + decision.start <= limits.ceiling);
            let healthy = target.healthy + source.healthy;
            prop_assert!(decision.stop_healthy == 0 || healthy - decision.stop_healthy >= limits.floor);
            prop_assert!(decision.stop_healthy <= source.healthy);
            prop_assert!(target.alive() + decision.start <= desired.max(target.alive()));
        }
    }
}
