//! Events folded into what a learner has done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Confidence, EventKind, ExamEnd, StoredEvent};

/// What a learner has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Lessons read to the end.
    pub lessons_read: BTreeSet<String>,
    /// Lessons begun: the section to go on with, from 0.
    pub resume: BTreeMap<String, usize>,
    /// Questions answered.
    pub answers: BTreeMap<String, AnswerRecord>,
    /// Drills answered, by kind: level and whether it was right, in order.
    pub drills: BTreeMap<String, Vec<(u8, bool)>>,
    /// Labs begun.
    pub labs: BTreeMap<String, LabRecord>,
    /// The lab that was begun last.
    pub latest_lab: Option<String>,
    /// Exams, in the order in which they were begun.
    pub exams: Vec<ExamRecord>,
    /// The day of the real exam.
    pub exam_date: Option<ExamDate>,
}

/// The day of the real exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamDate {
    /// The profile of the exam.
    pub profile: String,
    /// The day.
    pub date: Date,
}

/// An exam that was begun.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamRecord {
    /// Its id.
    pub id: String,
    /// The profile from which it was drawn.
    pub profile: String,
    /// What it was drawn with.
    pub seed: u64,
    /// Its questions, in order.
    pub questions: Vec<String>,
    /// Those among them that do not count.
    pub unscored: BTreeSet<String>,
    /// When the time began to run.
    pub started_at: Timestamp,
    /// How many seconds there are.
    pub limit_seconds: u32,
    /// The latest answers: options chosen, and what was typed.
    pub answers: BTreeMap<String, (Vec<usize>, Option<String>)>,
    /// Questions to come back to.
    pub flagged: BTreeSet<String>,
    /// The most seconds since the beginning that any event has seen: time never runs back.
    pub elapsed_seconds: u32,
    /// How it ended; none while it goes on.
    pub end: Option<ExamEnd>,
}

/// The answers to one question; repetitions within a session count as neither.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnswerRecord {
    /// First answers in a session.
    pub attempts: usize,
    /// How many of them were right.
    pub correct: usize,
    /// Whether the latest of them was right.
    pub latest_correct: bool,
    /// How sure the learner was at the latest.
    pub latest_confidence: Option<Confidence>,
    /// Each with its time, in order; those whose time cannot be read are left out.
    pub history: Vec<Attempt>,
}

impl AnswerRecord {
    /// Whether the learner was sure of the latest answer, and wrong: what one would not look up by oneself.
    pub fn is_sure_but_wrong(&self) -> bool {
        !self.latest_correct && self.attempts > 0 && self.latest_confidence == Some(Confidence::Sure)
    }
}

/// A first answer in a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempt {
    /// When.
    pub at: Timestamp,
    /// Whether it was right.
    pub correct: bool,
    /// How sure the learner was.
    pub confidence: Option<Confidence>,
}

/// A lab that was solved, from its starter on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LabPass {
    /// When.
    pub at: Timestamp,
    /// Checks run for it.
    pub checks: usize,
    /// Hints shown for it.
    pub hints: usize,
    /// Whether its solution was looked at.
    pub solution_shown: bool,
}

/// What happened in one lab.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabRecord {
    /// The workspace.
    pub folder: Option<PathBuf>,
    /// Checks run.
    pub attempts: usize,
    /// Whether every check passed once.
    pub passed: bool,
    /// Levels of hints shown.
    pub hints: BTreeSet<usize>,
    /// Whether the solution was shown before the lab was passed.
    pub solution_shown: bool,
    /// Each time that it was solved; checking again what already passed is none.
    pub passes: Vec<LabPass>,
    /// What has happened since the latest pass.
    round: Round,
}

/// What happened on the way to a pass.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Round {
    checks: usize,
    failed: bool,
    hints: BTreeSet<usize>,
    solution_shown: bool,
}

impl LabRecord {
    fn checked(&mut self, at: &str, passed: bool) {
        self.attempts += 1;
        self.round.checks += 1;
        self.round.failed |= !passed;
        // The files of a pass pass again at every look; only a starter fails first.
        if passed && (self.round.failed || !self.passed) {
            let round = std::mem::take(&mut self.round);
            if let Ok(at) = at.parse() {
                let (hints, solution_shown) = (round.hints.len(), round.solution_shown);
                self.passes.push(LabPass { at, checks: round.checks, hints, solution_shown });
            }
        }
        self.passed |= passed;
    }
}

impl Record {
    /// Folds events in their order.
    pub fn of(events: &[StoredEvent]) -> Self {
        let mut record = Self::default();
        for event in events {
            record.fold(event);
        }
        record
    }

