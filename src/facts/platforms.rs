//! What came with which platform version of Fargate.
//!
//! Sources: the API model of Amazon ECS (botocore 1.44.5, the documentation of `EphemeralStorage`, `environmentFiles`, `pidMode` and
//! `LinuxParameters$capabilities`) and <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/efs-volumes.html>, checked 2026-11-24.

/// A feature of a task definition, and the first Linux platform version that has it.
#[derive(Debug, Clone, Copy)]
pub struct PlatformFeature {
    /// What it is, in words.
    pub feature: &'static str,
    /// The version, such as `1.4.0`.
    pub since: &'static str,
}

/// Features of task definitions on Linux.
pub const LINUX_PLATFORM_FEATURES: [PlatformFeature; 5] = [
    PlatformFeature { feature: "EFS volumes", since: "1.4.0" },
    PlatformFeature { feature: "ephemeral storage of another size", since: "1.4.0" },
    PlatformFeature { feature: "environment files", since: "1.4.0" },
    PlatformFeature { feature: "process namespace for the whole task", since: "1.4.0" },
    PlatformFeature { feature: "added capabilities", since: "1.4.0" },
];
