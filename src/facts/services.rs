//! Bounds and names of services, clusters and capacity providers.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html>,
//! <https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-versions-retired.html>,
//! <https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html>, checked 2026-11-24.

use std::ops::RangeInclusive;

/// The most that `minimumHealthyPercent` can be.
pub const MOST_MINIMUM_HEALTHY_PERCENT: i64 = 100;
/// `minimumHealthyPercent` and `maximumPercent` of a replica service that sets none.
pub const DEFAULT_REPLICA_PERCENTS: (i64, i64) = (100, 200);
/// Service registries of one service.
pub const MAX_SERVICE_REGISTRIES: usize = 1;
/// Client aliases of one Service Connect service.
pub const MAX_CLIENT_ALIASES: usize = 1;
/// Characters of a client alias's `dnsName`.
pub const MAX_CLIENT_ALIAS_LENGTH: usize = 127;
/// What a `binpack` strategy can fill by.
pub const BINPACK_FIELDS: [&str; 2] = ["cpu", "memory"];
/// What a `spread` strategy can spread over besides `attribute:NAME`.
pub const SPREAD_FIELDS: [&str; 2] = ["instanceId", "host"];
/// How the name of a capacity provider cannot begin, whatever the case.
pub const RESERVED_PROVIDER_PREFIXES: [&str; 3] = ["aws", "ecs", "fargate"];
/// `minimumScalingStepSize` and `maximumScalingStepSize` where they are not set.
pub const DEFAULT_SCALING_STEPS: (i64, i64) = (1, 10_000);
/// Linux platform versions of Fargate that 1.4.0 has replaced and AWS has retired, the last one in 2026: no new tasks start on
/// them. 1.0.0 is also the newest of Windows.
pub const REPLACED_PLATFORM_VERSIONS: [&str; 3] = ["1.1.0", "1.2.0", "1.3.0"];

/// What one type of EBS volume takes.
#[derive(Debug)]
pub struct VolumeType {
    /// Its name in the API.
    pub name: &'static str,
    /// `sizeInGiB`
    pub size_gib: RangeInclusive<i64>,
    /// Whether `iops` is needed, possible or refused.
    pub iops: Setting,
    /// How many it takes, where it takes them.
    pub iops_range: RangeInclusive<i64>,
}

/// What a volume type says to a setting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// It cannot be left out.
    Needed,
    /// It can be set.
    Possible,
    /// It cannot be set.
    Refused,
}

/// The types of EBS volumes. ECS hands the values on to `CreateVolume`: where that takes more than the ECS reference states, the
/// higher limit stands.
pub const VOLUME_TYPES: [VolumeType; 7] = [
    VolumeType { name: "gp2", size_gib: 1..=16_384, iops: Setting::Refused, iops_range: 0..=0 },
    VolumeType { name: "gp3", size_gib: 1..=65_536, iops: Setting::Possible, iops_range: 3_000..=80_000 },
    VolumeType { name: "io1", size_gib: 4..=16_384, iops: Setting::Needed, iops_range: 100..=64_000 },
    VolumeType { name: "io2", size_gib: 4..=65_536, iops: Setting::Needed, iops_range: 100..=256_000 },
    VolumeType { name: "sc1", size_gib: 125..=16_384, iops: Setting::Refused, iops_range: 0..=0 },
    VolumeType { name: "st1", size_gib: 125..=16_384, iops: Setting::Refused, iops_range: 0..=0 },
    VolumeType { name: "standard", size_gib: 1..=1_024, iops: Setting::Refused, iops_range: 0..=0 },
];

/// The type of EBS volume of that name.
pub fn ebs_volume_type(name: &str) -> Option<&'static VolumeType> {
    VOLUME_TYPES.iter().find(|volume_type| volume_type.name == name)
}

/// `throughput` of a gp3 volume, MiB a second.
pub const GP3_THROUGHPUT: RangeInclusive<i64> = 125..=2_000;
/// `volumeInitializationRate`, MiB a second.
pub const VOLUME_INITIALIZATION_RATE: RangeInclusive<i64> = 100..=300;
/// The type of volume that Fargate does not attach.
pub const VOLUME_TYPE_NOT_ON_FARGATE: &str = "standard";
/// Subnets of one service.
pub const MAX_SUBNETS: usize = 16;
/// Security groups of one service.
pub const MAX_SECURITY_GROUPS: usize = 5;