    fn fold(&mut self, event: &StoredEvent) {
        let subject = event.subject.clone();
        match &event.kind {
            EventKind::LessonOpened { section } => {
                self.resume.insert(subject, *section);
            }
            EventKind::LessonRead => {
                self.resume.remove(&subject);
                self.lessons_read.insert(subject);
            }
            EventKind::Answered { repetition: true, .. } => {}
            EventKind::Answered { correct, confidence, .. } => {
                let answer = self.answers.entry(subject).or_default();
                answer.attempts += 1;
                answer.correct += usize::from(*correct);
                answer.latest_correct = *correct;
                answer.latest_confidence = *confidence;
                if let Ok(at) = event.at.parse() {
                    answer.history.push(Attempt { at, correct: *correct, confidence: *confidence });
                }
            }
            EventKind::DrillAnswered { level, correct, .. } => {
                let kind = subject.strip_prefix("drill/").unwrap_or(&subject);
                self.drills.entry(kind.to_string()).or_default().push((*level, *correct));
            }
            EventKind::LabStarted { folder } => {
                self.labs.entry(subject.clone()).or_default().folder = Some(folder.clone());
                self.latest_lab = Some(subject);
            }
            EventKind::LabChecked { failed, .. } => {
                self.labs.entry(subject).or_default().checked(&event.at, failed.is_empty());
            }
            EventKind::HintShown { level } => {
                let lab = self.labs.entry(subject).or_default();
                lab.hints.insert(*level);
                lab.round.hints.insert(*level);
            }
            EventKind::SolutionShown => {
                let lab = self.labs.entry(subject).or_default();
                lab.solution_shown |= !lab.passed;
                lab.round.solution_shown = true;
            }
            EventKind::ExamStarted { profile, seed, questions, unscored, started_at, limit_seconds } => self.exams.push(ExamRecord {
                id: subject,
                profile: profile.clone(),
                seed: *seed,
                questions: questions.clone(),
                unscored: unscored.iter().cloned().collect(),
                started_at: *started_at,
                limit_seconds: *limit_seconds,
                answers: BTreeMap::new(),
                flagged: BTreeSet::new(),
                elapsed_seconds: 0,
                end: None,
            }),
            EventKind::ExamAnswered { question, chosen, text, elapsed_seconds } => {
                if let Some(exam) = self.exam_under_way(&subject, *elapsed_seconds) {
                    if chosen.is_empty() && text.is_none() {
                        exam.answers.remove(question);
                    } else {
                        exam.answers.insert(question.clone(), (chosen.clone(), text.clone()));
                    }
                }
            }
            EventKind::ExamFlagged { question, flagged, elapsed_seconds } => {
                if let Some(exam) = self.exam_under_way(&subject, *elapsed_seconds) {
                    if *flagged {
                        exam.flagged.insert(question.clone());
                    } else {
                        exam.flagged.remove(question);
                    }
                }
            }
            EventKind::ExamFinished { end, elapsed_seconds } => {
                if let Some(exam) = self.exam_under_way(&subject, *elapsed_seconds) {
                    exam.end = Some(*end);
                }
            }
            EventKind::ExamDateSet { date } => {
                self.exam_date = date.map(|date| ExamDate { profile: subject, date });
            }
        }
    }

    /// The exam of that id while it is not ended, with its clock put forward.
    fn exam_under_way(&mut self, id: &str, elapsed_seconds: u32) -> Option<&mut ExamRecord> {
        let exam = self.exams.iter_mut().rev().find(|exam| exam.id == id && exam.end.is_none())?;
        exam.elapsed_seconds = exam.elapsed_seconds.max(elapsed_seconds);
        Some(exam)
    }

    /// The exam that is begun and not ended, if any.
    pub fn unfinished_exam(&self) -> Option<&ExamRecord> {
        self.exams.iter().rev().find(|exam| exam.end.is_none())
    }

