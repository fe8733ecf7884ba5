//! Where AWS documents nothing: what is assumed, said only where the answer could rest on it.

use super::evaluate::Order;
use super::links::{Links, NO_LINK};
use super::{Inventory, Limit, Policy, Since};
use crate::facts;
use crate::simulators::choices::{Said, lifecycle};

/// The choices that matter for this policy and these images.
pub(super) fn relied_on(policy: &Policy, inventory: &Inventory<'_>, links: &Links, order: &Order) -> Vec<String> {
    let ages = policy.rules().iter().any(|rule| matches!(rule.limit, Limit::OlderThan { .. }));
    let counts = policy.rules().iter().any(|rule| matches!(rule.limit, Limit::Newest(_)));
    let early = policy
        .rules()
        .iter()
        .any(|rule| matches!(rule.limit, Limit::OlderThan { days, since: Since::Transitioned } if days < facts::ARCHIVE_MINIMUM_DAYS));
    let ties = order.windows(2).any(|pair| pair[0].0 == pair[1].0);
    let images = &inventory.images;
    let mut said = Said::default();
    said.when(ages, lifecycle::DAYS);
    said.when(early, lifecycle::EARLY_IN_ARCHIVE);
    said.when(counts && ties, lifecycle::TIES);
    said.when(inventory.manifest_lists.is_empty() && images.iter().any(|image| image.is_manifest_list), lifecycle::UNKNOWN_CHILDREN);
    said.when(counts && links.has_children(), lifecycle::CHILDREN_COUNT);
    said.when(links.has_children(), lifecycle::CHILDREN_GO);
    said.when(links.has_subjects(), lifecycle::ARTIFACTS);
    let mut at_large = (0..).zip(images).filter(|(at, image)| image.subject.is_some() && links.subject(*at) == NO_LINK);
    said.when(at_large.next().is_some(), lifecycle::ARTIFACT_WITHOUT_SUBJECT);
    said.when(images.iter().any(|image| image.is_activating), lifecycle::ACTIVATING);
    said.into_sentences()
}
