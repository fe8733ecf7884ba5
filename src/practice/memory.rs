//! How well something is remembered, by FSRS-6 with its default parameters.
//!
//! In: what was reviewed when, and how it went. Out: the predicted recall at any time, and when it should be asked again. Nothing of it
//! is stored: it is folded from the events each time.

use fsrs::{FSRS, FSRS6_DEFAULT_DECAY, MemoryState, NextStates, current_retrievability};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

use crate::progress::{AnswerRecord, Attempt, Confidence, LabPass, LabRecord, date_of};

/// Something is asked again when it is still remembered with this probability.
const RETENTION: f32 = 0.9;
/// At most this share of the days between a review and the exam passes until the next one: gaps of 10 to 20 % of the time for which
/// something has to be kept serve best (Cepeda et al., Psychological Bulletin 132, 2006).
const SHARE_OF_THE_TIME_LEFT: f64 = 0.2;
/// With so many hints the principle was read: that was help, not recall.
const HINTS_THAT_HELP: usize = 3;

/// How a review went, in the words of FSRS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grade {
    /// Wrong, or a lab whose solution was looked at.
    Again,
    /// Right by a guess, or a lab with most of its hints.
    Hard,
    /// Right.
    Good,
    /// Right and sure, or a lab without hints at the first check after its starter.
    Easy,
}

impl Grade {
    /// Of an answer.
    pub fn of_answer(answer: &Attempt) -> Self {
        match (answer.correct, answer.confidence) {
            (false, _) => Self::Again,
            (true, Some(Confidence::Guess)) => Self::Hard,
            (true, Some(Confidence::ThinkSo) | None) => Self::Good,
            (true, Some(Confidence::Sure)) => Self::Easy,
        }
    }

    /// Of a lab that was solved.
    pub fn of_lab(pass: &LabPass) -> Self {
        match pass {
            LabPass { solution_shown: true, .. } => Self::Again,
            LabPass { hints, .. } if *hints >= HINTS_THAT_HELP => Self::Hard,
            // The starter fails, what was written passes: two checks.
            LabPass { hints: 0, checks, .. } if *checks <= 2 => Self::Easy,
            LabPass { .. } => Self::Good,
        }
    }
}

/// What is remembered of one question or lab.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    state: MemoryState,
    /// When it was reviewed last.
    pub reviewed: Timestamp,
    /// Days until the recall has fallen to nine in ten, at least one; none where nobody knows when it was reviewed.
    pub interval_days: u32,
}

impl Memory {
    /// The memory after reviews in the order of their times; none without a review.
    pub fn after(reviews: impl IntoIterator<Item = (Timestamp, Grade)>) -> Option<Self> {
        let model = FSRS::default();
        reviews.into_iter().fold(None, |memory, (at, grade)| Self::next(&model, memory, at, grade).or(memory))
    }

    /// The memory of a question.
    pub fn of_answers(record: &AnswerRecord, now: Timestamp) -> Option<Self> {
        Self::until(now, record.history.iter().map(|answer| (answer.at, Grade::of_answer(answer))).collect())
    }

    /// The memory of a lab.
    pub fn of_lab(record: &LabRecord, now: Timestamp) -> Option<Self> {
        Self::until(now, record.passes.iter().map(|pass| (pass.at, Grade::of_lab(pass))).collect())
    }

    /// The memory after reviews in their order, none of which was after `now`, whatever the clock showed.
    ///
    /// A time to come is taken as that of the next review. Where there is none, nobody knows when it was: then it is due now, lest it
    /// should wait until that time has come.
    fn until(now: Timestamp, mut reviews: Vec<(Timestamp, Grade)>) -> Option<Self> {
        let is_unknown = reviews.last().is_some_and(|(at, _)| date_of(*at) > date_of(now));
        let mut next = now;
        for (at, _) in reviews.iter_mut().rev() {
            if *at > now {
                *at = next;
            }
            next = *at;
        }
        let memory = Self::after(reviews)?;
        Some(if is_unknown { Self { interval_days: 0, ..memory } } else { memory })
    }

