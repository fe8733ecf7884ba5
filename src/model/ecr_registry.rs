//! What configures an ECR registry, with the names of the ECR API in snake case.

use super::task_definition::{Flag, Text};
use super::{Fields, List, Place};

/// One setting of a registry.
#[derive(Debug, Clone)]
pub enum EcrRegistry<'a> {
    /// What `PutRegistryScanningConfiguration` takes.
    Scanning(ScanningConfiguration<'a>),
    /// What `CreatePullThroughCacheRule` takes.
    PullThroughCacheRule(PullThroughCacheRule<'a>),
    /// What `PutReplicationConfiguration` takes.
    Replication(ReplicationConfiguration<'a>),
}

/// `PutReplicationConfiguration`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ReplicationConfiguration<'a> {
    pub place: Place,
    pub rules: List<ReplicationRule<'a>>,
}

/// `rules[]` of a replication configuration.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ReplicationRule<'a> {
    pub place: Place,
    /// `destinations[].region`
    pub regions: List<Text<'a>>,
    /// `deleteReplication.enabled`
    pub delete_replication: Flag,
}

/// `PutRegistryScanningConfiguration`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ScanningConfiguration<'a> {
    pub place: Place,
    pub scan_type: Text<'a>,
    /// Where `rules` stands, if it does.
    pub rules: Option<Place>,
    /// `rules[].scanFrequency`
    pub scan_frequencies: List<Text<'a>>,
}

/// `CreatePullThroughCacheRule`
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct PullThroughCacheRule<'a> {
    pub place: Place,
    pub upstream_registry_url: Text<'a>,
    pub upstream_registry: Text<'a>,
    pub credential_arn: Text<'a>,
    pub custom_role_arn: Text<'a>,
}

impl<'a> ScanningConfiguration<'a> {
    /// Reads a scanning configuration.
    pub fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            scan_type: fields.string("scanType"),
            rules: fields.place_of("rules"),
            scan_frequencies: fields.objects("rules", |rule| rule.string("scanFrequency")),
        }
    }
}

impl<'a> PullThroughCacheRule<'a> {
    /// Reads a rule.
    pub fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            upstream_registry_url: fields.string("upstreamRegistryUrl"),
            upstream_registry: fields.string("upstreamRegistry"),
            credential_arn: fields.string("credentialArn"),
            custom_role_arn: fields.string("customRoleArn"),
        }
    }
}

impl<'a> ReplicationConfiguration<'a> {
    /// Reads a replication configuration.
    pub fn read(fields: Fields<'a>) -> Self {
        let configuration = fields.object("replicationConfiguration");
        Self {
            place: fields.place,
            rules: configuration.map_or_else(List::default, |configuration| {
                configuration.objects("rules", |rule| ReplicationRule {
                    place: rule.place,
                    regions: rule.objects("destinations", |destination| destination.string("region")),
                    delete_replication: rule.object("deleteReplication").and_then(|deletion| deletion.boolean("enabled")),
                })
            }),
        }
    }
}
