//! What configures an ECR registry, with the names of the ECR API in snake case.

use super::task_definition::Text;
use super::{Fields, List, Place};

/// One setting of a registry; those of which no rule reads a member are not here.
#[derive(Debug, Clone)]
pub enum EcrRegistry<'a> {
    /// What `PutRegistryScanningConfiguration` takes.
    Scanning(ScanningConfiguration<'a>),
    /// What `CreatePullThroughCacheRule` takes.
    PullThroughCacheRule(PullThroughCacheRule<'a>),
}

/// `PutRegistryScanningConfiguration`
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "the fields are the API's own; its reference documents them")]
pub struct ScanningConfiguration<'a> {
    pub place: Place,
    pub scan_type: Text<'a>,
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
}

impl<'a> ScanningConfiguration<'a> {
    /// Reads a scanning configuration.
    pub fn read(fields: Fields<'a>) -> Self {
        Self {
            place: fields.place,
            scan_type: fields.string("scanType"),
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
        }
    }
}
