//! Policies that AWS manages, and what they allow.

use super::managed_policies::MANAGED_POLICIES;

/// A policy that AWS manages, in its newest known version.
#[derive(Debug)]
pub struct ManagedPolicy {
    /// Its name, unique among the policies of AWS.
    pub name: &'static str,
    /// `/`, or such as `/service-role/`.
    pub path: &'static str,
    /// Such as `v3`.
    pub version: &'static str,
    /// The day on which AWS made that version.
    pub updated: &'static str,
    /// The policy document, as JSON without white space.
    pub document: &'static str,
}

/// The policy of that name, where its content is known: those for ECS and ECR.
pub fn managed_policy(name: &str) -> Option<&'static ManagedPolicy> {
    let index = MANAGED_POLICIES.binary_search_by_key(&name, |policy| policy.name).ok()?;
    Some(&MANAGED_POLICIES[index])
}
