//! ECS clusters, with the names of the ECS API in snake case.

use super::task_definition::{Flag, Text};
use super::{CapacityProviderStrategyItem, Fields, List, Place, Value};

/// What `CreateCluster` and `PutClusterCapacityProviders` take.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct Cluster<'a> {
    pub place: Place,
    /// Absent where an existing cluster is changed.
    pub cluster_name: Text<'a>,
    /// Names and values.
    pub settings: List<(Text<'a>, Text<'a>)>,
    pub capacity_providers: List<Value<&'a str>>,
    pub default_capacity_provider_strategy: List<CapacityProviderStrategyItem<'a>>,
    pub execute_command: Option<ExecuteCommandConfiguration<'a>>,
    /// Where `clusterArn` stands: AWS has printed it.
    pub cluster_arn: Option<Place>,
    pub tags: List<Place>,
}

/// `configuration.executeCommandConfiguration`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ExecuteCommandConfiguration<'a> {
    pub place: Place,
    pub logging: Text<'a>,
    /// Where it stands, if it does.
    pub log_configuration: Option<Place>,
    /// Whether it is absent or an object of which the members are known.
    pub log_configuration_resolved: bool,
    pub cloud_watch_log_group_name: Text<'a>,
    pub cloud_watch_encryption_enabled: Flag,
    pub s3_bucket_name: Text<'a>,
    pub s3_encryption_enabled: Flag,
    pub kms_key_id: Text<'a>,
}

impl<'a> Cluster<'a> {
    /// Reads a cluster.
    pub fn read(fields: Fields<'a>) -> Self {
        let configuration = fields.object("configuration");
        Self {
            place: fields.place,
            cluster_name: fields.string("clusterName"),
            settings: fields.objects("settings", |item| (item.string("name"), item.string("value"))),
            capacity_providers: fields.strings("capacityProviders"),
            default_capacity_provider_strategy: fields.objects("defaultCapacityProviderStrategy", CapacityProviderStrategyItem::read),
            execute_command: configuration
                .and_then(|configuration| configuration.object("executeCommandConfiguration"))
                .map(ExecuteCommandConfiguration::read),
            cluster_arn: fields.place_of("clusterArn"),
            tags: fields.objects("tags", |item| item.place),
        }
    }
}

impl<'a> ExecuteCommandConfiguration<'a> {
    fn read(fields: Fields<'a>) -> Self {
        let log = fields.present("logConfiguration");
        Self {
            place: fields.place,
            logging: fields.string("logging"),
            log_configuration: fields.place_of("logConfiguration"),
            log_configuration_resolved: log.is_none_or(|log| log.is_object()),
            cloud_watch_log_group_name: log.and_then(|log| log.string("cloudWatchLogGroupName")),
            cloud_watch_encryption_enabled: log.and_then(|log| log.boolean("cloudWatchEncryptionEnabled")),
            s3_bucket_name: log.and_then(|log| log.string("s3BucketName")),
            s3_encryption_enabled: log.and_then(|log| log.boolean("s3EncryptionEnabled")),
            kms_key_id: fields.string("kmsKeyId"),
        }
    }
}
