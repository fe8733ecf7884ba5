//! The pages about the book itself: the introduction and the table of contents.

use serde::Serialize;

use super::BookError;
use super::lesson_page::LabCard;
use super::links::{Link, Links, lab_path, lesson_path, rule_path};
use super::quiz::answer_keys;
use super::templates::Templates;
use crate::course::{Course, Module};
use crate::lint::Rule;

/// The introduction, which is the first page.
pub(super) const HOME: &str = "index.md";
/// The page of the exam objectives.
pub(super) const OBJECTIVES: &str = "objectives.md";

/// An exam objective, linked to its row on the page of the objectives.
#[derive(Debug, Serialize)]
pub(super) struct ObjectiveLink {
    text: String,
    url: String,
}

impl ObjectiveLink {
    /// Links of objectives such as `dva-c03/3.3`.
    pub fn of(objectives: &[String], links: &Links) -> Vec<Self> {
        objectives
            .iter()
            .map(|objective| {
                let (exam, number) = objective.split_once('/').unwrap_or((objective, ""));
                let text = format!("{} {number}", exam.to_uppercase()).trim_end().to_string();
                Self { text, url: format!("{}#{}", links.to(OBJECTIVES), anchor(objective)) }
            })
            .collect()
    }
}

/// What an objective's row is called on that page.
pub(super) fn anchor(objective: &str) -> String {
    objective.replace(['/', '.'], "-")
}

#[derive(Serialize)]
struct HomeView<'c> {
    version: &'static str,
    terms: usize,
    commands: usize,
    topics: usize,
    /// Of all lessons.
    answers: Vec<String>,
    modules: Vec<ModuleView<'c>>,
    rules: usize,
    questions: usize,
    first_lesson: Option<Link>,
    first_lab: &'c str,
}

#[derive(Serialize)]
struct ModuleView<'c> {
    id: &'c str,
    title: &'c str,
    summary: &'c str,
    /// Of all its lessons and labs.
    minutes: u32,
    lessons: Vec<LessonRow<'c>>,
    labs: Vec<LabCard<'c>>,
}

#[derive(Serialize)]
struct LessonRow<'c> {
    title: &'c str,
    minutes: u32,
    url: String,
    answers: Vec<String>,
}

/// Makes the introduction.
///
/// # Errors
/// When a template is broken.
pub(super) fn home_page(course: &Course, rules: &[&'static Rule], templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(HOME);
    let view = HomeView {
        version: env!("CARGO_PKG_VERSION"),
        terms: course.terms.len(),
        commands: course.commands.len(),
        topics: course.topics.len(),
        answers: course.lessons.iter().flat_map(|lesson| answer_keys(course, lesson)).collect(),
        modules: course.modules.iter().map(|module| module_view(course, module, &links)).collect(),
        rules: rules.len(),
        questions: course.questions.len(),
        first_lesson: course.lessons.first().map(|lesson| Link { text: lesson.title.clone(), url: links.lesson(&lesson.id) }),
        first_lab: course.labs.first().map_or("", |lab| &lab.id),
    };
    templates.render("home.md.tera", &view)
}

fn module_view<'c>(course: &'c Course, module: &'c Module, links: &Links) -> ModuleView<'c> {
    let lessons: Vec<_> = course
        .lessons_of(&module.id)
        .map(|lesson| LessonRow {
            title: &lesson.title,
            minutes: lesson.minutes,
            url: links.lesson(&lesson.id),
            answers: answer_keys(course, lesson),
        })
        .collect();
    let labs = LabCard::of(course.labs_of(&module.id), links);
    let minutes = lessons.iter().map(|lesson| lesson.minutes).chain(labs.iter().map(|lab| lab.minutes)).sum();
    ModuleView { id: &module.id, title: &module.title, summary: &module.summary, minutes, lessons, labs }
}

#[derive(Serialize)]
struct ContentsView<'c> {
    has_commands: bool,
    has_terms: bool,
    has_topics: bool,
    modules: Vec<PartView<'c>>,
    rules: Vec<Link>,
}

#[derive(Serialize)]
struct PartView<'c> {
    title: &'c str,
    lessons: Vec<Link>,
    labs: Vec<Link>,
}

/// Makes `SUMMARY.md`, which is mdBook's table of contents.
///
/// # Errors
/// When a template is broken.
pub(super) fn contents(course: &Course, rules: &[&'static Rule], templates: &Templates) -> Result<String, BookError> {
    let part = |module: &'_ Module| {
        let lessons = course.lessons_of(&module.id).map(|lesson| Link { text: lesson.title.clone(), url: lesson_path(&lesson.id) });
        let labs = course.labs_of(&module.id).map(|lab| Link { text: lab.title.clone(), url: lab_path(&lab.id) });
        (lessons.collect(), labs.collect())
    };
    let modules = course.modules.iter().map(|module| {
        let (lessons, labs) = part(module);
        PartView { title: &module.title, lessons, labs }
    });
    let rules = rules.iter().map(|rule| Link { text: format!("{} {}", rule.code, rule.name), url: rule_path(rule) });
    let view = ContentsView {
        has_commands: !course.commands.is_empty(),
        has_terms: !course.terms.is_empty(),
        has_topics: !course.topics.is_empty(),
        modules: modules.collect(),
        rules: rules.collect(),
    };
    templates.render("summary.md.tera", &view)
}
