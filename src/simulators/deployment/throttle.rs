//! The pause between launches that fail.

use crate::facts::LAUNCH_BACK_OFF_MAX_SECONDS;

/// The first pause of the launch throttle.
const FIRST_BACK_OFF_SECONDS: u64 = 10;

/// The pause between launches of tasks that stop before RUNNING: a step for each second in which some did. Times are seconds from a
/// common start.
#[derive(Debug, Clone, Default)]
pub struct Throttle {
    steps: u32,
    last: Option<u64>,
    until: u64,
    used: bool,
}

impl Throttle {
    /// A launch failed; gives the time from which the next may start.
    pub fn failed(&mut self, now: u64) -> u64 {
        if self.last != Some(now) {
            self.last = Some(now);
            self.used = true;
            let pause = FIRST_BACK_OFF_SECONDS.saturating_mul(1 << self.steps.min(32)).min(LAUNCH_BACK_OFF_MAX_SECONDS);
            self.steps += 1;
            self.until = now + pause;
        }
        self.until
    }

    /// A task reached RUNNING, or another revision is launched.
    pub fn reset(&mut self) {
        *self = Self { used: self.used, ..Self::default() };
    }

    /// The time from which tasks may be launched.
    pub fn until(&self) -> u64 {
        self.until
    }

    /// Failed launches in a row, counted once a second.
    pub fn steps(&self) -> u32 {
        self.steps
    }

    /// Whether it ever held a launch back.
    pub fn was_used(&self) -> bool {
        self.used
    }
}
