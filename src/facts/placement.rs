//! Placement of tasks on container instances.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-query-language.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html>, checked 2026-11-21.

/// Constraints of one task, of the task definition and of the request together.
pub const MAX_PLACEMENT_CONSTRAINTS: usize = 10;
/// Strategies of one request.
pub const MAX_PLACEMENT_STRATEGIES: usize = 5;
/// Characters of the expression of a constraint.
pub const MAX_EXPRESSION_LENGTH: usize = 2000;
/// Tasks of one `RunTask` call.
pub const MAX_RUN_TASK_COUNT: i64 = 10;
/// The attribute that holds an instance's availability zone.
pub const AVAILABILITY_ZONE_ATTRIBUTE: &str = "ecs.availability-zone";
/// What every container instance may carry without being told; names that begin with `ecs.` are AWS's.
pub const BUILT_IN_ATTRIBUTES: [&str; 9] = [
    "ecs.ami-id",
    "ecs.availability-zone",
    "ecs.awsvpc-trunk-id",
    "ecs.cpu-architecture",
    "ecs.instance-type",
    "ecs.os-family",
    "ecs.os-type",
    "ecs.subnet-id",
    "ecs.vpc-id",
];
