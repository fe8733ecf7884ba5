//! The lessons that serve a topic or an objective, with links to those of their questions that ask it.

use serde::Serialize;

use super::links::Links;
use super::quiz::question_anchor;
use crate::course::Course;

/// A lesson that teaches it, or has questions about it.
#[derive(Debug, Serialize)]
pub(super) struct ServingLesson {
    text: String,
    url: String,
    questions: Vec<QuestionLink>,
}

#[derive(Debug, Serialize)]
struct QuestionLink {
    /// As the page of the lesson counts it.
    number: usize,
    url: String,
}

/// Those that teach it first, then those that only ask.
pub(super) fn serving_lessons(course: &Course, lessons: &[String], questions: &[String], links: &Links) -> Vec<ServingLesson> {
    let asked = || questions.iter().filter_map(|id| course.questions.iter().find(|question| question.id == *id));
    let mut ids: Vec<&str> = lessons.iter().map(String::as_str).collect();
    for question in asked() {
        if !ids.contains(&question.lesson.as_str()) {
            ids.push(&question.lesson);
        }
    }
    let question_links = |lesson: &str| {
        let numbered = course.questions_of(lesson).zip(1..);
        let meant = numbered.filter(|(question, _)| questions.contains(&question.id));
        meant
            .map(|(question, number)| QuestionLink { number, url: format!("{}#{}", links.lesson(lesson), question_anchor(question)) })
            .collect()
    };
    ids.into_iter()
        .map(|id| ServingLesson {
            text: course.lesson(id).map_or(id, |lesson| &lesson.title).to_string(),
            url: links.lesson(id),
            questions: question_links(id),
        })
        .collect()
}
