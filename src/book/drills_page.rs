//! The page of the drills: an example of each kind, with the way to its answer.

use serde::Serialize;

use super::BookError;
use super::links::{Link, Links};
use super::markdown::{to_html, to_inline_html};
use super::templates::Templates;
use crate::course::{Course, Question, QuestionType};
use crate::practice::drill::{Drill, DrillKind, examples};

/// The page.
pub(super) const DRILLS: &str = "drills.md";

#[derive(Serialize)]
struct DrillsView {
    kinds: Vec<KindView>,
}

#[derive(Serialize)]
struct KindView {
    id: &'static str,
    title: &'static str,
    trains: &'static str,
    levels: [&'static str; 3],
    lesson: Link,
    source: &'static str,
    example: ExampleView,
}

#[derive(Serialize)]
struct ExampleView {
    address: String,
    stem: String,
    configuration: Vec<String>,
    /// What one chooses from; nothing where the answer is typed.
    options: Vec<String>,
    answer: Vec<String>,
    steps: Vec<String>,
}

/// Makes the page.
///
/// # Errors
/// When a template is broken.
pub(super) fn drills_page(course: &Course, templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(DRILLS);
    let mut kinds: Vec<KindView> = Vec::new();
    // Of each kind the first level: the way to its answer is the shortest that shows everything.
    for drill in examples() {
        let kind: &'static DrillKind = drill.address.kind;
        if kinds.iter().any(|known| known.id == kind.id) {
            continue;
        }
        kinds.push(KindView {
            id: kind.id,
            title: kind.title,
            trains: kind.trains,
            levels: kind.levels,
            lesson: Link {
                text: course.lesson(kind.lesson).map_or(kind.lesson, |lesson| &lesson.title).to_string(),
                url: links.lesson(kind.lesson),
            },
            source: kind.source,
            example: example(&drill, &links),
        });
    }
    templates.render("drills.md.tera", &DrillsView { kinds })
}

fn example(drill: &Drill, links: &Links) -> ExampleView {
    let question = &drill.question;
    let text = |index: usize| {
        let option = &question.options[index];
        match &option.matches {
            Some(partner) => to_inline_html(&format!("{}: {partner}", option.text), links),
            None => to_inline_html(&option.text, links),
        }
    };
    let is_typed = question.kind == QuestionType::Text;
    let letter =
        |place: usize, index: usize| format!("<b>{}</b> {}", Question::letter(place), to_inline_html(&question.options[index].text, links));
    ExampleView {
        address: question.id.clone(),
        stem: to_html(&question.stem, links),
        configuration: question.configuration.iter().flat_map(|document| document.text.trim_end().lines().map(str::to_string)).collect(),
        options: if is_typed {
            Vec::new()
        } else {
            question.shown_order().into_iter().enumerate().map(|(place, index)| letter(place, index)).collect()
        },
        answer: question.correct().into_iter().map(text).collect(),
        steps: drill.explanation.iter().map(|step| to_inline_html(step, links)).collect(),
    }
}
