//! From a metric's value to a capacity: pure functions.

use super::{AdjustmentType, StepScaling};

/// What is within a rounding error of a whole number is that number.
const EPSILON: f64 = 1e-9;

/// The capacity that brings a metric to its target, where it falls as capacity grows: `ceil(running * metric / target)`. A model:
/// AWS publishes no formula. Rounding up is cautious both ways: enough is added, and no more removed than can be spared.
pub fn target_tracking_capacity(running: u64, metric: f64, target: f64) -> u64 {
    // `as` ends at the bounds of u64; a negative metric asks for nothing.
    (running as f64 * metric / target - EPSILON).ceil().max(0.0) as u64
}

/// The capacity of a step policy for a metric that is `breach` above its alarm's threshold (below, where negative); `above` tells
/// on which side the alarm breaches. `None` where no step covers the breach.
pub fn step_capacity(policy: &StepScaling, capacity: u64, breach: f64, above: bool) -> Option<u64> {
    let covers = |lower: Option<f64>, upper: Option<f64>| {
        if above {
            lower.is_none_or(|lower| breach >= lower) && upper.is_none_or(|upper| breach < upper)
        } else {
            lower.is_none_or(|lower| breach > lower) && upper.is_none_or(|upper| breach <= upper)
        }
    };
    let step = policy.steps.iter().find(|step| covers(step.lower, step.upper))?;
    let current = i64::try_from(capacity).unwrap_or(i64::MAX);
    let wanted = match policy.adjustment {
        AdjustmentType::ExactCapacity => step.adjustment,
        AdjustmentType::ChangeInCapacity => current.saturating_add(step.adjustment),
        AdjustmentType::PercentChangeInCapacity => current.saturating_add(percent_change(capacity, step.adjustment, policy.magnitude)),
    };
    Some(u64::try_from(wanted).unwrap_or(0))
}

/// Percent of a capacity: rounded towards zero, but at least one task, and at least the minimum magnitude.
fn percent_change(capacity: u64, percent: i64, magnitude: u64) -> i64 {
    if percent == 0 {
        return 0;
    }
    let exact = i128::from(capacity) * i128::from(percent) / 100;
    let least = i128::from(magnitude.max(1));
    let change = exact.abs().max(least) * i128::from(percent.signum());
    i64::try_from(change).unwrap_or(if percent > 0 { i64::MAX } else { i64::MIN })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulators::autoscaling::StepAdjustment;

    #[test]
    fn percentages_are_rounded_as_the_guide_says() {
        for (capacity, percent, magnitude, change) in [
            // 25 % of 4 is 1, but the minimum magnitude is 2.
            (4, 25, 2, 2),
            (4, 25, 0, 1),
            (10, 127, 0, 12),
            (10, 7, 0, 1),
            (10, -7, 0, -1),
            (10, -67, 0, -6),
            (10, 0, 5, 0),
            (0, 50, 0, 1),
        ] {
            assert_eq!(percent_change(capacity, percent, magnitude), change, "{percent} % of {capacity}");
        }
    }

    fn policy(adjustment: AdjustmentType, steps: &[(Option<f64>, Option<f64>, i64)]) -> StepScaling {
        let steps = steps.iter().map(|&(lower, upper, adjustment)| StepAdjustment { lower, upper, adjustment }).collect();
        StepScaling { adjustment, steps, magnitude: 0, cooldown: 300 }
    }

    #[test]
    fn bounds_are_inclusive_on_the_side_of_the_threshold() {
        let out =
            policy(AdjustmentType::ChangeInCapacity, &[(Some(0.0), Some(10.0), 1), (Some(10.0), Some(20.0), 2), (Some(20.0), None, 3)]);
        for (breach, capacity) in [(0.0, 11), (9.9, 11), (10.0, 12), (19.9, 12), (20.0, 13), (500.0, 13)] {
            assert_eq!(step_capacity(&out, 10, breach, true), Some(capacity), "{breach}");
        }
        assert_eq!(step_capacity(&out, 10, -1.0, true), None);
        let inwards = policy(AdjustmentType::ChangeInCapacity, &[(Some(-10.0), Some(0.0), -1), (None, Some(-10.0), -2)]);
        for (breach, capacity) in [(0.0, 9), (-9.9, 9), (-10.0, 8), (-11.0, 8)] {
            assert_eq!(step_capacity(&inwards, 10, breach, false), Some(capacity), "{breach}");
        }
        assert_eq!(step_capacity(&policy(AdjustmentType::ExactCapacity, &[(Some(0.0), None, 7)]), 10, 5.0, true), Some(7));
        assert_eq!(step_capacity(&inwards, 1, -50.0, false), Some(0));
    }

    #[test]
    fn the_model_of_target_tracking_rounds_up() {
        for (running, metric, target, capacity) in [
            (4, 70.0, 70.0, 4),
            (4, 75.0, 70.0, 5),
            (10, 150.0, 75.0, 20),
            (3, 10.0, 70.0, 1),
            (0, 90.0, 70.0, 0),
            (3, 0.1 + 0.2, 0.3, 3),
            (2, -1.0, 5.0, 0),
        ] {
            assert_eq!(target_tracking_capacity(running, metric, target), capacity, "{running} at {metric} of {target}");
        }
    }
}