    fn next(model: &FSRS, before: Option<Self>, at: Timestamp, grade: Grade) -> Option<Self> {
        let days = before.map_or(0, |memory| days_between(memory.reviewed, at));
        // It fails for states that are no numbers only, which it does not give; then the memory stays as it was.
        let NextStates { again, hard, good, easy } = model.next_states(before.map(|memory| memory.state), RETENTION, days).ok()?;
        let next = match grade {
            Grade::Again => again,
            Grade::Hard => hard,
            Grade::Good => good,
            Grade::Easy => easy,
        };
        // A clock that was put back does not make a review older than the one before it.
        let reviewed = before.map_or(at, |memory| memory.reviewed.max(at));
        Some(Self { state: next.memory, reviewed, interval_days: next.interval.round().clamp(1.0, 36_500.0) as u32 })
    }

    /// The probability of recall at a time.
    pub fn recall(&self, now: Timestamp) -> f64 {
        let days = now.duration_since(self.reviewed).as_secs_f64().max(0.0) / 86_400.0;
        f64::from(current_retrievability(self.state, days as f32, FSRS6_DEFAULT_DECAY))
    }

    /// The day on which it should be asked again.
    ///
    /// Before an exam the interval is at most a fifth of the days between the review and the exam, rounded up, and ends before its day, so
    /// that everything comes again before it; what was reviewed on its eve comes no more.
    pub fn due(&self, exam: Option<Date>) -> Date {
        let reviewed = date_of(self.reviewed);
        if self.interval_days == 0 {
            return reviewed;
        }
        let after = |days: u32| reviewed.saturating_add(i64::from(days).days());
        let days_left = exam.map(|exam| (exam, days_from(reviewed, exam)));
        match days_left {
            Some((exam, 1)) => exam,
            Some((_, left)) if left > 1 => {
                let share = (f64::from(left) * SHARE_OF_THE_TIME_LEFT).ceil() as u32;
                after(self.interval_days.min(share).min(left.unsigned_abs() - 1).max(1))
            }
            // No exam, or one that is over.
            _ => after(self.interval_days),
        }
    }
}

/// Days from one day to another, negative where that is earlier.
pub fn days_from(first: Date, second: Date) -> i32 {
    first.until(second).map_or(0, |span| span.get_days())
}

