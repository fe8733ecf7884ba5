//! Deployments of ECS services.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-throttle-logic.html>, checked 2026-11-21.

use std::ops::RangeInclusive;

/// `minimumHealthyPercent` and `maximumPercent` of a REPLICA service that sets neither.
pub const REPLICA_PERCENTS: (u64, u64) = (100, 200);
/// `minimumHealthyPercent` and `maximumPercent` of a DAEMON service that sets neither.
pub const DAEMON_PERCENTS: (u64, u64) = (0, 100);
/// `minimumHealthyPercent`
pub const MINIMUM_HEALTHY_PERCENT: RangeInclusive<i64> = 0..=100;
/// The least `maximumPercent`.
pub const LEAST_MAXIMUM_PERCENT: i64 = 100;
/// The percentage of the desired count at which the circuit breaker fires where no threshold is configured.
pub const BREAKER_DEFAULT_PERCENT: u64 = 50;
/// The bounds of a `BOUNDED_PERCENT` threshold.
pub const BREAKER_BOUNDS: (u64, u64) = (3, 200);
/// The longest pause between launches of tasks that stop before RUNNING, seconds.
pub const LAUNCH_BACK_OFF_MAX_SECONDS: u64 = 27 * 60;
/// LINEAR: tenths of a percent shifted in each step, allowed and default.
pub const LINEAR_STEP_TENTHS: (RangeInclusive<u64>, u64) = (30..=1000, 100);
/// LINEAR: minutes between steps where none are given.
pub const LINEAR_BAKE_MINUTES: u64 = 6;
/// CANARY: tenths of a percent of the first shift, allowed and default.
pub const CANARY_TENTHS: (RangeInclusive<u64>, u64) = (1..=1000, 50);
/// CANARY: minutes until the rest where none are given.
pub const CANARY_BAKE_MINUTES: u64 = 10;
/// Minutes of any bake time.
pub const BAKE_MINUTES: RangeInclusive<i64> = 0..=1440;
/// Minutes that ECS waits for a lifecycle hook, allowed and default.
pub const HOOK_TIMEOUT_MINUTES: (RangeInclusive<i64>, u64) = (1..=20_160, 1440);
/// Stages at which a hook may run.
pub const HOOK_STAGES: [&str; 8] = [
    "RECONCILE_SERVICE",
    "PRE_SCALE_UP",
    "POST_SCALE_UP",
    "TEST_TRAFFIC_SHIFT",
    "POST_TEST_TRAFFIC_SHIFT",
    "PRE_PRODUCTION_TRAFFIC_SHIFT",
    "PRODUCTION_TRAFFIC_SHIFT",
    "POST_PRODUCTION_TRAFFIC_SHIFT",
];
/// Stages at which a PAUSE hook may not stand.
pub const NO_PAUSE_STAGES: [&str; 2] = ["TEST_TRAFFIC_SHIFT", "PRODUCTION_TRAFFIC_SHIFT"];