    /// Whether a lab was passed.
    pub fn lab_passed(&self, id: &str) -> bool {
        self.labs.get(id).is_some_and(|lab| lab.passed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(events: &[(&str, EventKind)]) -> Record {
        Record::of(&StoredEvent::sequence(events))
    }

    #[test]
    fn a_lesson_read_to_its_end_no_longer_resumes() {
        let opened = ("l", EventKind::LessonOpened { section: 2 });
        assert_eq!(record(std::slice::from_ref(&opened)).resume.get("l"), Some(&2));
        let read = record(&[opened, ("l", EventKind::LessonRead)]);
        assert!(read.resume.is_empty() && read.lessons_read.contains("l"));
    }

    #[test]
    fn repetitions_do_not_change_the_score() {
        let answer = |correct, repetition| {
            let kind = EventKind::Answered { chosen: vec![], text: None, correct, repetition, session: None, confidence: None };
            ("q", kind)
        };
        let folded = record(&[answer(false, false), answer(true, true)]);
        let answer = &folded.answers["q"];
        assert_eq!((answer.attempts, answer.correct, answer.latest_correct), (1, 0, false));
    }

    #[test]
    fn drills_are_kept_by_their_kind_and_in_their_order() {
        let answer = |level, correct| ("drill/ports", EventKind::DrillAnswered { level, seed: 7, correct });
        let folded = record(&[answer(1, true), answer(2, false)]);
        assert_eq!(folded.drills["ports"], [(1, true), (2, false)]);
    }

    #[test]
    fn a_lab_once_passed_stays_passed_and_a_later_look_at_the_solution_is_free() {
        let check =
            |failed: &[&str]| ("lab", EventKind::LabChecked { passed: vec![], failed: failed.iter().map(ToString::to_string).collect() });
        let folded = record(&[check(&["a"]), check(&[]), ("lab", EventKind::SolutionShown), check(&["a"])]);
        let lab = &folded.labs["lab"];
        assert!(lab.passed && !lab.solution_shown);
        assert_eq!(lab.attempts, 3);
    }

    #[test]
    fn sure_but_wrong_is_of_the_latest_answer_only() {
        let answer = |correct, confidence| ("q", EventKind::answered(correct, confidence));
        let wrong = answer(false, Some(Confidence::Sure));
        assert!(record(std::slice::from_ref(&wrong)).answers["q"].is_sure_but_wrong());
        for later in [answer(true, Some(Confidence::Sure)), answer(false, Some(Confidence::Guess)), answer(false, None)] {
            assert!(!record(&[wrong.clone(), later]).answers["q"].is_sure_but_wrong());
        }
    }

    #[test]
    fn a_lab_is_solved_anew_only_from_its_starter() {
        let check = |at: &str, failed: &[&str]| {
            let failed = failed.iter().map(ToString::to_string).collect();
            StoredEvent::at(at, "lab", EventKind::LabChecked { passed: vec![], failed })
        };
        let folded = Record::of(&[
            check("2026-11-01T10:00:00Z", &["a"]),
            StoredEvent::at("2026-11-01T10:05:00Z", "lab", EventKind::HintShown { level: 0 }),
            check("2026-11-01T10:10:00Z", &[]),
            check("2026-11-01T10:20:00Z", &[]),
            check("2026-11-09T10:00:00Z", &["a", "b"]),
            check("2026-11-09T10:10:00Z", &[]),
        ]);
        let passes: Vec<_> = folded.labs["lab"].passes.iter().map(|pass| (pass.at.to_string(), pass.checks, pass.hints)).collect();
        assert_eq!(passes, [("2026-11-01T10:10:00Z".to_string(), 2, 1), ("2026-11-09T10:10:00Z".to_string(), 3, 0)]);
    }

    #[test]
    fn an_exam_is_folded_and_nothing_changes_it_once_it_has_ended() {
        let answer = |question: &str, chosen: &[usize], elapsed_seconds| {
            ("e", EventKind::ExamAnswered { question: question.into(), chosen: chosen.to_vec(), text: None, elapsed_seconds })
        };
        let started = EventKind::ExamStarted {
            profile: "p".into(),
            seed: 1,
            questions: vec!["a".into(), "b".into()],
            unscored: vec!["b".into()],
            started_at: Timestamp::UNIX_EPOCH,
            limit_seconds: 60,
        };
        let flag = |flagged, elapsed_seconds| ("e", EventKind::ExamFlagged { question: "a".into(), flagged, elapsed_seconds });
        let folded = record(&[
            ("e", started),
            answer("a", &[1], 5),
            answer("a", &[2], 30),
            answer("b", &[0], 8),
            answer("b", &[], 9),
            flag(true, 10),
            ("e", EventKind::ExamFinished { end: ExamEnd::Submitted, elapsed_seconds: 31 }),
            answer("a", &[0], 40),
            flag(false, 41),
        ]);
        let exam = &folded.exams[0];
        assert_eq!(exam.answers, BTreeMap::from([("a".to_string(), (vec![2], None))]));
        assert_eq!((exam.elapsed_seconds, exam.end), (31, Some(ExamEnd::Submitted)));
        assert!(exam.flagged.contains("a") && folded.unfinished_exam().is_none());
    }

    #[test]
    fn the_day_of_the_exam_is_the_one_set_last() {
        let set = |date: Option<&str>| ("dva-c03", EventKind::ExamDateSet { date: date.map(|date| date.parse().expect("a date")) });
        let folded = record(&[set(Some("2026-12-20")), set(Some("2027-01-10"))]);
        assert_eq!(folded.exam_date.map(|exam| exam.date.to_string()), Some("2027-01-10".to_string()));
        assert_eq!(record(&[set(Some("2026-12-20")), set(None)]).exam_date, None);
    }
}
