//! The failed tasks of a deployment, and the circuit breaker that counts them.

use super::Breaker;

/// What the circuit breaker compares with its threshold. Without a breaker it counts and never fires.
#[derive(Debug, Clone)]
pub struct FailedTasks {
    breaker: Option<Breaker>,
    threshold: Option<u64>,
    count: u64,
    one_reached_running: bool,
}

impl FailedTasks {
    /// None yet, in a service that wants `desired` tasks.
    pub fn new(breaker: Option<Breaker>, desired: u64) -> Self {
        let threshold = breaker.map(|breaker| breaker.threshold.failures(desired));
        Self { breaker, threshold, count: 0, one_reached_running: false }
    }

    /// The breaker or the desired count has changed; what has failed has failed.
    pub fn change(&mut self, breaker: Option<Breaker>, desired: u64) {
        self.breaker = breaker;
        self.threshold = breaker.map(|breaker| breaker.threshold.failures(desired));
    }

    /// A task of the deployment is RUNNING: its second stage begins.
    pub fn reached_running(&mut self) {
        self.one_reached_running = true;
    }

    /// A task is healthy; tells whether that set the count to zero.
    pub fn became_healthy(&mut self) -> bool {
        let resets = self.breaker.is_none_or(|breaker| breaker.reset_on_healthy_task) && self.count > 0;
        if resets {
            self.count = 0;
        }
        resets
    }

    /// Counts a task that failed, and says so; `how` is what it did.
    pub fn failed(&mut self, how: &str) -> String {
        self.count += 1;
        let count = self.count;
        let stage = if self.one_reached_running { 2 } else { 1 };
        match self.threshold {
            Some(threshold) => format!("a new task {how} (stage {stage}: {count} of {threshold})"),
            None => format!("a new task {how}"),
        }
    }

    /// Whether the breaker fires.
    pub fn fires(&self) -> bool {
        self.threshold.is_some_and(|threshold| self.count >= threshold)
    }

    /// Why it fires: a lower-case fragment.
    pub fn why_it_fires(&self) -> String {
        format!("the circuit breaker fires: {} of {} failed tasks", self.count, self.threshold.unwrap_or_default())
    }

    /// Failed tasks, since the start or since a healthy one.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Failed tasks at which the breaker fires; none without one.
    pub fn threshold(&self) -> Option<u64> {
        self.threshold
    }

    /// Whether a failure brings the last completed deployment back.
    pub fn rolls_back(&self) -> bool {
        self.breaker.is_some_and(|breaker| breaker.rollback)
    }
}

/// What a failed task did.
pub(super) fn how_it_failed(before_running: bool) -> &'static str {
    if before_running { STOPPED_BEFORE_RUNNING } else { FAILED_HEALTH_CHECKS }
}

/// It never ran.
pub const STOPPED_BEFORE_RUNNING: &str = "stopped before it reached RUNNING";
/// It ran, and somebody found it unhealthy.
pub const FAILED_HEALTH_CHECKS: &str = "failed its health checks and is stopped";
/// It ran, and ended by itself.
pub const STOPPED_BEFORE_HEALTHY: &str = "stopped before it was healthy";