fn days_between(earlier: Timestamp, later: Timestamp) -> u32 {
    days_from(date_of(earlier), date_of(later)).max(0).unsigned_abs()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(1_764_000_000 + day * 86_400).expect("a time")
    }

    fn grade(number: u8) -> Grade {
        [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy][usize::from(number % 4)]
    }

    #[test]
    fn the_first_intervals_are_those_of_the_published_parameters() {
        for (grade, days) in [(Grade::Again, 1), (Grade::Hard, 1), (Grade::Good, 2), (Grade::Easy, 8)] {
            assert_eq!(Memory::after([(at(0), grade)]).map(|memory| memory.interval_days), Some(days), "{grade:?}");
        }
        assert_eq!(Memory::after([]), None);
    }

    #[test]
    fn recall_is_nine_in_ten_when_the_interval_ends() {
        let memory = Memory::after([(at(0), Grade::Easy)]).expect("a memory");
        assert!((memory.recall(at(0)) - 1.0).abs() < 1e-6 && (memory.recall(at(8)) - 0.9).abs() < 0.01);
        assert!((memory.recall(at(-3)) - 1.0).abs() < 1e-6, "a clock that was put back");
    }

    #[test]
    fn a_review_dated_in_the_future_is_due_now_and_once_reviewed_again_waits_as_any_other() {
        let answer = |day, correct| Attempt { at: at(day), correct, confidence: None };
        let memory = |days: &[i64]| {
            let mut answers = AnswerRecord::default();
            answers.history = days.iter().map(|day| answer(*day, true)).collect();
            Memory::of_answers(&answers, at(10)).expect("a memory")
        };
        assert_eq!(memory(&[1_500]).due(None), date_of(at(10)));
        assert_eq!(memory(&[3, 1_500]).due(Some(date_of(at(20)))), date_of(at(10)));
        assert_eq!(memory(&[1_500, 10]), memory(&[10, 10]));
        assert_eq!(memory(&[1_500, 8]), memory(&[8, 8]), "what was ahead does not move the reviews after it");
        assert!(memory(&[1_500, 8]).due(None) > date_of(at(8)));
    }

    #[test]
    fn grades_come_from_what_happened() {
        let answer = |correct, confidence| Grade::of_answer(&Attempt { at: at(0), correct, confidence });
        assert_eq!(answer(false, Some(Confidence::Sure)), Grade::Again);
        assert_eq!(answer(true, Some(Confidence::Guess)), Grade::Hard);
        assert_eq!([answer(true, None), answer(true, Some(Confidence::ThinkSo))], [Grade::Good; 2]);
        assert_eq!(answer(true, Some(Confidence::Sure)), Grade::Easy);
        let lab = |checks, hints, solution_shown| Grade::of_lab(&LabPass { at: at(0), checks, hints, solution_shown });
        assert_eq!(lab(2, 0, false), Grade::Easy);
        assert_eq!([lab(5, 0, false), lab(2, 2, false)], [Grade::Good; 2]);
        assert_eq!(lab(2, 3, false), Grade::Hard);
        assert_eq!(lab(2, 0, true), Grade::Again);
    }

    #[test]
    fn before_an_exam_everything_comes_again_in_a_fifth_of_the_time_left() {
        let memory = Memory::after([(at(0), Grade::Easy), (at(8), Grade::Easy)]).expect("a memory");
        let reviewed = date_of(memory.reviewed);
        assert!(memory.interval_days > 20);
        for (days_left, interval) in [(100, 20), (20, 4), (6, 2), (5, 1), (2, 1), (1, 1)] {
            let exam = reviewed.saturating_add(days_left.days());
            assert_eq!(days_from(reviewed, memory.due(Some(exam))), interval, "{days_left} days before the exam");
        }
        let over = reviewed.saturating_add((-3).days());
        assert_eq!(memory.due(Some(over)), memory.due(None), "an exam that is over caps nothing");
    }

    proptest! {
        #[test]
        fn a_better_grade_never_comes_sooner(grades in prop::collection::vec((0u8..4, 0i64..60), 0..8), gap in 0i64..90) {
            let mut day = 0;
            let mut reviews: Vec<(Timestamp, Grade)> = Vec::new();
            for (number, days) in grades {
                day += days;
                reviews.push((at(day), grade(number)));
            }
            let after = |last: Grade| Memory::after(reviews.iter().copied().chain([(at(day + gap), last)])).expect("a memory");
            let intervals = [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy].map(|grade| after(grade).interval_days);
            prop_assert!(intervals.is_sorted(), "{intervals:?}");
            prop_assert!(intervals[0] >= 1);
        }

        #[test]
        fn recall_only_falls_with_time(number in 0u8..4, first in 0i64..400, later in 1i64..400) {
            let memory = Memory::after([(at(0), grade(number))]).expect("a memory");
            prop_assert!(memory.recall(at(first)) >= memory.recall(at(first + later)));
        }

        #[test]
        fn no_interval_ends_after_the_exam(grades in prop::collection::vec(0u8..4, 1..12), days_left in 1i64..400) {
            let memory = Memory::after((0i64..).step_by(9).map(at).zip(grades.into_iter().map(grade))).expect("a memory");
            let exam = date_of(memory.reviewed).saturating_add(days_left.days());
            let due = memory.due(Some(exam));
            prop_assert!(due > date_of(memory.reviewed) && due <= exam && (days_left == 1 || due < exam), "{due} for {exam}");
            prop_assert!(due <= memory.due(None));
        }
    }
}
