//! ECR lifecycle policies: what a policy does to the images of a repository.
//!
//! In: a [`Policy`] ([`read_policy`]) and an [`Inventory`] ([`read_inventory`]), which is what `describe-images` prints, and a point
//! in time. Out: a [`Preview`] in the shape of `get-lifecycle-policy-preview`, and for each image which rules identified it, which
//! had it as a candidate and which shielded it.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html>, checked 2026-11-21.

mod choices;
mod evaluate;
mod image;
mod input;
mod links;
mod policy;
mod preview;
mod tag_pattern;
#[cfg(test)]
mod tests;

pub use evaluate::preview;
pub use image::{Image, Inventory, StorageClass, Text, WrittenTime};
pub use input::{MAX_INVENTORY_BYTES, read_inventory, read_policy};
pub use policy::{Action, Limit, Policy, PolicyError, Rule, Since, TagSelection};
pub use preview::{ActionResult, Explanation, Preview, PreviewResult, RuleSet, RuleSummary, Summary, TransitionCount};
pub use tag_pattern::TagPattern;
