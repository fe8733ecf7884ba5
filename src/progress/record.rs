//! Events folded into what a learner has done.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use super::{EventKind, StoredEvent};

/// What a learner has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Record {
    /// Lessons read to the end.
    pub lessons_read: BTreeSet<String>,
    /// Lessons begun: the section to go on with, from 0.
    pub resume: BTreeMap<String, usize>,
    /// Questions answered.
    pub answers: BTreeMap<String, AnswerRecord>,
    /// Labs begun.
    pub labs: BTreeMap<String, LabRecord>,
    /// The lab that was begun last.
    pub latest_lab: Option<String>,
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
                EventKind::ProgressReset { content: None } => record = Self::default(),
                EventKind::ProgressReset { content: Some(content) } => record.forget(content),
                _ => record.fold(event),
            }
        }
        record
    }

    /// Begins anew with lessons, labs and questions.
    fn forget(&mut self, content: &[String]) {
        for id in content {
            self.lessons_read.remove(id);
            self.resume.remove(id);
            self.answers.remove(id);
            self.labs.remove(id);
            if self.latest_lab.as_ref() == Some(id) {
                self.latest_lab = None;
            }
        }
    }

    fn fold(&mut self, event: &StoredEvent) {
        let subject = crate::course::current_id(&event.subject).to_string();
        match &event.kind {
            EventKind::LessonOpened { section } => {
                self.resume.insert(subject, *section);
            }
            EventKind::LessonRead => {
                self.resume.remove(&subject);
                self.lessons_read.insert(subject);
            }
            EventKind::Answered { repetition: true, .. } => {}
            EventKind::Answered { correct, .. } => {
                let answer = self.answers.entry(subject).or_default();
                answer.attempts += 1;
                answer.correct += usize::from(*correct);
                answer.latest_correct = *correct;
            }
            EventKind::LabStarted { folder } => {
                self.labs.entry(subject.clone()).or_default().folder = Some(folder.clone());
                self.latest_lab = Some(subject);
            }
            EventKind::LabChecked { failed, .. } => {
                let lab = self.labs.entry(subject).or_default();
                lab.attempts += 1;
                lab.passed |= failed.is_empty();
            }
            EventKind::HintShown { level } => {
                self.labs.entry(subject).or_default().hints.insert(*level);
            }
            EventKind::SolutionShown => {
                let lab = self.labs.entry(subject).or_default();
                lab.solution_shown |= !lab.passed;
            }
            EventKind::ProgressReset { .. } | EventKind::ResetUndone | EventKind::Unknown(_) => {}
        }
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
        assert_eq!(record(std::slice::from_ref(&opened)).resume.get("l"), Some(&2));
        let read = record(&[opened, ("l", EventKind::LessonRead)]);
        assert!(read.resume.is_empty() && read.lessons_read.contains("l"));
    }

    #[test]
    fn repetitions_do_not_change_the_score() {
        let answer = |correct, repetition| ("q", EventKind::Answered { chosen: vec![], text: None, correct, repetition });
        let folded = record(&[answer(false, false), answer(true, true)]);
        assert_eq!(folded.answers["q"], AnswerRecord { attempts: 1, correct: 0, latest_correct: false });
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
}
