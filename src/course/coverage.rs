//! Where the material has its place in the course, and what serves each objective of an exam.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Course, ExamProfile};

/// A topic of the material that the course is made from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// What it is about; no other topic is called so.
    pub topic: String,
    /// Which of the material has it.
    pub material: Vec<String>,
    /// The lessons that teach it.
    pub lessons: Vec<String>,
    /// The labs that practise it.
    #[serde(default)]
    pub labs: Vec<String>,
    /// The questions that ask it.
    #[serde(default)]
    pub questions: Vec<String>,
    /// What in the material was wrong or has aged, and what holds today, Markdown.
    pub aged: Option<String>,
}

/// The coverage of the material.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CoverageFile {
    /// Of this form: 1.
    pub version: u32,
    /// In the order of the course.
    pub topics: Vec<Topic>,
}

/// The objectives of an exam with what serves them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExamMap {
    /// As in objectives: `dva-c03`.
    pub exam: String,
    /// As AWS writes it, with its title.
    pub title: String,
    /// In the order of the exam guide.
    pub objectives: Vec<ObjectiveMap>,
}

/// What serves an objective, by ids, in the order of the course.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ObjectiveMap {
    /// As `dva-c03/3.1`.
    pub objective: String,
    /// What of it is about containers.
    pub about: String,
    /// Lessons that teach it.
    pub lessons: Vec<String>,
    /// Labs that practise it.
    pub labs: Vec<String>,
    /// Questions that ask it.
    pub questions: Vec<String>,
}

impl ObjectiveMap {
    /// What it lacks: `lessons`, `labs`, `questions`.
    pub fn lacks(&self) -> Vec<&'static str> {
        let parts = [("lessons", &self.lessons), ("labs", &self.labs), ("questions", &self.questions)];
        parts.into_iter().filter(|(_, ids)| ids.is_empty()).map(|(name, _)| name).collect()
    }
}

/// Every exam with all its objectives, those that nothing serves included; after those of its profile, what content names besides.
pub fn objective_map(course: &Course) -> Vec<ExamMap> {
    let mut served: BTreeMap<&str, ObjectiveMap> = BTreeMap::new();
    for lesson in &course.lessons {
        for objective in &lesson.objectives {
            served.entry(objective).or_default().lessons.push(lesson.id.clone());
        }
    }
    for lab in &course.labs {
        for objective in &lab.objectives {
            served.entry(objective).or_default().labs.push(lab.id.clone());
        }
    }
    for question in &course.questions {
        for objective in &question.objectives {
            served.entry(objective).or_default().questions.push(question.id.clone());
        }
    }
    let of = |objective: String, about: &str| ObjectiveMap { objective, about: about.to_string(), ..ObjectiveMap::default() };
    let of_profile = |profile: &ExamProfile| ExamMap {
        exam: profile.id.clone(),
        title: format!("{} {}", profile.code, profile.title),
        objectives: profile.objectives.iter().map(|own| of(format!("{}/{}", profile.id, own.number), &own.about)).collect(),
    };
    let mut exams: Vec<ExamMap> = course.exams.iter().map(of_profile).collect();
    for objective in served.keys() {
        let exam = objective.split('/').next().unwrap_or(objective);
        let at = exams.iter().position(|known| known.exam == exam).unwrap_or_else(|| {
            exams.push(ExamMap { exam: exam.to_string(), title: exam.to_uppercase(), objectives: Vec::new() });
            exams.len() - 1
        });
        if !exams[at].objectives.iter().any(|known| known.objective == *objective) {
            exams[at].objectives.push(of(objective.to_string(), ""));
        }
    }
    for objective in exams.iter_mut().flat_map(|exam| &mut exam.objectives) {
        if let Some(found) = served.remove(objective.objective.as_str()) {
            (objective.lessons, objective.labs, objective.questions) = (found.lessons, found.labs, found.questions);
        }
    }
    exams
}
