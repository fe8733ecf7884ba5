//! What the controller tells.

use super::super::super::random_task_id;
use super::super::told::{ServiceEvent, Told, ToldKind};
use super::Controller;

/// As many as `describe-services` prints.
const MOST_EVENTS: usize = 100;
/// Failed launches in a row after which ECS says so.
const CONSISTENTLY: u32 = 2;

impl Controller<'_> {
    /// Says how long no task is launched, and as ECS does, once it is more than bad luck.
    pub(super) fn tell_throttle(&mut self, until: u64) {
        if self.throttle.steps() == CONSISTENTLY && !self.told_inconsistent {
            self.told_inconsistent = true;
            self.event(
                "is unable to consistently start tasks successfully. For more information, see the Troubleshooting section of the Amazon ECS Developer Guide."
                    .to_string(),
            );
        }
        let pause = until.saturating_sub(self.seconds());
        self.note(format!("the next launch comes in {pause} s at the earliest"));
    }

    pub(super) fn tell_started(&mut self, started: &str) {
        let count = started.matches("(task").count();
        if count > 0 {
            self.event(format!("has started {count} tasks:{started}."));
        }
    }

    pub(super) fn tell_targets(&mut self, groups: &[String], verb: &str) {
        let mut told: Vec<&String> = Vec::new();
        for group in groups {
            if !told.contains(&group) {
                told.push(group);
                let count = groups.iter().filter(|other| *other == group).count();
                self.event(format!("{verb} {count} targets in (target-group {group})."));
            }
        }
    }

    /// Tells a service event in ECS's words: what stands after "(service NAME) ".
    pub(super) fn event(&mut self, message: String) {
        let message = format!("(service {}) {message}", self.plan.name);
        let digits = random_task_id();
        let id = format!("{}-{}-{}-{}-{}", &digits[..8], &digits[8..12], &digits[12..16], &digits[16..20], &digits[20..]);
        self.events.push_back(ServiceEvent { id, created_at: self.with.engine.now(), message: message.clone() });
        if self.events.len() > MOST_EVENTS {
            self.events.pop_front();
        }
        self.tell(ToldKind::Event, message);
    }

    pub(super) fn note(&mut self, message: String) {
        self.tell(ToldKind::Note, message);
    }

    pub(super) fn tell(&mut self, kind: ToldKind, message: String) {
        self.told.push(Told { at: self.with.engine.now(), service: self.plan.name.clone(), kind, message });
    }
}
