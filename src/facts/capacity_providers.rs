//! Capacity provider strategies and managed scaling.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/capacity-provider-launch-type-comparison.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html>, checked 2026-11-21.

use std::ops::RangeInclusive;

/// `weight` of a strategy item; 0 where it is not set.
pub const CAPACITY_PROVIDER_WEIGHT: RangeInclusive<i64> = 0..=1000;
/// `base` of a strategy item; 0 where it is not set, and above 0 for one item only.
pub const CAPACITY_PROVIDER_BASE: RangeInclusive<i64> = 0..=100_000;
/// Items in one strategy.
pub const MAX_STRATEGY_CAPACITY_PROVIDERS: usize = 20;
/// The capacity providers of Fargate, which do not mix with Auto Scaling groups in one strategy.
pub const FARGATE_CAPACITY_PROVIDERS: [&str; 2] = ["FARGATE", "FARGATE_SPOT"];
/// `targetCapacity` of managed scaling, in percent.
pub const TARGET_CAPACITY_PERCENT: RangeInclusive<u32> = 1..=100;
/// `CapacityProviderReservation` where nothing runs and nothing is needed.
pub const RESERVATION_WITHOUT_INSTANCES_OR_NEED: f64 = 100.0;
/// `CapacityProviderReservation` where nothing runs and something is needed.
pub const RESERVATION_WITHOUT_INSTANCES: f64 = 200.0;
