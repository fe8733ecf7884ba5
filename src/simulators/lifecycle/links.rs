//! Which images belong to others: those that a manifest list holds, and the reference artifacts of a subject.

use std::collections::HashMap;

use super::evaluate::Judgement;
use super::{Action, Image, Inventory, Policy, StorageClass};

/// No image: an index that no inventory reaches.
pub(super) const NO_LINK: u32 = u32::MAX;

/// The links of an inventory, as indices.
pub(super) struct Links {
    /// The subject at the end of the chain, for each image; empty where no image has one.
    subjects: Vec<u32>,
    /// Manifest list and image, for each image of a list that both are in the inventory.
    children: Vec<(u32, u32)>,
}

impl Links {
    pub(super) fn of(inventory: &Inventory<'_>) -> Self {
        let images = &inventory.images;
        let has_subjects = images.iter().any(|image| image.subject.is_some());
        if !has_subjects && inventory.manifest_lists.is_empty() {
            return Self { subjects: Vec::new(), children: Vec::new() };
        }
        let by_digest: HashMap<&str, u32> = (0_u32..).zip(images).map(|(index, image)| (image.digest.as_ref(), index)).collect();
        let find = |digest: &str| by_digest.get(digest).copied();
        let direct: Vec<u32> = images.iter().map(|image| image.subject.as_deref().and_then(find).unwrap_or(NO_LINK)).collect();
        let subjects = (0_u32..).zip(&direct).map(|(index, _)| end_of_chain(&direct, index)).collect();
        let children = inventory
            .manifest_lists
            .iter()
            .filter_map(|(list, digests)| Some((find(list)?, digests)))
            .flat_map(|(list, digests)| digests.iter().filter_map(move |digest| Some((list, find(digest)?))))
            .filter(|(list, child)| list != child)
            .collect();
        Self { subjects, children }
    }

    /// The index of the image that this one follows, or [`NO_LINK`].
    pub(super) fn subject(&self, index: usize) -> u32 {
        self.subjects.get(index).copied().unwrap_or(NO_LINK)
    }

    pub(super) fn has_subjects(&self) -> bool {
        self.subjects.iter().any(|subject| *subject != NO_LINK)
    }

    pub(super) fn has_children(&self) -> bool {
        !self.children.is_empty()
    }

    /// Keeps what a manifest list holds while the list stays. Keeping an image can keep what it holds in turn.
    pub(super) fn hold_children(&self, images: &[Image<'_>], policy: &Policy, judged: &mut [Judgement]) {
        if self.children.is_empty() {
            return;
        }
        let mut of_list: HashMap<u32, Vec<u32>> = HashMap::new();
        for (list, child) in &self.children {
            of_list.entry(*list).or_default().push(*child);
        }
        let action = |judgement: &Judgement| judgement.acts.map(|rule| policy.rules()[usize::from(rule)].action);
        let mut waiting: Vec<u32> = self.children.iter().map(|(list, _)| *list).collect();
        waiting.sort_unstable();
        waiting.dedup();
        while let Some(list) = waiting.pop() {
            let of_the_list = action(&judged[list as usize]);
            let is_archived = images[list as usize].storage_class == StorageClass::Archive;
            for child in of_list.get(&list).into_iter().flatten() {
                let judgement = &mut judged[*child as usize];
                let goes_first = match (action(judgement), of_the_list) {
                    (None, _) | (_, Some(Action::Expire)) => false,
                    (Some(Action::Expire), _) => true,
                    (Some(Action::Transition), of_the_list) => of_the_list.is_none() && !is_archived,
                };
                if goes_first {
                    judgement.acts = None;
                    judgement.held_by = Some(list);
                    waiting.push(*child);
                }
            }
        }
    }

    /// Gives reference artifacts the action of their subject.
    pub(super) fn follow_subjects(&self, images: &[Image<'_>], policy: &Policy, judged: &mut [Judgement]) {
        for (index, subject) in self.subjects.iter().enumerate().filter(|(_, subject)| **subject != NO_LINK) {
            let acts = judged[*subject as usize].acts;
            let is_there_already = acts.is_some_and(|rule| policy.rules()[usize::from(rule)].action == Action::Transition)
                && images[index].storage_class == StorageClass::Archive;
            judged[index].acts = acts.filter(|_| !is_there_already);
        }
    }
}

/// The last subject of a chain (the signature of a bill of materials of an image); [`NO_LINK`] for no chain or an endless one.
fn end_of_chain(direct: &[u32], from: u32) -> u32 {
    // A chain is one or two long; a longer one than this is a circle, which no digest can be part of.
    const LONGEST: usize = 64;
    let mut at = direct[from as usize];
    for _ in 0..LONGEST {
        match direct.get(at as usize) {
            Some(next) if *next != NO_LINK => at = *next,
            _ => return at,
        }
    }
    NO_LINK
}
