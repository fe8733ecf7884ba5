//! The targets of a group: who gets the next request, and how they are. Decisions only; time comes from outside.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::{TargetGroupSettings, TargetState};

/// When a new target is checked first, at the latest; ELB does not say when it does.
const FIRST_CHECK_AFTER: Duration = Duration::from_secs(1);

/// What a health check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    /// The target answered with this status.
    Status(u16),
    /// It took longer than the timeout.
    TimedOut,
    /// There is no connection, or no answer that is HTTP.
    Failed,
}

/// A target group with its targets.
#[derive(Debug)]
pub struct TargetGroup {
    /// What it was made of.
    pub settings: TargetGroupSettings,
    targets: Vec<Target>,
    /// Requests so far, for taking turns.
    turns: usize,
}

#[derive(Debug)]
struct Target {
    id: u64,
    address: SocketAddr,
    health: Health,
    /// Checks in a row that passed, or failed.
    passed: u32,
    failed: u32,
    next_check: Instant,
    in_flight: usize,
    /// When it was taken out.
    out: Option<Instant>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Health {
    Initial,
    Healthy,
    Unhealthy(String),
}

impl TargetGroup {
    /// A group without targets.
    pub fn new(settings: TargetGroupSettings) -> Self {
        Self { settings, targets: Vec::new(), turns: 0 }
    }

    /// Takes a target in.
    pub fn register(&mut self, id: u64, address: SocketAddr, now: Instant) {
        let next_check = now + FIRST_CHECK_AFTER.min(self.settings.interval);
        self.targets.push(Target { id, address, health: Health::Initial, passed: 0, failed: 0, next_check, in_flight: 0, out: None });
    }

    /// Begins to take a target out.
    pub fn deregister(&mut self, id: u64, now: Instant) {
        if let Some(target) = self.target(id) {
            target.out.get_or_insert(now);
        }
    }

    /// How a target is. One that is out and has no request under way is [`TargetState::Unused`], and forgotten.
    pub fn state(&mut self, id: u64, now: Instant) -> TargetState {
        let delay = self.settings.deregistration_delay;
        let Some(target) = self.target(id) else { return TargetState::Unused };
        match (target.out, &target.health) {
            (Some(out), _) if target.in_flight > 0 && now.duration_since(out) < delay => TargetState::Draining,
            (Some(_), _) => {
                self.targets.retain(|target| target.id != id);
                TargetState::Unused
            }
            (None, Health::Initial) => TargetState::Initial,
            (None, Health::Healthy) => TargetState::Healthy,
            (None, Health::Unhealthy(why)) => TargetState::Unhealthy(why.clone()),
        }
    }

    /// Who answers the next request: the healthy targets take turns. Where all are unhealthy they take turns all the same, as ELB
    /// does, because a health check may be wrong. The request counts until [`done`](Self::done).
    pub fn choose(&mut self) -> Option<(u64, SocketAddr)> {
        let in_service = |wanted: fn(&Health) -> bool| move |(_, target): &(usize, &Target)| target.out.is_none() && wanted(&target.health);
        let numbers = |wanted: fn(&Health) -> bool| -> Vec<usize> {
            self.targets.iter().enumerate().filter(in_service(wanted)).map(|(number, _)| number).collect()
        };
        let healthy = numbers(|health| *health == Health::Healthy);
        let all_unhealthy = self.targets.iter().all(|target| target.out.is_some() || matches!(target.health, Health::Unhealthy(_)));
        let candidates = if healthy.is_empty() && all_unhealthy { numbers(|_| true) } else { healthy };
        let number = *candidates.get(self.turns.checked_rem(candidates.len())?)?;
        self.turns = self.turns.wrapping_add(1);
        let target = &mut self.targets[number];
        target.in_flight += 1;
        Some((target.id, target.address))
    }

    /// A request has ended.
    pub fn done(&mut self, id: u64) {
        if let Some(target) = self.target(id) {
            target.in_flight = target.in_flight.saturating_sub(1);
        }
    }

    /// The targets whose check is due; their next one is an interval away.
    pub fn due(&mut self, now: Instant) -> Vec<(u64, SocketAddr)> {
        let interval = self.settings.interval;
        let due = self.targets.iter_mut().filter(|target| target.out.is_none() && target.next_check <= now);
        due.map(|target| {
            target.next_check = now + interval;
            (target.id, target.address)
        })
        .collect()
    }

    /// When the next check is due.
    pub fn next_check(&self) -> Option<Instant> {
        self.targets.iter().filter(|target| target.out.is_none()).map(|target| target.next_check).min()
    }

