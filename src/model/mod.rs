//! Typed documents over the tree: what rules, simulators and the runtime read.
//!
//! In: a [`crate::syntax::Node`]. Out: structs whose leaves are [`Value`]s with their place. Reading never fails and
//! never reports: a value of the wrong type reads as unresolved, and `lint::shape` is what says so. Names are matched without
//! regard to ASCII case, so `containerDefinitions` (AWS CLI) and `ContainerDefinitions` (CloudFormation) are one.

mod document;
mod fields;
mod image_reference;
mod leaf;
mod lifecycle_policy;
mod policy_document;
mod task_definition;

pub use document::{Document, Kind, RegistryPart, UnknownKind};
pub use fields::{Fields, is_placeholder};
pub use image_reference::ImageReference;
pub use leaf::{Leaf, List, Literal, Place, Value};
pub use lifecycle_policy::{CountType, LifecycleAction, LifecyclePolicy, LifecycleRule, Selection, TagStatus};
pub use policy_document::{ConditionEntry, PolicyDocument, PolicyStatement, PrincipalEntry, Principals};
pub use task_definition::*;
