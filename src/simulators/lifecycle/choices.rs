//! Where AWS documents nothing: what is assumed, said only where the answer could rest on it.

use super::evaluate::Order;
use super::links::Links;
use super::{Inventory, Limit, Policy, Since};
use crate::facts;

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
    let mut choices = Vec::new();
    let mut say = |applies: bool, text: &str| {
        if applies {
            choices.push(text.to_string());
        }
    };
    say(
        ages,
        "AWS does not say how days are counted: a day is 24 hours here, and an image is older than N days one microsecond after N times 24 hours.",
    );
    say(
        early,
        "The archive keeps images for at least 90 days; what a rule with a smaller countNumber does is not documented: it waits for 90 days here.",
    );
    say(counts && ties, "AWS does not say which of two images pushed at one time is the newer: here it is the one later in the inventory.");
    say(
        inventory.manifest_lists.is_empty() && images.iter().any(|image| image.is_manifest_list),
        "describe-images does not say which images a manifest list holds, so none is kept for its list here; add the output of batch-get-image for the lists as another --images file.",
    );
    say(
        counts && links.has_children(),
        "AWS does not say whether the images of a manifest list count for imageCountMoreThan: here each one does.",
    );
    say(
        links.has_children(),
        "What a manifest list holds may expire in the same run as the list, and move to the archive once the list moves or has moved; AWS only says that it cannot go before.",
    );
    say(
        links.has_subjects(),
        "Reference artifacts go with their subject, in the same run and by its rule; that they are neither identified nor counted themselves is not documented.",
    );
    say(
        images.iter().any(|image| image.is_activating),
        "AWS does not say which rules see an image that is being restored (ACTIVATING): here it is still in the archive.",
    );
    choices
}
