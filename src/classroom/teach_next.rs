//! What to teach next: from what many learners of a class have trouble with, and from where most of them are.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::report::{Folded, pattern_from};
use super::{LabStatistics, LearnerReport, ModuleHead};
use crate::course::Course;

/// It is a short list.
const LABS: usize = 2;
const LESSONS: usize = 3;
/// A lesson of which fewer first answers are right needs another look, by one learner or by all.
const UNDERSTOOD_FROM: f64 = 0.6;
/// Fewer answers say nothing about a lesson.
const ANSWERS_FROM: usize = 5;

/// Something to teach next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Suggestion {
    /// A lesson or lab.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Why.
    pub reason: String,
}

/// The labs where most are stuck; the lessons with which most have trouble; the first module that most have not half done.
///
/// Learners count, not answers: who answers much would speak for the class.
pub(super) fn suggestions(
    course: &Course,
    labs: &[LabStatistics],
    answers: &[Folded],
    modules: &[ModuleHead],
    learners: &[LearnerReport],
) -> Vec<Suggestion> {
    let enough = pattern_from(learners.len());
    let mut found: Vec<Suggestion> = labs.iter().filter(|lab| lab.stuck.len() >= enough).take(LABS).map(stuck_lab).collect();
    found.extend(hard_lessons(course, answers, enough));
    if let Some(step) = open_module(course, modules, learners).filter(|step| found.iter().all(|other| other.id != step.id)) {
        found.push(step);
    }
    found
}

fn stuck_lab(lab: &LabStatistics) -> Suggestion {
    let check = lab.failing.first().map_or(String::new(), |(check, _)| format!(", most at the check {check}"));
    let reason = format!("{} of {} who began it are stuck{check}", lab.stuck.len(), lab.begun);
    Suggestion { id: lab.id.clone(), title: lab.title.clone(), reason }
}

/// The first answers to the questions of a lesson.
#[derive(Clone, Copy, Default)]
struct Answers {
    right: usize,
    all: usize,
}

impl Answers {
    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.all += other.all;
    }

    fn share(self) -> f64 {
        self.right as f64 / self.all.max(1) as f64
    }
}

/// A lesson as the class answered it.
#[derive(Default)]
struct LessonTrouble {
    answers: Answers,
    tried: usize,
    troubled: usize,
}

fn hard_lessons(course: &Course, learners: &[Folded], enough: usize) -> Vec<Suggestion> {
    let lesson_of: HashMap<&str, &str> = course.questions.iter().map(|question| (question.id.as_str(), question.lesson.as_str())).collect();
    let mut lessons: BTreeMap<&str, LessonTrouble> = BTreeMap::new();
    for learner in learners {
        let mut own: BTreeMap<&str, Answers> = BTreeMap::new();
        for (question, (right, _)) in &learner.first {
            if let Some(lesson) = lesson_of.get(question.as_str()) {
                own.entry(lesson).or_default().add(Answers { right: usize::from(*right), all: 1 });
            }
        }
        for (lesson, answers) in own {
            let lesson = lessons.entry(lesson).or_default();
            lesson.answers.add(answers);
            lesson.tried += 1;
            lesson.troubled += usize::from(answers.share() < UNDERSTOOD_FROM);
        }
    }
    let is_hard = |lesson: &LessonTrouble| {
        lesson.troubled >= enough && lesson.answers.all >= ANSWERS_FROM && lesson.answers.share() < UNDERSTOOD_FROM
    };
    let mut hard: Vec<(&str, LessonTrouble)> = lessons.into_iter().filter(|(_, lesson)| is_hard(lesson)).collect();
    hard.sort_by(|(_, a), (_, b)| b.troubled.cmp(&a.troubled).then(a.answers.share().total_cmp(&b.answers.share())));
    let suggestion = |(id, trouble): &(&str, LessonTrouble)| {
        let reason = format!(
            "{} of the {} who tried it got less than {:.0} % right at first; all together {:.0} %",
            trouble.troubled,
            trouble.tried,
            UNDERSTOOD_FROM * 100.0,
            trouble.answers.share() * 100.0
        );
        Some(Suggestion { id: (*id).to_string(), title: course.lesson(id)?.title.clone(), reason })
    };
    hard.iter().filter_map(suggestion).take(LESSONS).collect()
}

fn open_module(course: &Course, modules: &[ModuleHead], learners: &[LearnerReport]) -> Option<Suggestion> {
    let half_done = |column: usize, module: &ModuleHead| learners.iter().filter(|one| one.modules[column].share(module) >= 0.5).count();
    let counted = modules.iter().enumerate().map(|(column, module)| (module, half_done(column, module)));
    let (module, done) = counted.into_iter().find(|(_, done)| (learners.len() - done) * 2 > learners.len())?;
    let lesson = course.lessons_of(&module.id).next()?;
    let reason = format!("the first module that most have not half done ({done} of {} have)", learners.len());
    Some(Suggestion { id: lesson.id.clone(), title: format!("{}: {}", module.title, lesson.title), reason })
}
