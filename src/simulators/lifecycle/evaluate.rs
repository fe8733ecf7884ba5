//! The algorithm.
//!
//! 1. Every rule by itself identifies images by storage class and tags.
//! 2. Every rule by itself finds its candidates among them, as if nothing had expired: too old, or beyond the newest N.
//! 3. In ascending priority, a rule acts on its candidates, but never on what a rule before it identified. So the first rule that
//!    identifies an image decides about it alone: it acts, or it shields the image from all rules after it.
//! 4. What a manifest list holds cannot go before the list, and reference artifacts go with their subject.
//!
//! Source: <https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html>, checked 2026-11-21.

use super::links::{Links, NO_LINK};
use super::preview::{Explanation, Preview, PreviewResult, RuleSet, RuleSummary, Summary, TransitionCount};
use super::{Action, Image, Inventory, Limit, Policy, Rule, StorageClass, TagSelection, choices};
use crate::simulators::instant::{Instant, days_as_micros};

/// What happens to each image at a point in time, and why.
pub fn preview<'a>(policy: &'a Policy, inventory: &'a Inventory<'a>, now: Instant) -> Preview<'a> {
    let images = &inventory.images;
    let links = Links::of(inventory);
    let order = oldest_first(images);
    let mut judged = judge(policy, images, &links, &order, now);
    links.hold_children(images, policy, &mut judged);
    links.follow_subjects(images, policy, &mut judged);
    let choices = choices::relied_on(policy, inventory, &links, &order);
    report(policy, images, &links, &order, &judged, choices)
}

/// What the rules say of one image. Bits count rules in ascending priority; a policy has at most 50.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Judgement {
    pub identified: u64,
    pub candidate: u64,
    /// Its place from the newest, from 1, in the rule that decides; 0 where that rule does not count images.
    pub rank: u32,
    /// The rule that acts.
    pub acts: Option<u8>,
    /// The manifest list that keeps it, as an index.
    pub held_by: Option<u32>,
}

/// Indices with the effective push, oldest first; at one time, the later in the list is the newer.
pub(super) type Order = Vec<(Instant, u32)>;

fn oldest_first(images: &[Image<'_>]) -> Order {
    let mut order: Order = (0_u32..).zip(images).map(|(index, image)| (image.effective_push(), index)).collect();
    order.sort_unstable();
    order
}

fn judge(policy: &Policy, images: &[Image<'_>], links: &Links, order: &Order, now: Instant) -> Vec<Judgement> {
    let selector = Selector::new(policy);
    // In the order of the inventory, in which the images lie in memory.
    let mut judged = in_parallel(images, |first, part| {
        (first..).zip(part).map(|(at, image)| judge_alone(policy, &selector, links, at, image, now)).collect()
    });
    let counting = policy.rules().iter().enumerate().filter(|(_, rule)| matches!(rule.limit, Limit::Newest(_)));
    let counting: u64 = counting.fold(0, |set, (bit, _)| set | 1 << bit);
    let mut counted = vec![0_u32; policy.rules().len()];
    for (_, index) in order.iter().rev() {
        let judgement = &mut judged[*index as usize];
        for bit in bits(judgement.identified & counting) {
            counted[bit] += 1;
            let is_candidate = matches!(policy.rules()[bit].limit, Limit::Newest(kept) if i64::from(counted[bit]) > kept);
            judgement.candidate |= u64::from(is_candidate) << bit;
            if bit == first(judgement.identified) {
                judgement.rank = counted[bit];
            }
        }
        let decides = first(judgement.identified);
        judgement.acts = (judgement.candidate >> decides.min(63) & 1 == 1).then(|| u8::try_from(decides).unwrap_or(u8::MAX));
    }
    judged
}

/// Maps a long list in as many parts as there are processors; `map` gets the index of its part's first item.
fn in_parallel<T: Sync, R: Send>(items: &[T], map: impl Fn(usize, &[T]) -> Vec<R> + Sync) -> Vec<R> {
    /// Starting a thread takes as long as judging a few hundred images.
    const LEAST: usize = 10_000;
    let parts = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let length = items.len().div_ceil(parts).max(LEAST);
    let Some((head, tail)) = items.split_at_checked(length) else { return map(0, items) };
    std::thread::scope(|scope| {
        let map = &map;
        let starts = (length..).step_by(length);
        let threads: Vec<_> = starts.zip(tail.chunks(length)).map(|(start, part)| scope.spawn(move || map(start, part))).collect();
        let mut mapped = map(0, head);
        for thread in threads {
            // A panic of the part is this one's.
            mapped.extend(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        mapped
    })
}

/// What can be said of an image without the others.
fn judge_alone(policy: &Policy, selector: &Selector<'_>, links: &Links, at: usize, image: &Image<'_>, now: Instant) -> Judgement {
    // What follows its subject is not asked itself.
    if links.subject(at) != NO_LINK {
        return Judgement::default();
    }
    let identified = selector.identify(image);
    let is_candidate = |bit: &usize| {
        let rule = &policy.rules()[*bit];
        rule.limit.effective_days().is_some_and(|days| is_older(rule, image, days, now))
    };
    let candidate = bits(identified).filter(is_candidate).fold(0, |set, bit| set | 1 << bit);
    Judgement { identified, candidate, ..Judgement::default() }
}

/// The lowest bit that is set; 64 for none.
fn first(set: u64) -> usize {
    set.trailing_zeros() as usize
}

fn is_older(rule: &Rule, image: &Image<'_>, days: i64, now: Instant) -> bool {
    now.micros_since(rule.counted_from(image)) > days_as_micros(days)
}

/// The bits that are set, ascending.
pub(super) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = set.trailing_zeros();
        (set != 0).then(|| {
            set &= set - 1;
            bit as usize
        })
    })
}

/// The rules sorted by what they look at, so that an image is held against patterns only where it must be.
struct Selector<'p> {
    standard: ClassSelector<'p>,
    archive: ClassSelector<'p>,
}

