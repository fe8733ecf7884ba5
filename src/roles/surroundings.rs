//! What is known around a task definition.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Unknowns;
use super::unknown::{ACCOUNT, PARTITION, REGION};
use crate::facts::partition_of;

/// What other documents and the user tell.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// The account of the task.
    pub account: Option<String>,
    /// The Region of the task.
    pub region: Option<String>,
    /// Keys of one's own that encrypt what the execution role reads, as ARNs.
    pub kms_keys: Vec<String>,
    /// What encrypts a secret, a parameter or a file, by the ARN of that with `*` and `?`; the longest that fits counts.
    pub keys: Vec<(String, Key)>,
    /// Whether ECS Exec is turned on for the task, and where its sessions go.
    pub exec: Option<Exec>,
    /// Prefixes of pull through caches; `ROOT` is all repositories.
    pub cache_prefixes: Vec<String>,
    /// What a template creates, by logical id.
    pub created: Arc<BTreeMap<String, Created>>,
    /// Whether the task definition stands in a template, so that `${AWS::Region}` is a text that it can hold.
    pub is_template: bool,
}

/// ECS Exec.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exec {
    /// The name of the log group that sessions are written to.
    pub log_group: Option<String>,
    /// The bucket that sessions are written to.
    pub bucket: Option<String>,
    /// The ARN of the key that encrypts sessions.
    pub key: Option<String>,
}

/// A resource that a template creates.
#[derive(Debug, Clone, Default)]
pub struct Created {
    /// `AWS::SecretsManager::Secret`
    pub kind: String,
    /// The name that it is given, where that is known.
    pub name: Option<String>,
    /// Whether a key of one's own encrypts it; `None` where the template does not tell.
    pub key: Option<Key>,
}

/// What encrypts a resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Key {
    /// The key of AWS for the service, which needs no permission.
    OfAws,
    /// A key of one's own, as it is written; `${Name}` for a resource of the template.
    Own(String),
}

impl Surroundings {
    /// What is known of account, Region and partition; `role` is the ARN of a role of the task, which belongs to its account.
    pub(super) fn unknowns(&self, role: Option<&str>) -> Unknowns {
        let mut unknowns = Unknowns::new(self.is_template);
        let mut parts = role.unwrap_or_default().split(':');
        let (partition, account) = (parts.nth(1), parts.nth(2));
        if let Some(account) = self.account.as_deref().or(account).filter(|account| is_account(account)) {
            unknowns.set(ACCOUNT, account);
        }
        if let Some(region) = &self.region {
            unknowns.set(REGION, region);
            unknowns.set(PARTITION, partition_of(region));
        }
        match partition.filter(|partition| partition.starts_with("aws")) {
            Some(partition) => unknowns.set(PARTITION, partition),
            None if !self.is_template => unknowns.set(PARTITION, "aws"),
            None => {}
        }
        unknowns
    }

    /// What a template creates under this name, which may be the name of an attribute: `Bucket.Arn`.
    pub(super) fn created(&self, name: &str) -> Option<&Created> {
        self.created.get(name.split('.').next().unwrap_or(name))
    }
}

/// Twelve digits.
pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
