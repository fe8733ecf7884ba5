//! Fields of clusters and capacity providers.

use super::{FieldMeaning, field};

const CLUSTER: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html";
const PROVIDER: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AutoScalingGroupProvider.html";
const SCALING: &str = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html";

/// Fields of a cluster.
pub static CLUSTER_FIELDS: [FieldMeaning; 6] = [
    field("clusterName", "The cluster's name; `default` where it is left out.", CLUSTER),
    field("settings", "Here Container Insights is turned on or off, over what the account says.", CLUSTER),
    field("configuration", "How ECS Exec logs and encrypts its sessions in this cluster.", CLUSTER),
    field(
        "capacityProviders",
        "Providers that services and tasks of this cluster may name: `FARGATE`, `FARGATE_SPOT` or your own.",
        CLUSTER,
    ),
    field("defaultCapacityProviderStrategy", "What holds for services and tasks that name neither a strategy nor a launch type.", CLUSTER),
    field("serviceConnectDefaults", "The namespace of new services with Service Connect that name none.", CLUSTER),
];

/// Fields of a capacity provider.
pub static CAPACITY_PROVIDER_FIELDS: [FieldMeaning; 6] = [
    field("autoScalingGroupProvider.managedScaling", "Lets ECS set the size of the Auto Scaling group by what tasks need.", SCALING),
    field("autoScalingGroupProvider.managedScaling.status", "Whether ECS sets the size.", SCALING),
    field(
        "autoScalingGroupProvider.managedScaling.targetCapacity",
        "How full the instances should be, in percent: less than 100 keeps some spare.",
        SCALING,
    ),
    field(
        "autoScalingGroupProvider.managedScaling.instanceWarmupPeriod",
        "Seconds until a new instance counts in the group's metrics.",
        SCALING,
    ),
    field(
        "autoScalingGroupProvider.managedTerminationProtection",
        "Keeps instances with tasks when the group shrinks. Needs managed scaling, and protection from scale-in in the group itself.",
        PROVIDER,
    ),
    field("autoScalingGroupProvider.managedDraining", "Lets tasks leave an instance in good order before it goes.", PROVIDER),
];
