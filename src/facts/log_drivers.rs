//! Log drivers.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LogConfiguration.html>, checked 2026-11-21.

/// What Fargate accepts as `logDriver`.
pub const FARGATE_LOG_DRIVERS: [&str; 3] = ["awslogs", "splunk", "awsfirelens"];

/// What belongs to hosts: valid on EC2 and external instances, refused on Fargate.
pub const HOST_LOG_DRIVERS: [&str; 5] = ["json-file", "syslog", "journald", "gelf", "fluentd"];

/// Options without which `awslogs` is refused everywhere.
pub const AWSLOGS_REQUIRED_OPTIONS: [&str; 2] = ["awslogs-group", "awslogs-region"];

/// The option without which `awslogs` is refused on Fargate.
pub const AWSLOGS_FARGATE_OPTION: &str = "awslogs-stream-prefix";
