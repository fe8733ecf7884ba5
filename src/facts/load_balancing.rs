//! Target groups of Application Load Balancers.
//!
//! Sources: <https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html>,
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html>,
//! <https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html>, checked 2026-11-24.

use std::ops::RangeInclusive;

/// `HealthCheckIntervalSeconds` of HTTP where it is not set.
pub const TARGET_CHECK_INTERVAL_SECONDS: u64 = 30;
/// `HealthCheckTimeoutSeconds` of HTTP where it is not set.
pub const TARGET_CHECK_TIMEOUT_SECONDS: u64 = 5;
/// `HealthyThresholdCount` where it is not set.
pub const HEALTHY_THRESHOLD: u32 = 5;
/// `UnhealthyThresholdCount` where it is not set.
pub const UNHEALTHY_THRESHOLD: u32 = 2;
/// `deregistration_delay.timeout_seconds` where it is not set.
pub const DEREGISTRATION_DELAY_SECONDS: u64 = 300;
/// `deregistration_delay.timeout_seconds`
pub const DEREGISTRATION_DELAY_RANGE: RangeInclusive<u64> = 0..=3600;
/// The most that `HealthCheckIntervalSeconds` can be; the least is 5 on AWS.
pub const MOST_CHECK_INTERVAL_SECONDS: i64 = 300;
/// The most that `HealthCheckTimeoutSeconds` can be; the least is 2 on AWS.
pub const MOST_CHECK_TIMEOUT_SECONDS: i64 = 120;
/// The most that a threshold can be; the least is 2 on AWS.
pub const MOST_THRESHOLD: i64 = 10;
/// Status codes that `Matcher.HttpCode` can name.
pub const MATCHER_CODES: RangeInclusive<u16> = 200..=499;
/// Priorities of rules.
pub const RULE_PRIORITIES: RangeInclusive<u32> = 1..=50_000;
/// Characters of a path pattern.
pub const MAX_PATH_PATTERN_LENGTH: usize = 128;
