//! The page of a lab: the task and what is checked. Hints are sealed, and the solution stays out of the book.

use serde::Serialize;

use super::BookError;
use super::links::{Link, Links, lab_path};
use super::markdown::{page_text, to_sealed_html, without_title};
use super::objectives_page::ObjectiveLink;
use super::sealed::Sealed;
use super::templates::Templates;
use crate::course::{Course, Lab};

#[derive(Serialize)]
struct LabView<'c> {
    id: &'c str,
    title: &'c str,
    minutes: u32,
    lesson: Link,
    objectives: Vec<ObjectiveLink>,
    images: &'c [String],
    needs_engine: bool,
    readme: String,
    checks: Vec<&'c str>,
    hints: Vec<HintView>,
}

#[derive(Serialize)]
struct HintView {
    number: usize,
    title: &'static str,
    sealed: Sealed,
}

/// Makes the page.
///
/// # Errors
/// When a template is broken.
pub(super) fn lab_page(course: &Course, lab: &Lab, templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(&lab_path(&lab.id));
    let hints = lab.hints.iter().filter_map(|hint| Some((hint_title(&hint.level)?, hint))).enumerate();
    let view = LabView {
        id: &lab.id,
        title: &lab.title,
        minutes: lab.minutes,
        lesson: Link {
            text: course.lesson(&lab.lesson).map_or(&lab.lesson, |lesson| &lesson.title).clone(),
            url: links.lesson(&lab.lesson),
        },
        objectives: ObjectiveLink::of(&lab.objectives, &links),
        images: &lab.images,
        needs_engine: lab.needs_engine(),
        readme: page_text(without_title(&lab.readme), &links),
        checks: lab.checks.iter().map(|check| check.title.as_str()).collect(),
        hints: hints
            .map(|(index, (title, hint))| {
                let context = format!("{}\n{index}", lab.id);
                HintView { number: index + 1, title, sealed: Sealed::new(&context, &to_sealed_html(&hint.text)) }
            })
            .collect(),
    };
    templates.render("lab.md.tera", &view)
}

/// What a level of hint gives. The solution is none of the book's.
fn hint_title(level: &str) -> Option<&'static str> {
    match level {
        "observe" => Some("what to look at"),
        "locate" => Some("where it is"),
        "principle" => Some("the principle behind it"),
        _ => None,
    }
}
