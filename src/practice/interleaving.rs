//! Which questions to practise, and in which order: mixed over lessons, what is most needed first.

use std::collections::HashMap;

use jiff::Timestamp;

use super::apart::Apart;
use super::memory::Memory;
use crate::course::{Course, Question};
use crate::progress::Record;

/// Below this probability of recall a question is asked before new ones.
const FADING: f64 = 0.9;
/// So many modules are taken where nothing was begun.
const FIRST_MODULES: usize = 2;

/// What is practised.
#[derive(Debug)]
pub struct PracticePool<'c> {
    /// The questions.
    pub questions: Vec<&'c Question>,
    /// Whether nothing was begun yet, so that the first modules were taken.
    pub from_the_beginning: bool,
}

/// The questions of modules and lessons that are named, or else of lessons read and modules begun.
pub fn practice_pool<'c>(course: &'c Course, record: &Record, places: &[String]) -> PracticePool<'c> {
    let of_places = |places: &[String]| -> Vec<&'c Question> {
        let named = |question: &&Question| {
            places.iter().any(|place| {
                question.lesson == *place || question.lesson.strip_prefix(place.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        course.questions.iter().filter(named).collect()
    };
    if !places.is_empty() {
        return PracticePool { questions: of_places(places), from_the_beginning: false };
    }
    let questions: Vec<_> = course.questions.iter().filter(|question| is_begun(course, record, question)).collect();
    if !questions.is_empty() {
        return PracticePool { questions, from_the_beginning: false };
    }
    let first: Vec<String> = course.modules.iter().take(FIRST_MODULES).map(|module| module.id.clone()).collect();
    PracticePool { questions: of_places(&first), from_the_beginning: true }
}

/// Whether its lesson was read, or something else of its module was begun.
fn is_begun(course: &Course, record: &Record, question: &Question) -> bool {
    if record.lessons_read.contains(&question.lesson) {
        return true;
    }
    let Some((module, _)) = question.lesson.split_once('/') else { return false };
    course.questions_of(module).any(|other| record.answers.contains_key(&other.id))
        || course.labs_of(module).any(|lab| record.labs.contains_key(&lab.id))
}

/// Chooses so many questions of a pool and puts them in order; the same seed and record give the same.
///
/// First what the learner was sure of and wrong, then what was wrong, then what fades, then new ones, then the rest. Among equals chance
/// decides. Of questions that are alike and equally needed one is taken where there are others. No two in a row are of one lesson where that can be avoided.
pub fn choose_questions<'c>(
    course: &'c Course,
    pool: &[&'c Question],
    record: &Record,
    now: Timestamp,
    count: usize,
    seed: u64,
) -> Vec<&'c Question> {
    let mut ranked: Vec<(Need, &Question)> = pool.iter().map(|question| (Need::of(question, record, now), *question)).collect();
    fastrand::Rng::with_seed(seed).shuffle(&mut ranked);
    ranked.sort_by_key(|(need, _)| *need);
    let mut apart = Apart::new(course);
    let (mut questions, mut first) = (Vec::new(), 0);
    for equals in ranked.chunk_by(|(need, _), (other, _)| need == other) {
        let candidates = equals.iter().map(|(_, question)| *question).collect();
        questions.extend(apart.choose(candidates, count - questions.len()));
        if equals[0].0 == Need::SureButWrong {
            first = questions.len();
        }
    }
    let mut order = interleave(&questions[..first], None);
    let last = order.last().map(|question| question.lesson.as_str());
    order.extend(interleave(&questions[first..], last));
    order
}

/// How much a question needs to be asked, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Need {
    SureButWrong,
    Wrong,
    Fading,
    New,
    Known,
}

impl Need {
    fn of(question: &Question, record: &Record, now: Timestamp) -> Self {
        let Some(answers) = record.answers.get(&question.id) else { return Self::New };
        if answers.is_sure_but_wrong() {
            Self::SureButWrong
        } else if !answers.latest_correct {
            Self::Wrong
        } else if Memory::of_answers(answers, now).is_some_and(|memory| memory.recall(now) < FADING) {
            Self::Fading
        } else {
            Self::Known
        }
    }
}

