//! Events folded into what a learner has done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::{Confidence, EventKind, ExamEnd, StoredEvent};

/// What a learner has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Lessons read to the end.
    pub lessons_read: BTreeSet<String>,
    /// Where lessons that are begun and not read go on; the one that was opened last comes last.
    pub bookmarks: Vec<Bookmark>,
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

/// Where a lesson goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// The lesson.
    pub lesson: String,
    /// The section, from 0; never the first, because looking into a lesson begins nothing.
    pub section: usize,
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
    /// The latest answers, by question.
    pub answers: BTreeMap<String, ExamAnswer>,
    /// Questions to come back to.
    pub flagged: BTreeSet<String>,
    /// The most seconds since the beginning that any event has seen: time never runs back.
    pub elapsed_seconds: u32,
    /// When the time of day was last held against the exam's own clock.
    pub seen: ClockSeen,
    /// How it ended; none while it goes on.
    pub end: Option<ExamEnd>,
}

/// An answer to an item of an exam.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExamAnswer {
    /// The options chosen.
    pub chosen: Vec<usize>,
    /// What was typed, where words were asked for.
    pub text: Option<String>,
    /// Seconds since the exam began, by its own clock.
    pub elapsed_seconds: u32,
}

/// A time of day and what an exam's own clock said then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockSeen {
    /// The time of day, as the machine told it.
    pub at: Timestamp,
    /// Seconds since the exam began.
    pub elapsed_seconds: u32,
}

impl ExamRecord {
    /// Seconds since the beginning at a time of day: whichever says most of what was seen, the beginning, and the latest time of day that
    /// was held against the exam's clock. By the last of these time goes on when the machine's clock was set back before the beginning.
    pub fn elapsed_at(&self, now: Timestamp) -> u32 {
        let since = |at: Timestamp| u32::try_from(now.duration_since(at).as_secs().max(0)).unwrap_or(u32::MAX);
        self.elapsed_seconds.max(since(self.started_at)).max(self.seen.elapsed_seconds.saturating_add(since(self.seen.at)))
    }

    /// The time of day of its latest event, as the machine's clock went when it was last looked at.
    pub fn latest(&self) -> Timestamp {
        let since = i64::from(self.elapsed_seconds.saturating_sub(self.seen.elapsed_seconds));
        self.seen.at.saturating_add(SignedDuration::from_secs(since)).unwrap_or(self.seen.at)
    }

    /// When a question was answered, at the latest when the time was over; none without an answer.
    pub fn answered_at(&self, question: &str) -> Option<Timestamp> {
        let seconds = self.answers.get(question)?.elapsed_seconds.min(self.limit_seconds);
        self.started_at.checked_add(SignedDuration::from_secs(i64::from(seconds))).ok()
    }
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
    /// Exams of which the answer is counted.
    exams: BTreeSet<String>,
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
        // The files of a pass pass again at every look; only a starter fails first.
        if passed && self.passed && !self.round.failed {
            return;
        }
        self.round.checks += 1;
        self.round.failed |= !passed;
        if passed {
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
        let undone: BTreeSet<&str> =
            events.iter().filter(|event| event.kind == EventKind::ResetUndone).map(|event| event.subject.as_str()).collect();
        let mut record = Self::default();
        for event in events {
            match &event.kind {
                EventKind::ProgressReset { .. } if undone.contains(event.id.as_str()) => {}
                // The day of the exam is no progress.
                EventKind::ProgressReset { content: None } => record = Self { exam_date: record.exam_date.take(), ..Self::default() },
                EventKind::ProgressReset { content: Some(content) } => record.forget(content),
                _ => record.fold(event),
            }
        }
        record
    }

    /// Begins anew with lessons, labs and questions.
    fn forget(&mut self, content: &[String]) {
        // It may have been renamed since.
        for id in content.iter().map(|id| crate::course::current_id(id)) {
            self.lessons_read.remove(id);
            self.close(id);
            self.answers.remove(id);
            self.labs.remove(id);
            if self.latest_lab.as_deref() == Some(id) {
                self.latest_lab = None;
            }
        }
    }

