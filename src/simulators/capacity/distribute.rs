//! The base first, then by weight.
//!
//! Rounding is not documented. Here each provider gets its exact share rounded down, and what is left goes to those with the
//! greatest fractions, the first in the strategy among equals: nobody is ever a whole task away from the exact share.

use serde::Serialize;

use super::Strategy;
use crate::simulators::choices::{Said, capacity};

/// Where the tasks start, in the order of the strategy.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Distribution {
    /// Of this shape.
    pub version: u32,
    /// New tasks.
    pub placements: Vec<Placement>,
    /// How they come about.
    pub explanation: Vec<Share>,
    /// What AWS does not document and this answer rests on.
    pub choices: Vec<String>,
}

/// New tasks on one capacity provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Placement {
    /// The capacity provider.
    pub capacity_provider: String,
    /// Tasks that start there.
    pub count: u64,
}

/// How a provider comes to its tasks.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Share {
    /// The capacity provider.
    pub capacity_provider: String,
    /// As in the strategy.
    pub weight: i64,
    /// As in the strategy.
    pub base: i64,
    /// Tasks that run there already.
    pub current: u64,
    /// New tasks that fill the base.
    pub by_base: u64,
    /// New tasks by weight, before rounding.
    pub exact_share: f64,
    /// New tasks by weight.
    pub by_weight: u64,
}

/// Distributes `count` new tasks; `current` says how many run on each provider of the strategy, and may be shorter.
///
/// What runs stays where it is. It fills the base, and what is beyond the base counts for the ratio of the weights.
pub fn distribute(strategy: &Strategy, count: u64, current: &[u64]) -> Distribution {
    let items = strategy.items();
    let running: Vec<u64> = (0..items.len()).map(|index| current.get(index).copied().unwrap_or(0)).collect();
    let mut left = count;
    let mut by_base = vec![0; items.len()];
    let mut beyond_base = running.clone();
    for (index, item) in items.iter().enumerate() {
        // Never negative in a strategy.
        let base = item.base.unsigned_abs();
        by_base[index] = base.saturating_sub(running[index]).min(left);
        left -= by_base[index];
        beyond_base[index] = running[index].saturating_sub(base);
    }
    let weights: Vec<u64> = items.iter().map(|item| item.weight.unsigned_abs()).collect();
    let shares = shares(&weights, &beyond_base, left);
    let by_weight = round(&shares, left);
    let is_rounded = shares.parts.iter().any(|part| !part.is_multiple_of(shares.of));
    let placements = items
        .iter()
        .enumerate()
        .map(|(index, item)| Placement { capacity_provider: item.capacity_provider.clone(), count: by_base[index] + by_weight[index] })
        .collect();
    let explanation = items
        .iter()
        .enumerate()
        .map(|(index, item)| Share {
            capacity_provider: item.capacity_provider.clone(),
            weight: item.weight,
            base: item.base,
            current: running[index],
            by_base: by_base[index],
            exact_share: shares.exact(index),
            by_weight: by_weight[index],
        })
        .collect();
    Distribution { version: 1, placements, explanation, choices: choices(is_rounded, running.iter().any(|running| *running > 0)) }
}

fn choices(is_rounded: bool, has_current: bool) -> Vec<String> {
    let mut said = Said::default();
    said.when(is_rounded, capacity::ROUNDING);
    said.when(has_current, capacity::RUNNING);
    said.into_sentences()
}

/// Shares as fractions with one denominator.
struct Shares {
    parts: Vec<u128>,
    of: u128,
}

impl Shares {
    #[expect(clippy::cast_precision_loss, reason = "for people; the placements are computed in whole numbers")]
    fn exact(&self, index: usize) -> f64 {
        self.parts[index] as f64 / self.of as f64
    }
}

/// What each provider lacks to its part of all tasks. Who has more than its part already gets nothing, and the others share.
fn shares(weights: &[u64], running: &[u64], count: u64) -> Shares {
    let mut takes: Vec<bool> = weights.iter().map(|weight| *weight > 0).collect();
    loop {
        let taking = || (0..weights.len()).filter(|index| takes[*index]);
        let of: u128 = taking().map(|index| u128::from(weights[index])).sum();
        let all: u128 = u128::from(count) + taking().map(|index| u128::from(running[index])).sum::<u128>();
        let part = |index: usize| all * u128::from(weights[index]);
        let over: Vec<usize> = taking().filter(|index| part(*index) < u128::from(running[*index]) * of).collect();
        if over.is_empty() {
            let parts =
                (0..weights.len()).map(|index| if takes[index] { part(index) - u128::from(running[index]) * of } else { 0 }).collect();
            // A strategy has a weight above 0, and not every provider can have more than its part.
            return Shares { parts, of: of.max(1) };
        }
        for index in over {
            takes[index] = false;
        }
    }
}

