//! Service auto scaling.
//!
//! Sources: <https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html>,
//! <https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html>,
//! <https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepAdjustment.html>, checked 2026-11-21.

/// Seconds of a cooldown that is not given, for ECS services.
pub const DEFAULT_COOLDOWN_SECONDS: u64 = 300;
/// The scalable dimension of an ECS service.
pub const ECS_DIMENSION: &str = "ecs:service:DesiredCount";
/// Predefined metrics of ECS services, with the CloudWatch metric behind each and a short name.
pub const ECS_PREDEFINED_METRICS: [(&str, &str, &str); 5] = [
    ("ECSServiceAverageCPUUtilization", "CPUUtilization", "cpu"),
    ("ECSServiceAverageMemoryUtilization", "MemoryUtilization", "memory"),
    ("ALBRequestCountPerTarget", "RequestCountPerTarget", "requests"),
    ("ECSServiceAverageCPUUtilizationHighResolution", "CPUUtilization", "cpu"),
    ("ECSServiceAverageMemoryUtilizationHighResolution", "MemoryUtilization", "memory"),
];
