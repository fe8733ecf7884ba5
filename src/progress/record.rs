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
    /// Drills answered, by kind: level and whether it was right, in order.
    pub drills: BTreeMap<String, Vec<(u8, bool)>>,
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
            EventKind::Answered { correct, .. } => {
                let answer = self.answers.entry(subject).or_default();
                answer.attempts += 1;
                answer.correct += usize::from(*correct);
                answer.latest_correct = *correct;
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
        }
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
        let answer = |correct, repetition| ("q", EventKind::Answered { chosen: vec![], text: None, correct, repetition });
        let folded = record(&[answer(false, false), answer(true, true)]);
        assert_eq!(folded.answers["q"], AnswerRecord { attempts: 1, correct: 0, latest_correct: false });
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
}