/// Puts questions in an order in which neighbours are of different lessons, and of different modules where that is possible too.
///
/// The lesson with the most questions left goes first, unless it was the last: that never runs into a dead end that could be avoided.
fn interleave<'c>(questions: &[&'c Question], before: Option<&'c str>) -> Vec<&'c Question> {
    let mut left = questions.to_vec();
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for question in questions {
        *counts.entry(&question.lesson).or_default() += 1;
    }
    let mut order: Vec<&Question> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let last = order.last().map(|question| question.lesson.as_str()).or(before);
        let count = |question: &Question| counts.get(question.lesson.as_str()).copied().unwrap_or(0);
        let most = left.iter().map(|question| count(question)).max().unwrap_or(0);
        let cost = |question: &Question| {
            (
                Some(question.lesson.as_str()) == last,
                !(count(question) == most && most * 2 > left.len()),
                last.is_some_and(|last| last.split('/').next() == question.lesson.split('/').next()),
                most - count(question),
            )
        };
        // The first of the cheapest keeps the order of need among equals.
        let Some(index) = (0..left.len()).min_by_key(|index| cost(left[*index])) else { break };
        let next = left.remove(index);
        counts.entry(&next.lesson).and_modify(|count| *count -= 1);
        order.push(next);
    }
    order
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::progress::{Confidence, EventKind, StoredEvent};

    /// Loaded once for all the cases of a property.
    static COURSE: std::sync::LazyLock<Course> = std::sync::LazyLock::new(Course::embedded);

    fn now() -> Timestamp {
        "2026-12-01T20:00:00Z".parse().expect("a time")
    }

    fn neighbours_of_one_lesson(order: &[&Question]) -> usize {
        order.windows(2).filter(|pair| pair[0].lesson == pair[1].lesson).count()
    }

    #[test]
    fn without_names_only_what_was_begun_is_practised() {
        let course = Course::embedded();
        let pool = |events: &[(&str, EventKind)], places: &[&str]| {
            let places: Vec<String> = places.iter().map(ToString::to_string).collect();
            let pool = practice_pool(&course, &Record::of(&StoredEvent::sequence(events)), &places);
            let mut lessons: Vec<String> = pool.questions.iter().map(|question| question.lesson.clone()).collect();
            lessons.dedup();
            (lessons, pool.from_the_beginning)
        };
        let (lessons, from_the_beginning) = pool(&[], &[]);
        assert!(
            from_the_beginning && lessons.iter().all(|lesson| lesson.starts_with("containers/") || lesson.starts_with("repositories/"))
        );
        assert_eq!(pool(&[("fargate/sizes", EventKind::LessonRead)], &[]), (vec!["fargate/sizes".to_string()], false));
        let asked = course.questions_of("fargate/sizes").next().expect("a question").id.clone();
        assert!(pool(&[(&asked, EventKind::answered(true, None))], &[]).0.len() > 3, "its module is begun");
        assert_eq!(pool(&[("fargate/sizes", EventKind::LessonRead)], &["roles/three-roles"]).0, ["roles/three-roles"]);
    }

    #[test]
    fn what_one_was_sure_of_and_wrong_comes_first_and_then_what_was_wrong() {
        let course = Course::embedded();
        let pool: Vec<&Question> = course.questions_of("fargate").collect();
        let events = [
            (pool[9].id.as_str(), EventKind::answered(true, None)),
            (pool[5].id.as_str(), EventKind::answered(false, None)),
            (pool[7].id.as_str(), EventKind::answered(false, Some(Confidence::Sure))),
        ];
        let record = Record::of(&StoredEvent::sequence(&events));
        for seed in 0..20 {
            let chosen = choose_questions(&course, &pool, &record, now(), 2, seed);
            assert_eq!(chosen.iter().map(|question| &question.id).collect::<Vec<_>>(), [&pool[7].id, &pool[5].id]);
            let all = choose_questions(&course, &pool, &record, now(), pool.len() - 1, seed);
            assert!(all.iter().all(|question| question.id != pool[9].id), "what is known is left out first");
        }
    }

    proptest! {
        #[test]
        fn neighbours_differ_where_they_can_and_the_seed_repeats(seed in any::<u64>(), count in 1usize..60, module in 0usize..17) {
            let course = &*COURSE;
            let pool: Vec<&Question> = course.questions_of(&course.modules[module % course.modules.len()].id).collect();
            let chosen = choose_questions(course, &pool, &Record::default(), now(), count, seed);
            let again = choose_questions(course, &pool, &Record::default(), now(), count, seed);
            prop_assert!(chosen.iter().map(|question| &question.id).eq(again.iter().map(|question| &question.id)));
            let mut ids: Vec<&String> = chosen.iter().map(|question| &question.id).collect();
            ids.sort();
            ids.dedup();
            prop_assert_eq!(ids.len(), count.min(pool.len()));
            let most = chosen.iter().map(|question| chosen.iter().filter(|other| other.lesson == question.lesson).count()).max().unwrap_or(0);
            let unavoidable = (2 * most).saturating_sub(chosen.len() + 1);
            prop_assert_eq!(neighbours_of_one_lesson(&chosen), unavoidable);
        }
    }
}