#[derive(Default)]
struct ClassSelector<'p> {
    any: u64,
    untagged: u64,
    tagged: Vec<(u64, &'p Rule)>,
}

impl<'p> Selector<'p> {
    fn new(policy: &'p Policy) -> Self {
        let mut selector = Self { standard: ClassSelector::default(), archive: ClassSelector::default() };
        for (bit, rule) in policy.rules().iter().enumerate() {
            let class = match rule.storage_class {
                StorageClass::Standard => &mut selector.standard,
                StorageClass::Archive => &mut selector.archive,
            };
            match rule.tags {
                TagSelection::Any => class.any |= 1 << bit,
                TagSelection::Untagged => class.untagged |= 1 << bit,
                TagSelection::Tagged(_) => class.tagged.push((1 << bit, rule)),
            }
        }
        selector
    }

    fn identify(&self, image: &Image<'_>) -> u64 {
        let class = match image.storage_class {
            StorageClass::Standard => &self.standard,
            StorageClass::Archive => &self.archive,
        };
        if image.tags.is_empty() {
            return class.any | class.untagged;
        }
        class.tagged.iter().fold(class.any, |set, (bit, rule)| match &rule.tags {
            TagSelection::Tagged(patterns) if Rule::all_patterns_match(patterns, &image.tags) => set | bit,
            _ => set,
        })
    }
}

fn report<'a>(
    policy: &'a Policy,
    images: &'a [Image<'_>],
    links: &Links,
    order: &Order,
    judged: &[Judgement],
    choices: Vec<String>,
) -> Preview<'a> {
    let set = |bits| RuleSet::new(bits, policy.priorities());
    let mut preview = Preview::new(images.len(), choices);
    let mut rules: Vec<RuleSummary> = policy.rules().iter().map(RuleSummary::new).collect();
    let mut transitions = 0;
    for (_, index) in order {
        let at = *index as usize;
        let (image, judgement) = (&images[at], judged[at]);
        for bit in bits(judgement.identified) {
            rules[bit].identified += 1;
        }
        for bit in bits(judgement.candidate) {
            rules[bit].candidates += 1;
        }
        let subject = (links.subject(at) != NO_LINK).then(|| &images[links.subject(at) as usize]);
        if let Some(acts) = judgement.acts {
            let rule = &policy.rules()[usize::from(acts)];
            rules[usize::from(acts)].acts_on += 1;
            match rule.action {
                Action::Expire => preview.summary.expiring_image_total_count += 1,
                Action::Transition => transitions += 1,
            }
            preview.preview_results.push(PreviewResult::new(image, rule, judgement.rank, subject));
        }
        if judgement.candidate != 0 || judgement.acts.is_some() {
            let decides = first(judgement.identified);
            let is_shielded = judgement.candidate != 0 && judgement.candidate & (1 << decides) == 0;
            preview.explanation.push(Explanation {
                image,
                image_digest: &image.digest,
                identified_by: set(judgement.identified),
                candidate_of: set(judgement.candidate),
                shielded_by: is_shielded.then(|| policy.priorities()[decides]),
                held_by_manifest_list: judgement.held_by.map(|list| images[list as usize].digest.as_ref()),
                follows_subject: subject.map(|subject| subject.digest.as_ref()),
            });
        }
    }
    preview.summary = Summary { transitioning_image_total_counts: TransitionCount::list(transitions), ..preview.summary };
    preview.rules = rules;
    preview
}