fn round(shares: &Shares, count: u64) -> Vec<u64> {
    // A part is never more than all tasks.
    let mut rounded: Vec<u64> = shares.parts.iter().map(|part| u64::try_from(part / shares.of).unwrap_or(u64::MAX)).collect();
    let left = count - rounded.iter().sum::<u64>();
    let mut by_fraction: Vec<usize> = (0..rounded.len()).filter(|index| !shares.parts[*index].is_multiple_of(shares.of)).collect();
    by_fraction.sort_by_key(|index| std::cmp::Reverse(shares.parts[*index] % shares.of));
    // There are fewer tasks left than fractions, since the fractions add up to those tasks.
    for index in by_fraction.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
        rounded[index] += 1;
    }
    rounded
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::simulators::capacity::{Strategy, StrategyItem};

    fn strategy(items: &[(i64, i64)]) -> Strategy {
        let item = |(index, (weight, base)): (usize, &(i64, i64))| StrategyItem {
            capacity_provider: format!("{}", char::from(b'A' + u8::try_from(index).expect("few"))),
            weight: *weight,
            base: *base,
        };
        Strategy::new(items.iter().enumerate().map(item).collect()).expect("a strategy")
    }

    fn counts(items: &[(i64, i64)], count: u64, current: &[u64]) -> Vec<u64> {
        distribute(&strategy(items), count, current).placements.iter().map(|placement| placement.count).collect()
    }

    #[test]
    fn the_base_comes_first_and_then_the_weights() {
        for (items, count, current, expected) in [
            (&[(1, 0), (4, 0)][..], 5, &[][..], &[1, 4][..]),
            (&[(1, 0), (4, 0)], 10, &[], &[2, 8]),
            (&[(1, 0), (1, 0)], 2, &[], &[1, 1]),
            (&[(1, 2), (4, 0)], 12, &[], &[4, 8]),
            (&[(1, 5), (1, 0)], 3, &[], &[3, 0]),
            (&[(0, 2), (1, 0)], 5, &[], &[2, 3]),
            (&[(1, 0), (1, 0)], 3, &[], &[2, 1]),
            (&[(1, 0), (1, 0)], 0, &[], &[0, 0]),
            // Running tasks fill the base and count for the ratio.
            (&[(1, 2), (1, 0)], 4, &[2, 0], &[2, 2]),
            (&[(1, 0), (1, 0)], 4, &[4, 0], &[0, 4]),
            (&[(1, 0), (1, 0)], 2, &[9, 0], &[0, 2]),
            (&[(1, 0), (1, 0), (2, 0)], 4, &[9, 0, 0], &[0, 1, 3]),
        ] {
            assert_eq!(counts(items, count, current), expected, "{items:?} {count} {current:?}");
        }
    }

    #[test]
    fn a_choice_is_said_only_where_it_matters() {
        assert!(distribute(&strategy(&[(1, 0), (4, 0)]), 5, &[]).choices.is_empty());
        assert_eq!(distribute(&strategy(&[(1, 0), (4, 0)]), 6, &[]).choices.len(), 1);
        assert_eq!(distribute(&strategy(&[(1, 0), (4, 0)]), 6, &[1, 0]).choices.len(), 2);
    }

    proptest! {
        #[test]
        fn every_task_has_a_place_within_one_of_its_share(
            weights in proptest::collection::vec(0..=1000_i64, 1..=20),
            base in 0..=100_000_i64,
            count in 0..=3_000_000_u64,
            current in proptest::collection::vec(0..=100_000_u64, 0..=20),
        ) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let items: Vec<(i64, i64)> = weights.iter().enumerate().map(|(i, weight)| (*weight, if i == 0 { base } else { 0 })).collect();
            let distribution = distribute(&strategy(&items), count, &current);
            prop_assert_eq!(distribution.placements.iter().map(|placement| placement.count).sum::<u64>(), count);
            for share in &distribution.explanation {
                #[expect(clippy::cast_precision_loss, reason = "far below 2^53")]
                let off = (share.by_weight as f64 - share.exact_share).abs();
                prop_assert!(off < 1.000_001, "{share:?}");
                prop_assert!(share.weight > 0 || share.by_weight == 0);
            }
        }
    }
}
