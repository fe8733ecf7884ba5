//! Managed scaling of an Auto Scaling group: what `CapacityProviderReservation` is, and where the group goes.
//!
//! In: instances that the tasks need (M), instances that run (N), and the target. Out: [`ManagedScaling`].
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-auto-scaling.html>, checked 2026-11-21.

use serde::Serialize;

use super::choices::{Said, managed_scaling};
use crate::facts;

/// Where the group goes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ManagedScaling {
    /// Of this shape.
    pub version: u32,
    /// The metric, in percent, to one decimal.
    pub capacity_provider_reservation: f64,
    /// What managed scaling does.
    pub action: ScalingAction,
    /// Instances that the group then has.
    pub instances: u64,
    /// How the numbers come about.
    pub explanation: String,
    /// What AWS does not document and this answer rests on.
    pub choices: Vec<String>,
}

/// What managed scaling does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ScalingAction {
    /// Fewer instances.
    ScaleIn,
    /// More instances.
    ScaleOut,
    /// As many.
    None,
}

/// `needed` (M) and `running` (N) count instances; `target` is `targetCapacity`, in percent.
pub fn managed_scaling(needed: u32, running: u32, target: u32) -> ManagedScaling {
    let (wanted, running_then) = (u64::from(needed), u64::from(running));
    let target = target.clamp(*facts::TARGET_CAPACITY_PERCENT.start(), *facts::TARGET_CAPACITY_PERCENT.end());
    let (reservation, how) = match (running, needed) {
        (0, 0) => (facts::RESERVATION_WITHOUT_INSTANCES_OR_NEED, "no instance runs and none is needed".to_string()),
        (0, _) => (facts::RESERVATION_WITHOUT_INSTANCES, format!("no instance runs and {needed} are needed")),
        _ => (f64::from(needed) / f64::from(running) * 100.0, format!("{needed} / {running} x 100")),
    };
    // The fewest instances with which the metric is not above the target.
    let at_target = (wanted * 100).div_ceil(u64::from(target));
    // Without instances the metric is 100, which a lower target answers with an instance.
    let instances = if target < 100 { at_target.max(1) } else { at_target };
    let action = match instances.cmp(&running_then) {
        std::cmp::Ordering::Less => ScalingAction::ScaleIn,
        std::cmp::Ordering::Greater => ScalingAction::ScaleOut,
        std::cmp::Ordering::Equal => ScalingAction::None,
    };
    let rounded = (reservation * 10.0).round() / 10.0;
    let mut said = Said::default();
    said.when(true, managed_scaling::ONE_STEP);
    said.when(instances != at_target, managed_scaling::RESTS_AT_ONE);
    ManagedScaling {
        version: 1,
        capacity_provider_reservation: rounded,
        action,
        instances,
        explanation: format!(
            "{how}: the reservation is {rounded} %, the target {target} %; {needed} x 100 / {target}, rounded up, is {at_target}"
        ),
        choices: said.into_sentences(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_group_follows_the_reservation() {
        use ScalingAction::{None, ScaleIn, ScaleOut};
        for (needed, running, target, reservation, action, instances) in [
            (0, 0, 100, 100.0, None, 0),
            (3, 0, 100, 200.0, ScaleOut, 3),
            (2, 3, 100, 66.7, ScaleIn, 2),
            (3, 3, 100, 100.0, None, 3),
            (5, 3, 100, 166.7, ScaleOut, 5),
            (0, 3, 100, 0.0, ScaleIn, 0),
            (4, 4, 80, 100.0, ScaleOut, 5),
            (4, 5, 80, 80.0, None, 5),
            (2, 3, 90, 66.7, None, 3),
            (0, 0, 80, 100.0, ScaleOut, 1),
            (0, 1, 80, 0.0, None, 1),
        ] {
            let answer = managed_scaling(needed, running, target);
            assert_eq!(
                (answer.capacity_provider_reservation, answer.action, answer.instances),
                (reservation, action, instances),
                "{needed} {running} {target}"
            );
        }
    }

    proptest! {
        #[test]
        fn it_comes_to_rest_at_or_below_the_target(needed in 0..100_000_u32, running in 0..100_000_u32, target in 1..=100_u32) {
            let first = managed_scaling(needed, running, target);
            let then = managed_scaling(needed, u32::try_from(first.instances).expect("fits"), target);
            prop_assert_eq!(then.action, ScalingAction::None);
            prop_assert!(first.instances >= u64::from(needed));
        }
    }
}
