//! What the numbers of a report leave out, and what two learners have in common: without a word, a report would look complete.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde::Serialize;

use super::{ClassReport, LearnerReport};
use crate::counted::counted;
use crate::course::{Course, current_id, is_given_up};
use crate::diagnostics::{printable_line, printable_name};
use crate::progress::{EventKind, StoredEvent};

/// Events of a learner that do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Uncounted {
    /// Of a kind that only a newer program knows.
    pub unknown_kinds: usize,
    /// About content that only a newer program has.
    pub unknown_content: usize,
    /// About content of packs that are not installed here, by pack.
    pub packs: BTreeMap<String, usize>,
    /// The other versions of the program that wrote the results.
    pub programs: BTreeSet<String>,
}

impl Uncounted {
    pub(super) fn of(events: &[StoredEvent], known: &KnownContent<'_>, mut programs: BTreeSet<String>) -> Self {
        programs.remove(env!("CARGO_PKG_VERSION"));
        let mut uncounted = Self { programs, ..Self::default() };
        for event in events {
            if matches!(event.kind, EventKind::Unknown(_)) {
                uncounted.unknown_kinds += 1;
            } else if let Some(lacking) = known.lacks(event) {
                match lacking {
                    Lacking::Pack(pack) => *uncounted.packs.entry(pack.to_string()).or_default() += 1,
                    Lacking::Newer => uncounted.unknown_content += 1,
                }
            }
        }
        uncounted
    }

    /// In words; none where all counts.
    fn words(&self) -> Option<String> {
        let mut parts = Vec::new();
        if self.unknown_kinds > 0 {
            parts.push(format!("{} of a kind that only a newer ecslab knows", counted(self.unknown_kinds, "event")));
        }
        if self.unknown_content > 0 {
            parts.push(format!("{} about content that this ecslab does not have", counted(self.unknown_content, "event")));
        }
        if !parts.is_empty() {
            let others: Vec<_> = self.programs.iter().map(|program| printable_line(program)).collect();
            let others = if others.is_empty() { String::new() } else { format!("; written by {}", others.join(", ")) };
            parts.push(format!("update this one ({}{others})", env!("CARGO_PKG_VERSION")));
        }
        let of_packs = self.packs.iter().map(|(pack, count)| {
            let pack = printable_line(pack);
            format!("{} of the content pack {pack}, which is not installed here or lacks them", counted(*count, "event"))
        });
        parts.extend(of_packs);
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

/// Results that two learners have in common: one imported them from the other, or both are one person with two machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SharedResults {
    /// The learner whose results were exported first, and for whom they count.
    pub learner: String,
    /// All events of that learner.
    pub learner_events: usize,
    /// The other.
    pub other: String,
    /// All events of the other.
    pub other_events: usize,
    /// Events that both have.
    pub events: usize,
}

impl SharedResults {
    pub(super) fn of(learner: &LearnerReport, other: &LearnerReport, events: usize) -> Self {
        Self {
            learner: learner.name.clone(),
            learner_events: learner.events,
            other: other.name.clone(),
            other_events: other.events,
            events,
        }
    }

    fn words(&self) -> String {
        format!(
            "{} and {} have {} in common (of {} and {}), counted once for questions and labs: one imported the results of the other, or both \
             are one person, whose second machine `ecslab class add FILE --to NAME` enrols",
            printable_name(&self.learner),
            printable_name(&self.other),
            counted(self.events, "event"),
            self.learner_events,
            self.other_events
        )
    }
}

/// What whoever reads a report must know beside its numbers, in sentences that may be printed.
pub fn doubts(report: &ClassReport) -> Vec<String> {
    let left_out = |learner: &LearnerReport| {
        let what = learner.uncounted.words()?;
        Some(format!("{}: not counted: {what}", printable_name(&learner.name)))
    };
    let differing = |learner: &LearnerReport| {
        let events = counted(learner.differing, "event");
        let text = "with different content in two files: one of them was changed. The same of both counts, in any order of the files";
        (learner.differing > 0).then(|| format!("{}: {events} {text}", printable_name(&learner.name)))
    };
    let of_learners = report.learners.iter().flat_map(|learner| left_out(learner).into_iter().chain(differing(learner)));
    report.shared.iter().map(SharedResults::words).chain(of_learners).collect()
}

/// What of the content is here.
pub(super) struct KnownContent<'c>(HashSet<&'c str>);

/// Where content is that is not here.
enum Lacking<'e> {
    Pack(&'e str),
    Newer,
}

impl<'c> KnownContent<'c> {
    pub(super) fn of(course: &'c Course) -> Self {
        let lessons = course.lessons.iter().map(|lesson| lesson.id.as_str());
        let labs = course.labs.iter().map(|lab| lab.id.as_str());
        Self(lessons.chain(labs).chain(course.questions.iter().map(|question| question.id.as_str())).collect())
    }

    fn lacks<'e>(&self, event: &'e StoredEvent) -> Option<Lacking<'e>> {
        // A pack puts its id in front: of questions, whose ids have no slash in the course, and of lessons and labs, which have one.
        let slashes_in_course = match event.kind {
            EventKind::Answered { .. } => 0,
            EventKind::LessonOpened { .. }
            | EventKind::LessonRead
            | EventKind::LabStarted { .. }
            | EventKind::LabChecked { .. }
            | EventKind::HintShown { .. }
            | EventKind::SolutionShown => 1,
            _ => return None,
        };
        let id = current_id(&event.subject);
        if self.0.contains(id) || is_given_up(id) {
            return None;
        }
        let in_pack = id.matches('/').count() > slashes_in_course;
        Some(id.split_once('/').filter(|_| in_pack).map_or(Lacking::Newer, |(pack, _)| Lacking::Pack(pack)))
    }
}
