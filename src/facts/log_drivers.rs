//! Log drivers.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html>, checked 2026-11-21.

/// What Fargate accepts as `logDriver`.
pub const FARGATE_LOG_DRIVERS: [&str; 3] = ["awslogs", "splunk", "awsfirelens"];

/// What belongs to hosts: valid on EC2 and external instances, refused on Fargate.
pub const HOST_LOG_DRIVERS: [&str; 5] = ["json-file", "syslog", "journald", "gelf", "fluentd"];

/// Options without which `awslogs` is refused everywhere.
pub const AWSLOGS_REQUIRED_OPTIONS: [&str; 2] = ["awslogs-group", "awslogs-region"];

/// Options of `awslogs` that begin with its name: those of ECS and those of Docker's driver behind it
/// (<https://docs.docker.com/engine/logging/drivers/awslogs/>).
pub const AWSLOGS_OPTIONS: [&str; 12] = [
    "awslogs-create-group",
    "awslogs-credentials-endpoint",
    "awslogs-datetime-format",
    "awslogs-endpoint",
    "awslogs-force-flush-interval-seconds",
    "awslogs-format",
    "awslogs-group",
    "awslogs-max-buffered-events",
    "awslogs-multiline-pattern",
    "awslogs-region",
    "awslogs-stream",
    "awslogs-stream-prefix",
];

/// The option that takes one value alone, and that value.
pub const AWSLOGS_CREATE_GROUP: (&str, &str) = ("awslogs-create-group", "true");

/// The option without which `awslogs` is refused on Fargate.
pub const AWSLOGS_FARGATE_OPTION: &str = "awslogs-stream-prefix";

/// Log drivers of Amazon ECS Managed Instances
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html>, checked 2026-11-24).
pub const MANAGED_INSTANCES_LOG_DRIVERS: [&str; 4] = ["awslogs", "splunk", "awsfirelens", "json-file"];

/// Options of `awslogs` that exclude each other.
pub const AWSLOGS_MULTILINE_OPTIONS: (&str, &str) = ("awslogs-datetime-format", "awslogs-multiline-pattern");

/// What `splunk` needs, in `options` or in `secretOptions`
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html>, checked 2026-11-24).
pub const SPLUNK_REQUIRED_OPTIONS: [&str; 2] = ["splunk-token", "splunk-url"];

/// How a container hands its lines to the driver, and what each value means. Without the option it is non-blocking since
/// 2025-06-25 (same source).
pub const LOG_MODES: [&str; 2] = ["blocking", "non-blocking"];

/// Options of a FireLens router
/// (<https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_FirelensConfiguration.html>, checked 2026-11-24).
pub const FIRELENS_OPTIONS: [&str; 3] = ["enable-ecs-log-metadata", "config-file-type", "config-file-value"];
/// Where the configuration file of a router may be. Fargate takes the last alone.
pub const FIRELENS_CONFIG_FILE_TYPES: [&str; 2] = ["s3", "file"];
