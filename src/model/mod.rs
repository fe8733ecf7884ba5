//! Typed documents over the tree: what rules, simulators and the runtime read.
//!
//! In: a [`crate::syntax::Node`]. Out: structs whose leaves are [`Value`]s with their place. Reading never fails and
//! never reports: a value of the wrong type reads as unresolved, and `lint::shape` is what says so. Names are matched without
//! regard to ASCII case, so `containerDefinitions` (AWS CLI) and `ContainerDefinitions` (CloudFormation) are one.

mod capacity_provider;
mod cluster;
mod document;
mod ecr_registry;
mod ecr_repository;
mod fields;
mod image_reference;
mod leaf;
mod lifecycle_policy;
mod policy_document;
mod policy_kind;
mod role;
mod service;
mod stack;
mod task_definition;

pub use capacity_provider::{AutoScalingGroupProvider, CapacityProvider, ManagedInstancesProvider};
pub use cluster::{Cluster, ExecuteCommandConfiguration};
pub use document::{Document, Kind, RegistryPart, UnknownKind};
pub use ecr_registry::{EcrRegistry, PullThroughCacheRule, ReplicationConfiguration, ReplicationRule, ScanningConfiguration};
pub use ecr_repository::{EcrRepository, EncryptionConfiguration};
pub use fields::{Fields, is_placeholder, is_stand_in};
pub use image_reference::ImageReference;
pub use leaf::{Leaf, List, Literal, Place, Value};
pub use lifecycle_policy::{CountType, LifecycleAction, LifecyclePolicy, LifecycleRule, Selection, TagStatus};
pub use policy_document::{ConditionEntry, PolicyDocument, PolicyStatement, PolicyUse, PrincipalEntry, Principals};
pub use role::{AttachedPolicy, IdentityKind, InlinePolicies, InlinePolicy, Role};
pub use service::*;
pub use stack::{Stack, StackResource, TargetGroup, node_at, reference};
pub use task_definition::*;
