//! What to review today: questions and labs that are about to be forgotten, as many as fit the minutes one has.

use jiff::Timestamp;
use jiff::civil::Date;

use super::memory::{Memory, days_from};
use crate::course::{Course, ExamProfile, Question};
use crate::progress::{Record, date_of};

/// What an answer takes, with its explanation, by the difficulty of the question from 1 to 3.
const SECONDS: [u32; 3] = [60, 90, 120];

/// What a review is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewKind {
    /// A question is asked again.
    Question,
    /// A lab is solved again.
    Lab,
}

/// Something that is due.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct ReviewItem {
    /// A question or a lab.
    pub kind: ReviewKind,
    /// Its id.
    pub id: String,
    /// The lesson to which it belongs.
    pub lesson: String,
    /// Since when it is due.
    pub due: Date,
    /// The predicted probability of recall now, from 0 to 1.
    pub recall: f64,
    /// Whether the latest answer was wrong although the learner was sure.
    pub sure_but_wrong: bool,
    /// What it takes.
    pub seconds: u32,
    /// What is gained by reviewing it: what may be forgotten, by its weight in the exam.
    #[serde(skip)]
    gain: f64,
}

/// The exam for which one learns.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct ExamAhead {
    /// As AWS writes it.
    pub code: String,
    /// Its day.
    pub date: Date,
    /// Days until then; negative when it is over.
    pub days_left: i32,
}

/// The reviews of a day.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewPlan {
    /// The exam, where its day was set.
    pub exam: Option<ExamAhead>,
    /// The minutes that one has.
    pub minutes: u32,
    /// What is due and fits them, in the order in which it is worth most.
    pub items: Vec<ReviewItem>,
    /// What is due and does not fit.
    pub left_over: Vec<ReviewItem>,
    /// The next day on which more is due, and how much.
    pub next: Option<NextReview>,
}

/// When reviews go on.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct NextReview {
    /// The day.
    pub date: Date,
    /// How many are due then.
    pub count: usize,
}

impl ReviewItem {
    /// A lab takes as long as twenty questions: what it brings is held against that.
    fn gain_per_second(&self) -> f64 {
        self.gain / f64::from(self.seconds.max(1))
    }
}

impl ReviewPlan {
    /// The labs that are due and do not fit, the most worth first: nobody would hear of those that are longer than any evening.
    pub fn waiting_labs(&self) -> impl Iterator<Item = &ReviewItem> {
        self.left_over.iter().filter(|item| item.kind == ReviewKind::Lab)
    }

    /// Minutes that items take, rounded up.
    pub fn minutes_of(items: &[ReviewItem]) -> u32 {
        items.iter().map(|item| item.seconds).sum::<u32>().div_ceil(60)
    }

    /// Everything that is due.
    pub fn due(&self) -> usize {
        self.items.len() + self.left_over.len()
    }
}

/// Plans the reviews of the day for the minutes one has.
pub fn review_plan(course: &Course, record: &Record, now: Timestamp, minutes: u32) -> ReviewPlan {
    let today = date_of(now);
    let profile = record.exam_date.as_ref().and_then(|exam| course.exam(&exam.profile));
    let exam = record.exam_date.as_ref().map(|exam| exam.date).filter(|date| *date >= today);
    let reviews = all(course, record, now, profile, exam);
    let (mut due, later): (Vec<_>, Vec<_>) = reviews.into_iter().partition(|item| item.due <= today);
    due.sort_by(|a, b| {
        // What one is sure of, and wrong, is not looked up by oneself.
        let by_gain = b.gain_per_second().total_cmp(&a.gain_per_second());
        b.sure_but_wrong.cmp(&a.sure_but_wrong).then(by_gain).then_with(|| a.id.cmp(&b.id))
    });
    let mut seconds_left = minutes.saturating_mul(60);
    let (items, left_over) = due.into_iter().partition(|item| {
        let fits = item.seconds <= seconds_left;
        seconds_left -= if fits { item.seconds } else { 0 };
        fits
    });
    let next = later.iter().map(|item| item.due).min();
    ReviewPlan {
        exam: record.exam_date.as_ref().map(|exam| ExamAhead {
            code: profile.map_or_else(|| exam.profile.clone(), |profile| profile.code.clone()),
            date: exam.date,
            days_left: days_from(today, exam.date),
        }),
        minutes,
        items,
        left_over,
        next: next.map(|date| NextReview { date, count: later.iter().filter(|item| item.due == date).count() }),
    }
}

/// Everything that was ever learned here, with the day on which it is due.
fn all(course: &Course, record: &Record, now: Timestamp, profile: Option<&ExamProfile>, exam: Option<Date>) -> Vec<ReviewItem> {
    let weight = |objectives: &[String]| {
        let domain = profile.and_then(|profile| profile.domain_of_objectives(objectives));
        1.0 + f64::from(domain.map_or(0, |domain| domain.weight)) / 100.0
    };
    let questions = course.questions.iter().filter_map(|question| {
        let answers = record.answers.get(&question.id)?;
        let memory = Memory::of_answers(answers, now)?;
        let recall = memory.recall(now);
        Some(ReviewItem {
            kind: ReviewKind::Question,
            id: question.id.clone(),
            lesson: question.lesson.clone(),
            due: memory.due(exam),
            recall,
            sure_but_wrong: answers.is_sure_but_wrong(),
            seconds: seconds_of(question),
            gain: (1.0 - recall) * weight(&question.objectives),
        })
    });
    let labs = course.labs.iter().filter_map(|lab| {
        let memory = Memory::of_lab(record.labs.get(&lab.id)?, now)?;
        let recall = memory.recall(now);
        Some(ReviewItem {
            kind: ReviewKind::Lab,
            id: lab.id.clone(),
            lesson: lab.lesson.clone(),
            due: memory.due(exam),
            recall,
            sure_but_wrong: false,
            seconds: lab.minutes.saturating_mul(60),
            gain: (1.0 - recall) * weight(&lab.objectives),
        })
    });
    questions.chain(labs).collect()
}

