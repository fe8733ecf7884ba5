//! The pages about the book itself: the introduction, the exam objectives and the table of contents.

use std::collections::BTreeMap;

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

fn anchor(objective: &str) -> String {
    objective.replace(['/', '.'], "-")
}

#[derive(Serialize)]
struct HomeView<'c> {
    version: &'static str,
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
struct ExamView {
    exam: String,
    objectives: Vec<ObjectiveView>,
}

#[derive(Default, Serialize)]
struct ObjectiveView {
    number: String,
    anchor: String,
    lessons: Vec<Link>,
    labs: Vec<Link>,
    questions: usize,
}

/// Makes the page of the exam objectives.
///
/// # Errors
/// When a template is broken.
pub(super) fn objectives_page(course: &Course, templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(OBJECTIVES);
    let mut served: BTreeMap<&str, ObjectiveView> = BTreeMap::new();
    for lesson in &course.lessons {
        for objective in &lesson.objectives {
            let link = Link { text: lesson.title.clone(), url: links.lesson(&lesson.id) };
            served.entry(objective).or_default().lessons.push(link);
        }
    }
    for lab in &course.labs {
        for objective in &lab.objectives {
            served.entry(objective).or_default().labs.push(Link { text: lab.title.clone(), url: links.lab(&lab.id) });
        }
    }
    for objective in course.questions.iter().flat_map(|question| &question.objectives) {
        served.entry(objective).or_default().questions += 1;
    }
    let mut exams: Vec<ExamView> = Vec::new();
    for (objective, mut view) in served {
        let (exam, number) = objective.split_once('/').unwrap_or((objective, ""));
        let exam = exam.to_uppercase();
        view.number = number.to_string();
        view.anchor = anchor(objective);
        match exams.last_mut().filter(|last| last.exam == exam) {
            Some(last) => last.objectives.push(view),
            None => exams.push(ExamView { exam, objectives: vec![view] }),
        }
    }
    templates.render("objectives.md.tera", &BTreeMap::from([("exams", exams)]))
}

#[derive(Serialize)]
struct ContentsView<'c> {
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
    templates.render("summary.md.tera", &ContentsView { modules: modules.collect(), rules: rules.collect() })
}
