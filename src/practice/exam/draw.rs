//! Drawing the items of an exam: by the weights of its domains, from what the course has.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::counted::listed;
use crate::course::{Course, ExamProfile, Question};
use crate::practice::apart::Apart;
use crate::progress::Record;

/// Where domains that weigh more than this in percent are not covered, a result says nothing of the exam.
const MOST_UNCOVERED: u32 = 10;

/// The items of an exam, in their order.
#[derive(Debug)]
pub struct ExamDraw<'c> {
    /// The profile.
    pub profile: &'c ExamProfile,
    /// What it was drawn with.
    pub seed: u64,
    /// The items; none twice.
    pub items: Vec<&'c Question>,
    /// Those that do not count, by their ids.
    pub unscored: BTreeSet<String>,
    /// How many seconds there are: in proportion to the items.
    pub limit_seconds: u32,
    /// How many items were asked for.
    pub asked_for: usize,
    /// What each domain gave.
    pub shares: Vec<DomainShare>,
}

/// What a domain has and gives.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct DomainShare {
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Its weight in percent.
    pub weight: u32,
    /// Items that the course has for it.
    pub pool: usize,
    /// Items that were drawn from it.
    pub items: usize,
}

impl DomainShare {
    /// Whether it gave less than its weight asks for, or more because others gave less.
    pub fn differs_from_weight(&self, items: usize) -> bool {
        !is_by_weight(self.items, self.weight, items)
    }
}

impl ExamDraw<'_> {
    /// That there will be no estimate, and why, a clause; nothing where there will be one.
    pub fn no_estimate(&self) -> Option<String> {
        let uncovered: Vec<u32> = self.shares.iter().filter(|share| share.pool == 0).map(|share| share.number).collect();
        no_estimate(self.profile, &uncovered)
    }
}

/// Whether so many of all items are what a weight asks for, but for rounding.
pub(super) fn is_by_weight(items: usize, weight: u32, all: usize) -> bool {
    (items as f64 - all as f64 * f64::from(weight) / 100.0).abs() < 1.0
}

/// Why there is no estimate where these domains are not covered, a clause; nothing where there is one.
pub(super) fn no_estimate(profile: &ExamProfile, uncovered: &[u32]) -> Option<String> {
    let numbers: Vec<String> = uncovered.iter().map(ToString::to_string).collect();
    let (domains, are) = if let [_] = uncovered { ("domain", "is") } else { ("domains", "are") };
    let weight: u32 = uncovered.iter().filter_map(|number| profile.domain(*number)).map(|domain| domain.weight).sum();
    (weight > MOST_UNCOVERED)
        .then(|| format!("no estimate: {domains} {}, {weight} % of the exam, {are} not covered here", listed(&numbers)))
}

/// Why no exam can be drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawError {
    /// The course has nothing for it.
    #[error("the course has no questions for {0}")]
    Nothing(String),
}

/// Draws an exam: the same seed and record give the same.
///
/// Each domain gives its share by weight (largest remainder). Where it has too few items, its share goes to the others in proportion; no
/// item is taken twice. Within a domain those never seen come first, then those not seen for the longest time, and among equals chance;
/// of questions that are alike one is taken where there are others.
///
/// # Errors
/// When the course has no item for the profile.
pub fn draw_exam<'c>(
    course: &'c Course,
    profile: &'c ExamProfile,
    record: &Record,
    items: Option<usize>,
    seed: u64,
) -> Result<ExamDraw<'c>, DrawError> {
    let mut random = fastrand::Rng::with_seed(seed);
    let asked_for = items.unwrap_or(profile.items()).max(1);
    let mut pools: Vec<Vec<&Question>> = profile.domains.iter().map(|domain| pool_of(course, profile, domain.number)).collect();
    let weights: Vec<u32> = profile.domains.iter().map(|domain| domain.weight).collect();
    let sizes: Vec<usize> = pools.iter().map(Vec::len).collect();
    let quotas = apportion(asked_for, &weights, &sizes);
    let mut drawn = Vec::new();
    let mut unscored = BTreeSet::new();
    let total: usize = quotas.iter().sum();
    if total == 0 {
        return Err(DrawError::Nothing(profile.code.clone()));
    }
    // The same share of trial items in a short form; at least one item counts.
    let trial = ((total * profile.unscored + profile.items() / 2) / profile.items().max(1)).min(total - 1);
    let trials = apportion(trial, &quotas.iter().map(|quota| u32::try_from(*quota).unwrap_or(u32::MAX)).collect::<Vec<_>>(), &quotas);
    let mut apart = Apart::new(course);
    // Where there is the least to choose from comes first, so that the others can keep apart from it.
    let mut domains: Vec<usize> = (0..pools.len()).collect();
    domains.sort_by_key(|domain| sizes[*domain] - quotas[*domain]);
    for domain in domains {
        let mut pool = std::mem::take(&mut pools[domain]);
        random.shuffle(&mut pool);
        pool.sort_by_key(|question| last_seen(record, question));
        let mut chosen = apart.choose(pool, quotas[domain]);
        random.shuffle(&mut chosen);
        unscored.extend(chosen.iter().take(trials[domain]).map(|question| question.id.clone()));
        drawn.append(&mut chosen);
    }
    random.shuffle(&mut drawn);
    let seconds = u64::from(profile.minutes) * 60 * drawn.len() as u64 / profile.items().max(1) as u64;
    let shares = profile.domains.iter().zip(sizes.iter().zip(&quotas)).map(|(domain, (pool, items))| DomainShare {
        number: domain.number,
        title: domain.title.clone(),
        weight: domain.weight,
        pool: *pool,
        items: *items,
    });
    Ok(ExamDraw {
        profile,
        seed,
        unscored,
        limit_seconds: u32::try_from(seconds).unwrap_or(u32::MAX).max(60),
        asked_for,
        shares: shares.collect(),
        items: drawn,
    })
}

