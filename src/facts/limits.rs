//! Ranges and counts of ECS and ECR.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>,
//! <https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html>, checked 2026-11-21.

use std::ops::RangeInclusive;

/// What ECS knows as `protocol` of a port mapping; anything else is read as the first
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html>, checked 2026-11-24).
pub const TRANSPORT_PROTOCOLS: [&str; 2] = ["tcp", "udp"];
/// Containers in one task definition.
pub const MAX_CONTAINERS: usize = 10;
/// Characters of family, container and volume names.
pub const MAX_NAME_LENGTH: usize = 255;
/// Seconds between health checks.
pub const HEALTH_INTERVAL_SECONDS: RangeInclusive<i64> = 5..=300;
/// Seconds until a health check counts as failed.
pub const HEALTH_TIMEOUT_SECONDS: RangeInclusive<i64> = 2..=60;
/// Failures until the container is unhealthy.
pub const HEALTH_RETRIES: RangeInclusive<i64> = 1..=10;
/// Seconds during which failures do not count.
pub const HEALTH_START_PERIOD_SECONDS: RangeInclusive<i64> = 0..=300;
/// Defaults of a health check: interval, timeout (seconds), retries.
pub const HEALTH_DEFAULTS: (u64, u64, u64) = (30, 5, 3);
/// `startTimeout` and `stopTimeout` on Fargate, seconds.
pub const FARGATE_CONTAINER_TIMEOUT_SECONDS: RangeInclusive<i64> = 2..=120;
/// Seconds between SIGTERM and SIGKILL where `stopTimeout` is not set.
pub const DEFAULT_STOP_TIMEOUT_SECONDS: u64 = 30;
/// `restartPolicy.restartAttemptPeriod`, seconds.
pub const RESTART_ATTEMPT_PERIOD_SECONDS: RangeInclusive<i64> = 60..=1800;
/// `environmentFiles` of a container.
pub const MAX_ENVIRONMENT_FILES: usize = 10;
/// `restartPolicy.ignoredExitCodes` of a container.
pub const MAX_IGNORED_EXIT_CODES: usize = 50;
/// `containerPortRange`s of a container.
pub const MAX_PORT_RANGES: usize = 100;
/// `credentialSpecs` of a container.
pub const MAX_CREDENTIAL_SPECS: usize = 1;
/// Characters of a port mapping's name.
pub const MAX_PORT_NAME_LENGTH: usize = 64;
/// Ports of TCP and UDP.
pub const PORTS: RangeInclusive<i64> = 1..=65535;
/// Task `cpu` outside Fargate, in units
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html>, checked 2026-11-24).
pub const TASK_CPU_UNITS: RangeInclusive<u32> = 128..=196_608;
/// The least memory that Docker gives a container, MiB
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html>, checked 2026-11-24).
pub const LEAST_CONTAINER_MEMORY_MIB: i64 = 6;
/// `linuxParameters.swappiness`.
pub const SWAPPINESS: RangeInclusive<i64> = 0..=100;
/// Seconds that a container must run to be restarted, where `restartAttemptPeriod` is not set.
pub const DEFAULT_RESTART_ATTEMPT_PERIOD_SECONDS: i64 = 300;
/// `ephemeralStorage.sizeInGiB`.
pub const EPHEMERAL_STORAGE_GIB: RangeInclusive<i64> = 21..=200;
/// What a Fargate task has without `ephemeralStorage`, GiB.
pub const DEFAULT_EPHEMERAL_STORAGE_GIB: i64 = 20;
/// Rules in a lifecycle policy.
pub const LIFECYCLE_RULES: RangeInclusive<usize> = 1..=50;
/// The least `rulePriority` and `countNumber`.
pub const LIFECYCLE_LEAST_NUMBER: i64 = 1;
/// `*` in one tag pattern.
pub const MAX_TAG_PATTERN_WILDCARDS: usize = 4;
/// Days that an archived image stays at least.
pub const ARCHIVE_MINIMUM_DAYS: i64 = 90;
