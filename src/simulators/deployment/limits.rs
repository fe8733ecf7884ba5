//! Floor, ceiling and the circuit breaker's threshold.

use serde::Serialize;

use crate::facts::{BREAKER_BOUNDS, BREAKER_DEFAULT_PERCENT};

/// Between which counts a deployment moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Limits {
    /// Tasks that the service wants.
    pub desired: u64,
    /// Healthy tasks that a deployment keeps.
    pub floor: u64,
    /// PENDING, RUNNING and STOPPING tasks that a deployment never exceeds.
    pub ceiling: u64,
}

impl Limits {
    /// The limits of a rolling deployment: the floor is rounded up, the ceiling down.
    pub fn rolling(desired: u64, minimum_healthy_percent: u64, maximum_percent: u64) -> Self {
        let floor = desired.saturating_mul(minimum_healthy_percent).div_ceil(100);
        Self { desired, floor, ceiling: desired.saturating_mul(maximum_percent) / 100 }
    }

    /// The limits where a second full set of tasks stands beside the first: blue/green, linear and canary.
    pub fn side_by_side(desired: u64) -> Self {
        Self { desired, floor: desired, ceiling: desired.saturating_mul(2) }
    }
}

/// `deploymentCircuitBreaker.thresholdConfiguration`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Threshold {
    /// A percentage of the desired count, within the service's bounds.
    BoundedPercent(u64),
    /// A percentage of the desired count.
    UnboundedPercent(u64),
    /// Failed tasks.
    Count(u64),
}

impl Default for Threshold {
    fn default() -> Self {
        Self::BoundedPercent(BREAKER_DEFAULT_PERCENT)
    }
}

impl Threshold {
    /// Failed tasks at which the breaker fires; at least one, because a deployment without failures has not failed.
    pub fn failures(self, desired: u64) -> u64 {
        let share = |percent: u64| desired.saturating_mul(percent).div_ceil(100);
        match self {
            Self::BoundedPercent(percent) => share(percent).clamp(BREAKER_BOUNDS.0, BREAKER_BOUNDS.1),
            Self::UnboundedPercent(percent) => share(percent).max(1),
            Self::Count(count) => count.max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floor_and_ceiling_are_rounded_as_the_guide_says() {
        for (desired, minimum, maximum, floor, ceiling) in [
            (4, 50, 200, 2, 8),
            (4, 50, 100, 2, 4),
            (2, 75, 100, 2, 2),
            (4, 100, 200, 4, 8),
            (3, 100, 125, 3, 3),
            (5, 33, 150, 2, 7),
            (1, 100, 200, 1, 2),
            (0, 100, 200, 0, 0),
        ] {
            assert_eq!(Limits::rolling(desired, minimum, maximum), Limits { desired, floor, ceiling }, "{desired} at {minimum}/{maximum}");
        }
    }

    #[test]
    fn thresholds_are_those_of_the_guide() {
        for (desired, failures) in [(1, 3), (4, 3), (25, 13), (400, 200), (800, 200)] {
            assert_eq!(Threshold::default().failures(desired), failures, "{desired}");
        }
        for (threshold, desired, failures) in [
            (Threshold::BoundedPercent(10), 100, 10),
            (Threshold::BoundedPercent(100), 2, 3),
            (Threshold::UnboundedPercent(50), 800, 400),
            (Threshold::UnboundedPercent(50), 1, 1),
            (Threshold::UnboundedPercent(0), 10, 1),
            (Threshold::Count(2), 100, 2),
        ] {
            assert_eq!(threshold.failures(desired), failures, "{threshold:?} of {desired}");
        }
    }
}