    fn fold(&mut self, event: &StoredEvent) {
        let subject = crate::course::current_id(&event.subject).to_string();
        match &event.kind {
            EventKind::LessonOpened { section } => {
                self.close(&subject);
                if *section > 0 && !self.lessons_read.contains(&subject) {
                    self.bookmarks.push(Bookmark { lesson: subject, section: *section });
                }
            }
            EventKind::LessonRead => {
                self.close(&subject);
                self.lessons_read.insert(subject);
            }
            EventKind::Answered { repetition: true, .. } => {}
            EventKind::Answered { correct, confidence, session, .. } => {
                let exam = session.as_ref().and_then(|session| self.exams.iter().find(|exam| exam.id == *session));
                // An exam is scored when it ends, which may be days after it was answered.
                let given = exam.and_then(|exam| exam.answered_at(&event.subject));
                let answer = self.answers.entry(subject).or_default();
                // Two programs may end one exam at the same moment.
                if exam.is_some_and(|exam| !answer.exams.insert(exam.id.clone())) {
                    return;
                }
                answer.attempts += 1;
                answer.correct += usize::from(*correct);
                let at = given.or_else(|| event.at.parse().ok());
                let all = answer.history.len();
                let place = given.map_or(all, |given| answer.history.partition_point(|other| other.at <= given));
                if place == all {
                    answer.latest_correct = *correct;
                    answer.latest_confidence = *confidence;
                }
                if let Some(at) = at {
                    answer.history.insert(place, Attempt { at, correct: *correct, confidence: *confidence });
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
                seen: ClockSeen { at: *started_at, elapsed_seconds: 0 },
                end: None,
            }),
            EventKind::ExamAnswered { question, chosen, text, elapsed_seconds } => {
                if let Some(exam) = self.exam_under_way(&subject, *elapsed_seconds) {
                    if chosen.is_empty() && text.is_none() {
                        exam.answers.remove(question);
                    } else {
                        let answer = ExamAnswer { chosen: chosen.clone(), text: text.clone(), elapsed_seconds: *elapsed_seconds };
                        exam.answers.insert(question.clone(), answer);
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
            EventKind::ExamSeen { seen_at, elapsed_seconds } => {
                if let Some(exam) = self.exam_under_way(&subject, *elapsed_seconds) {
                    exam.seen = ClockSeen { at: *seen_at, elapsed_seconds: *elapsed_seconds };
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
            EventKind::ProgressReset { .. } | EventKind::ResetUndone | EventKind::Unknown(_) => {}
        }
    }

    /// Takes the bookmark out of a lesson.
    fn close(&mut self, lesson: &str) {
        self.bookmarks.retain(|bookmark| bookmark.lesson != lesson);
    }

    /// The section with which a lesson goes on, from 0, where it is begun and not read.
    pub fn resume(&self, lesson: &str) -> Option<usize> {
        self.bookmarks.iter().find(|bookmark| bookmark.lesson == lesson).map(|bookmark| bookmark.section)
    }

    /// The exam of that id while it is not ended, with its clock put forward.
    fn exam_under_way(&mut self, id: &str, elapsed_seconds: u32) -> Option<&mut ExamRecord> {
        let exam = self.exams.iter_mut().rev().find(|exam| exam.id == id && exam.end.is_none())?;
        exam.elapsed_seconds = exam.elapsed_seconds.max(elapsed_seconds);
        Some(exam)
    }

    /// The exam of that id.
    pub fn exam(&self, id: &str) -> Option<&ExamRecord> {
        self.exams.iter().rev().find(|exam| exam.id == id)
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

/// The latest reset that was not taken back.
pub fn latest_reset(events: &[StoredEvent]) -> Option<&StoredEvent> {
    let is_undone = |reset: &StoredEvent| events.iter().any(|event| event.kind == EventKind::ResetUndone && event.subject == reset.id);
    events.iter().rev().find(|event| matches!(event.kind, EventKind::ProgressReset { .. }) && !is_undone(event))
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
        assert_eq!(record(std::slice::from_ref(&opened)).resume("l"), Some(2));
        let read = record(&[opened, ("l", EventKind::LessonRead)]);
        assert!(read.bookmarks.is_empty() && read.lessons_read.contains("l"));
    }

    #[test]
    fn a_look_into_a_lesson_begins_nothing_and_the_lesson_opened_last_comes_last() {
        let open = |lesson: &'static str, section| (lesson, EventKind::LessonOpened { section });
        let folded = record(&[
            ("read", EventKind::LessonRead),
            open("read", 1),
            open("looked", 0),
            open("first", 1),
            open("back", 2),
            open("back", 0),
            open("second", 1),
            open("first", 2),
        ]);
        let bookmarks: Vec<_> = folded.bookmarks.iter().map(|bookmark| (bookmark.lesson.as_str(), bookmark.section)).collect();
        assert_eq!(bookmarks, [("second", 1), ("first", 2)]);
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
    fn a_reset_begins_anew_and_can_be_taken_back() {
        let event =
            |id: &str, subject: &str, kind| StoredEvent { id: id.to_string(), ..StoredEvent::sequence(&[(subject, kind)]).remove(0) };
        let reset = |content: Option<&[&str]>| EventKind::ProgressReset {
            content: content.map(|ids| ids.iter().map(ToString::to_string).collect()),
        };
        let mut events = vec![
            event("1", "m/a", EventKind::LessonRead),
            event("2", "n/b", EventKind::LessonRead),
            event("3", "m", reset(Some(&["m/a", "m/q"]))),
        ];
        assert_eq!(Record::of(&events).lessons_read.into_iter().collect::<Vec<_>>(), ["n/b"]);
        events.push(event("4", "all", reset(None)));
        events.push(event("5", "m/c", EventKind::LessonRead));
        assert_eq!(Record::of(&events).lessons_read.into_iter().collect::<Vec<_>>(), ["m/c"]);
        events.push(event("6", "4", EventKind::ResetUndone));
        assert_eq!(Record::of(&events).lessons_read.into_iter().collect::<Vec<_>>(), ["m/c", "n/b"]);
        events.push(event("7", "3", EventKind::ResetUndone));
        assert_eq!(Record::of(&events).lessons_read.len(), 3);
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
        assert_eq!(passes, [("2026-11-01T10:10:00Z".to_string(), 2, 1), ("2026-11-09T10:10:00Z".to_string(), 2, 0)]);
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
        assert_eq!(exam.answers, BTreeMap::from([("a".to_string(), ExamAnswer { chosen: vec![2], text: None, elapsed_seconds: 30 })]));
        assert_eq!((exam.elapsed_seconds, exam.end), (31, Some(ExamEnd::Submitted)));
        assert!(exam.flagged.contains("a") && folded.unfinished_exam().is_none());
    }

    #[test]
    fn what_is_answered_in_an_exam_counts_once_and_from_when_it_was_given() {
        let started = EventKind::ExamStarted {
            profile: "p".into(),
            seed: 1,
            questions: vec!["a".into()],
            unscored: vec![],
            started_at: "2026-12-02T18:00:00Z".parse().expect("a time"),
            limit_seconds: 60,
        };
        let chosen = EventKind::ExamAnswered { question: "a".into(), chosen: vec![1], text: None, elapsed_seconds: 30 };
        let scored = EventKind::Answered {
            chosen: vec![1],
            text: None,
            correct: false,
            repetition: false,
            session: Some("e".into()),
            confidence: None,
        };
        let folded = Record::of(&[
            StoredEvent::at("2026-12-02T18:00:00Z", "e", started),
            StoredEvent::at("2026-12-02T18:00:30Z", "e", chosen),
            StoredEvent::at("2026-12-04T09:00:00Z", "a", EventKind::answered(true, None)),
            StoredEvent::at("2026-12-05T09:00:00Z", "a", scored.clone()),
            StoredEvent::at("2026-12-05T09:00:01Z", "a", scored),
        ]);
        let answer = &folded.answers["a"];
        assert_eq!((answer.attempts, answer.correct, answer.latest_correct), (2, 1, true));
        let times: Vec<String> = answer.history.iter().map(|attempt| attempt.at.to_string()).collect();
        assert_eq!(times, ["2026-12-02T18:00:30Z", "2026-12-04T09:00:00Z"]);
    }

    #[test]
    fn the_day_of_the_exam_is_the_one_set_last() {
        let set = |date: Option<&str>| ("dva-c03", EventKind::ExamDateSet { date: date.map(|date| date.parse().expect("a date")) });
        let folded = record(&[set(Some("2026-12-20")), set(Some("2027-01-10"))]);
        assert_eq!(folded.exam_date.map(|exam| exam.date.to_string()), Some("2027-01-10".to_string()));
        assert_eq!(record(&[set(Some("2026-12-20")), set(None)]).exam_date, None);
    }
}
