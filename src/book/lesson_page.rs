//! The page of a lesson: its text, its labs, its quiz, its sources.

use serde::Serialize;

use super::BookError;
use super::links::{Link, Links, lesson_path, module_path};
use super::markdown::lesson_body;
use super::objectives_page::ObjectiveLink;
use super::quiz::{QuizView, quiz};
use super::templates::Templates;
use crate::course::{Course, Lesson};

#[derive(Serialize)]
struct LessonView<'c> {
    title: &'c str,
    module: Link,
    minutes: u32,
    objectives: Vec<ObjectiveLink>,
    body: String,
    labs: Vec<LabCard<'c>>,
    quiz: QuizView,
    sources: &'c [String],
    verified: &'c str,
}

/// A lab as a lesson or the home page shows it.
#[derive(Serialize)]
pub(super) struct LabCard<'c> {
    pub id: &'c str,
    pub title: &'c str,
    pub minutes: u32,
    pub url: String,
}

impl<'c> LabCard<'c> {
    /// The card of each lab.
    pub fn of(labs: impl Iterator<Item = &'c crate::course::Lab>, links: &Links) -> Vec<Self> {
        labs.map(|lab| Self { id: &lab.id, title: &lab.title, minutes: lab.minutes, url: links.lab(&lab.id) }).collect()
    }
}

/// Makes the page.
///
/// # Errors
/// When a template is broken.
pub(super) fn lesson_page(course: &Course, lesson: &Lesson, templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(&lesson_path(&lesson.id));
    let practises = |lab: &&crate::course::Lab| lab.lesson == lesson.id || lesson.labs.contains(&lab.id);
    let view = LessonView {
        title: &lesson.title,
        module: Link {
            text: course.module(lesson.module()).map_or(lesson.module(), |module| &module.title).to_string(),
            url: links.to(&module_path(lesson.module())),
        },
        minutes: lesson.minutes,
        objectives: ObjectiveLink::of(&lesson.objectives, &links),
        body: lesson_body(lesson, &course.terms, &links, templates)?,
        labs: LabCard::of(course.labs.iter().filter(practises), &links),
        quiz: quiz(course, lesson, &links),
        sources: &lesson.sources,
        verified: &lesson.verified,
    };
    templates.render("lesson.md.tera", &view)
}