/// What a question takes to answer and to read its explanation.
pub fn seconds_of(question: &Question) -> u32 {
    SECONDS[usize::from(question.difficulty.clamp(1, 3)) - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::{Confidence, EventKind, StoredEvent};

    const NOW: &str = "2026-12-01T20:00:00Z";

    fn now() -> Timestamp {
        NOW.parse().expect("a time")
    }

    fn plan(events: &[StoredEvent], minutes: u32) -> ReviewPlan {
        review_plan(&Course::embedded(), &Record::of(events), now(), minutes)
    }

    fn answered(at: &str, question: &str, correct: bool, confidence: Option<Confidence>) -> StoredEvent {
        StoredEvent::at(at, question, EventKind::answered(correct, confidence))
    }

    /// Questions that take the same time.
    fn questions(count: usize) -> Vec<String> {
        Course::embedded()
            .questions
            .iter()
            .filter(|question| question.difficulty == 2)
            .take(count)
            .map(|question| question.id.clone())
            .collect()
    }

    #[test]
    fn nothing_is_due_before_anything_was_answered() {
        let plan = plan(&[], 20);
        assert_eq!((plan.due(), plan.next, plan.exam), (0, None, None));
    }

    #[test]
    fn what_is_due_comes_sure_but_wrong_first_and_then_by_what_is_forgotten() {
        let ids = questions(4);
        let plan = plan(
            &[
                answered("2026-11-20T10:00:00Z", &ids[0], true, None),
                answered("2026-11-28T10:00:00Z", &ids[1], false, None),
                answered("2026-11-30T10:00:00Z", &ids[2], false, Some(Confidence::Sure)),
                answered("2026-12-01T10:00:00Z", &ids[3], true, None),
            ],
            60,
        );
        let order: Vec<&str> = plan.items.iter().map(|item| item.id.as_str()).collect();
        assert_eq!(order, [ids[2].as_str(), ids[1].as_str(), ids[0].as_str()]);
        assert_eq!(plan.next.map(|next| (next.date.to_string(), next.count)), Some(("2026-12-03".to_string(), 1)));
    }

    #[test]
    fn what_does_not_fit_the_minutes_is_left_over_and_told() {
        let ids = questions(10);
        let events: Vec<_> = ids.iter().map(|id| answered("2026-11-20T10:00:00Z", id, false, None)).collect();
        let short = plan(&events, 5);
        assert_eq!(short.due(), 10);
        assert!(!short.items.is_empty() && ReviewPlan::minutes_of(&short.items) <= 5, "{short:?}");
        assert_eq!(plan(&events, 60).left_over, []);
        assert_eq!(plan(&events[..2], 3).left_over, [], "two of 90 seconds fill three minutes");
        assert_eq!(plan(&events, 0).items, []);
    }

    /// A lab that was solved a month ago.
    fn solved_lab() -> [StoredEvent; 2] {
        [("2026-11-01T10:00:00Z", vec!["accepted".to_string()]), ("2026-11-01T10:20:00Z", vec![])]
            .map(|(at, failed)| StoredEvent::at(at, "fargate/repair-task-definition", EventKind::LabChecked { passed: vec![], failed }))
    }

    #[test]
    fn a_lab_is_due_again_as_a_question_is() {
        let plan = plan(&solved_lab(), 60);
        assert_eq!((plan.items.len(), plan.items[0].kind), (1, ReviewKind::Lab));
    }

    #[test]
    fn what_brings_most_for_its_minutes_comes_first_and_a_lab_that_is_too_long_is_named() {
        // Half forgotten, the lab would bring more than any one question, and take the time of many.
        let answers = questions(5).into_iter().map(|id| answered("2026-11-26T10:00:00Z", &id, true, None));
        let events: Vec<StoredEvent> = solved_lab().into_iter().chain(answers).collect();
        let minutes = Course::embedded().lab("fargate/repair-task-definition").expect("the lab").minutes;
        let short = plan(&events, minutes - 1);
        assert_eq!(short.items.iter().filter(|item| item.kind == ReviewKind::Question).count(), 5);
        assert_eq!(short.waiting_labs().map(|item| item.id.as_str()).collect::<Vec<_>>(), ["fargate/repair-task-definition"]);
        let long = plan(&events, minutes + 20);
        assert_eq!((long.items.last().map(|item| item.kind), long.waiting_labs().count()), (Some(ReviewKind::Lab), 0));
    }

    #[test]
    fn the_day_of_the_exam_brings_reviews_forward() {
        let ids = questions(1);
        let learned = answered("2026-11-29T10:00:00Z", &ids[0], true, Some(Confidence::Sure));
        assert_eq!(plan(std::slice::from_ref(&learned), 20).due(), 0);
        let set = |date: &str| {
            let date = Some(date.parse().expect("a date"));
            StoredEvent::at("2026-11-29T10:00:00Z", "dva-c03", EventKind::ExamDateSet { date })
        };
        let soon = plan(&[learned.clone(), set("2026-12-05")], 20);
        assert_eq!((soon.due(), soon.exam.map(|exam| (exam.code, exam.days_left))), (1, Some(("DVA-C03".to_string(), 4))));
        let over = plan(&[learned, set("2026-11-30")], 20);
        assert_eq!((over.due(), over.exam.map(|exam| exam.days_left)), (0, Some(-1)), "an exam that is over hurries nobody");
    }
}