/// What the course has for each domain of a profile.
pub fn domain_pools(course: &Course, profile: &ExamProfile) -> Vec<DomainShare> {
    let share = |domain: &crate::course::ExamDomain| DomainShare {
        number: domain.number,
        title: domain.title.clone(),
        weight: domain.weight,
        pool: pool_of(course, profile, domain.number).len(),
        items: 0,
    };
    profile.domains.iter().map(share).collect()
}

fn pool_of<'c>(course: &'c Course, profile: &ExamProfile, domain: u32) -> Vec<&'c Question> {
    let is_of = |question: &&Question| profile.takes(question) && profile.domain_of(question).is_some_and(|found| found.number == domain);
    course.questions.iter().filter(is_of).collect()
}

/// When a question was answered last; `None`, which is first, for never.
fn last_seen(record: &Record, question: &Question) -> Option<Timestamp> {
    record.answers.get(&question.id)?.history.last().map(|attempt| attempt.at)
}

/// Shares `total` by weights with the largest remainder, no share above its limit; what a limit cuts off goes to the others in proportion.
fn apportion(total: usize, weights: &[u32], limits: &[usize]) -> Vec<usize> {
    let mut shares = vec![0; weights.len()];
    let mut full: Vec<bool> = weights.iter().zip(limits).map(|(weight, limit)| *weight == 0 || *limit == 0).collect();
    loop {
        let left = total - full.iter().zip(&shares).filter(|(full, _)| **full).map(|(_, share)| *share).sum::<usize>();
        let open: Vec<usize> = (0..weights.len()).filter(|index| !full[*index]).collect();
        let sum: u64 = open.iter().map(|index| u64::from(weights[*index])).sum();
        if sum == 0 {
            return shares;
        }
        let parts = |index: usize| left as u64 * u64::from(weights[index]);
        for index in &open {
            shares[*index] = (parts(*index) / sum) as usize;
        }
        let given: usize = open.iter().map(|index| shares[*index]).sum();
        let mut by_remainder = open.clone();
        by_remainder.sort_by_key(|index| (std::cmp::Reverse(parts(*index) % sum), *index));
        for index in by_remainder.into_iter().take(left - given) {
            shares[index] += 1;
        }
        let over: Vec<usize> = open.into_iter().filter(|index| shares[*index] > limits[*index]).collect();
        if over.is_empty() {
            return shares;
        }
        for index in over {
            shares[index] = limits[index];
            full[index] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::progress::{EventKind, StoredEvent};

    /// Loaded once for all the cases of a property.
    static COURSE: std::sync::LazyLock<Course> = std::sync::LazyLock::new(Course::embedded);

    #[test]
    fn shares_follow_the_largest_remainder_and_what_is_missing_goes_to_the_others() {
        for (total, limits, expected) in [
            (65, [99, 99, 99, 99], [20, 17, 14, 14]),
            (50, [99, 99, 99, 99], [15, 13, 11, 11]),
            (65, [0, 0, 99, 0], [0, 0, 65, 0]),
            (65, [10, 99, 99, 99], [10, 21, 17, 17]),
            (65, [5, 5, 5, 5], [5, 5, 5, 5]),
            (1, [99, 99, 99, 99], [1, 0, 0, 0]),
        ] {
            assert_eq!(apportion(total, &[30, 26, 22, 22], &limits), expected, "{total} of {limits:?}");
        }
    }

    #[test]
    fn items_never_seen_come_first_and_then_those_not_seen_for_long() {
        let mut course = Course::embedded();
        let profile = &course.exam("clf-c02").expect("the profile").clone();
        course.alike.clear();
        course.questions.retain(|question| profile.domain_of(question).is_some_and(|domain| domain.number == 3));
        let pool = pool_of(&course, profile, 3);
        let (unseen, seen) = pool.split_at(3);
        let mut events = Vec::new();
        for (day, question) in (1..).zip(seen) {
            let at = Timestamp::from_second(1_760_000_000 + day * 86_400).expect("a time").to_string();
            events.push(StoredEvent::at(&at, &question.id, EventKind::answered(true, None)));
        }
        let draw = draw_exam(&course, profile, &Record::of(&events), Some(5), 3).expect("draws");
        let mut drawn: Vec<&str> = draw.items.iter().map(|question| question.id.as_str()).collect();
        let mut expected: Vec<&str> = unseen.iter().chain(&seen[..2]).map(|question| question.id.as_str()).collect();
        drawn.sort_unstable();
        expected.sort_unstable();
        assert_eq!(drawn, expected);
    }

    #[test]
    fn the_others_keep_apart_from_the_only_item_of_a_domain() {
        let mut course = Course::embedded();
        let profile = &course.exams[0].clone();
        let [first, last] =
            [1, 4].map(|domain| -> Vec<String> { pool_of(&course, profile, domain).iter().map(|question| question.id.clone()).collect() });
        let (only, alike) = (&last[0], &first[..first.len() / 2]);
        course.questions.retain(|question| first.contains(&question.id) || question.id == *only);
        course.alike = vec![alike.iter().chain([only]).cloned().collect()];
        for seed in 0..20 {
            let draw = draw_exam(&course, profile, &Record::default(), Some(10), seed).expect("draws");
            let drawn: Vec<&String> = draw.items.iter().map(|question| &question.id).collect();
            assert!(drawn.contains(&only) && !drawn.iter().any(|id| alike.contains(id)), "{seed}: {drawn:?}");
        }
    }

    #[test]
    fn a_full_exam_has_the_items_and_the_time_of_the_real_one() {
        let course = Course::embedded();
        let draw = draw_exam(&course, &course.exams[0], &Record::default(), None, 1).expect("draws");
        assert_eq!((draw.items.len(), draw.unscored.len(), draw.limit_seconds), (65, 15, 130 * 60));
        let short = draw_exam(&course, &course.exams[0], &Record::default(), Some(13), 1).expect("draws");
        assert_eq!((short.items.len(), short.unscored.len(), short.limit_seconds), (13, 3, 26 * 60));
    }

    #[test]
    fn an_exam_without_questions_is_refused() {
        let mut course = Course::embedded();
        course.questions.clear();
        let refused = draw_exam(&course, &course.exams[0], &Record::default(), None, 1).map(|draw| draw.items.len());
        assert_eq!(refused, Err(DrawError::Nothing("DVA-C03".to_string())));
    }

    proptest! {
        #[test]
        fn a_draw_repeats_itself_and_no_item(seed in any::<u64>(), items in 1usize..400, exam in 0usize..5) {
            let course = &*COURSE;
            let profile = &course.exams[exam % course.exams.len()];
            let draw = || draw_exam(course, profile, &Record::default(), Some(items), seed).expect("draws");
            let (first, second) = (draw(), draw());
            let ids = |draw: &ExamDraw<'_>| draw.items.iter().map(|question| question.id.clone()).collect::<Vec<_>>();
            prop_assert_eq!(ids(&first), ids(&second));
            prop_assert_eq!(&first.unscored, &second.unscored);
            let each: BTreeSet<_> = ids(&first).into_iter().collect();
            prop_assert_eq!(each.len(), first.items.len());
            let pool: usize = first.shares.iter().map(|share| share.pool).sum();
            prop_assert_eq!(first.items.len(), items.min(pool));
            prop_assert!(first.unscored.len() < first.items.len() && first.unscored.is_subset(&each));
            for share in &first.shares {
                let of_it = first.items.iter().filter(|question| profile.domain_of(question).is_some_and(|domain| domain.number == share.number));
                prop_assert_eq!(of_it.count(), share.items);
            }
        }

        #[test]
        fn shares_are_within_one_of_their_weight(total in 0usize..200, weights in prop::collection::vec(1u32..60, 1..8)) {
            let shares = apportion(total, &weights, &vec![usize::MAX; weights.len()]);
            let sum: u32 = weights.iter().sum();
            prop_assert_eq!(shares.iter().sum::<usize>(), total);
            for (share, weight) in shares.iter().zip(&weights) {
                let exact = total as f64 * f64::from(*weight) / f64::from(sum);
                prop_assert!((*share as f64 - exact).abs() < 1.0, "{share} for {exact}");
            }
        }
    }
}