    /// Takes the result of a check in.
    pub fn checked(&mut self, id: u64, checked: &Checked) {
        let (healthy, unhealthy) = (self.settings.healthy_threshold, self.settings.unhealthy_threshold);
        let why = match checked {
            Checked::Status(status) if self.settings.matcher.accepts(*status) => None,
            Checked::Status(status) => Some(format!("Health checks failed with these codes: [{status}]")),
            Checked::TimedOut => Some("Request timed out".to_string()),
            Checked::Failed => Some("Health checks failed".to_string()),
        };
        let Some(target) = self.target(id) else { return };
        match why {
            None => {
                (target.passed, target.failed) = (target.passed.saturating_add(1), 0);
                if target.health == Health::Initial || target.passed >= healthy {
                    target.health = Health::Healthy;
                }
            }
            Some(why) => {
                (target.passed, target.failed) = (0, target.failed.saturating_add(1));
                if target.failed >= unhealthy {
                    target.health = Health::Unhealthy(why);
                }
            }
        }
    }

    /// Targets that are not taken out.
    pub fn registered(&self) -> usize {
        self.targets.iter().filter(|target| target.out.is_none()).count()
    }

    fn target(&mut self, id: u64) -> Option<&mut Target> {
        self.targets.iter_mut().find(|target| target.id == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OK: Checked = Checked::Status(200);

    fn group(targets: u64) -> TargetGroup {
        let mut group = TargetGroup::new(TargetGroupSettings::with_defaults("web"));
        for id in 0..targets {
            group.register(id, ([127, 0, 0, 1], 8000 + id as u16).into(), Instant::now());
        }
        group
    }

    fn chosen(group: &mut TargetGroup, requests: usize) -> Vec<Option<u64>> {
        (0..requests).map(|_| group.choose().map(|(id, _)| id)).collect()
    }

    #[test]
    fn only_healthy_targets_take_turns() {
        let mut group = group(3);
        assert_eq!(chosen(&mut group, 1), [None], "none has passed a check");
        group.checked(0, &OK);
        group.checked(2, &OK);
        let turns = chosen(&mut group, 4);
        assert_eq!(turns.iter().filter(|turn| **turn == Some(0)).count(), 2, "{turns:?}");
        assert_eq!(turns.iter().filter(|turn| **turn == Some(2)).count(), 2, "{turns:?}");
    }

    #[test]
    fn thresholds_count_checks_in_a_row() {
        let mut group = group(1);
        let now = Instant::now();
        group.checked(0, &OK);
        assert_eq!(group.state(0, now), TargetState::Healthy, "a new target needs one");
        group.checked(0, &Checked::Status(500));
        group.checked(0, &OK);
        group.checked(0, &Checked::Status(500));
        assert_eq!(group.state(0, now), TargetState::Healthy, "not in a row");
        group.checked(0, &Checked::TimedOut);
        assert_eq!(group.state(0, now), TargetState::Unhealthy("Request timed out".to_string()));
        for passed in 1..5 {
            group.checked(0, &OK);
            assert!(matches!(group.state(0, now), TargetState::Unhealthy(_)), "{passed}");
        }
        group.checked(0, &OK);
        assert_eq!(group.state(0, now), TargetState::Healthy);
    }

    #[test]
    fn where_all_are_unhealthy_all_are_tried() {
        let mut group = group(2);
        for _ in 0..2 {
            group.checked(0, &Checked::Failed);
        }
        assert_eq!(chosen(&mut group, 1), [None], "the other may yet become healthy");
        for _ in 0..2 {
            group.checked(1, &Checked::Failed);
        }
        let turns = chosen(&mut group, 2);
        assert!(turns.contains(&Some(0)) && turns.contains(&Some(1)), "{turns:?}");
    }

    #[test]
    fn a_target_that_is_taken_out_ends_its_requests_but_not_for_longer_than_the_delay() {
        let mut group = group(2);
        let now = Instant::now();
        group.checked(0, &OK);
        assert_eq!(chosen(&mut group, 2), [Some(0), Some(0)]);
        group.deregister(0, now);
        group.deregister(1, now);
        assert_eq!(group.state(1, now), TargetState::Unused, "nothing is under way");
        assert_eq!(chosen(&mut group, 1), [None]);
        group.done(0);
        assert_eq!(group.state(0, now), TargetState::Draining);
        let delay = group.settings.deregistration_delay;
        let mut late = TargetGroup::new(group.settings.clone());
        std::mem::swap(&mut late.targets, &mut group.targets);
        assert_eq!(late.state(0, now + delay), TargetState::Unused, "the delay is over");
        assert_eq!(late.registered(), 0);
    }

    #[test]
    fn checks_are_due_after_a_moment_and_then_after_each_interval() {
        let mut group = TargetGroup::new(TargetGroupSettings::with_defaults("web"));
        let now = Instant::now();
        group.register(7, ([127, 0, 0, 1], 80).into(), now);
        assert_eq!(group.due(now), []);
        let first = group.next_check().expect("one is planned");
        assert_eq!(group.due(first).len(), 1);
        assert_eq!(group.next_check(), Some(first + Duration::from_secs(30)));
    }
}
