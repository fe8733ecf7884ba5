//! The pages about the book itself: the introduction, a page for each module, and the table of contents.

use serde::Serialize;

use super::BookError;
use super::lesson_page::LabCard;
use super::links::{Link, Links, lab_path, lesson_path, module_path, rule_path};
use super::quiz::answer_keys;
use super::templates::Templates;
use crate::course::{Course, Module, Track};
use crate::lint::Rule;

/// The introduction, which is the first page.
pub(super) const HOME: &str = "index.md";

#[derive(Serialize)]
struct HomeView<'c> {
    version: &'static str,
    terms: usize,
    commands: usize,
    topics: usize,
    /// Of all lessons.
    answers: Vec<String>,
    modules: Vec<ModuleView<'c>>,
    tracks: Vec<TrackView<'c>>,
    lessons: usize,
    labs: usize,
    hours: u32,
    /// The codes of the exams that it prepares for.
    exams: Vec<&'c str>,
    rules: usize,
    questions: usize,
    first_lesson: Option<Link>,
    /// The lessons as JSON, from which a script chooses where to go on.
    go_on: String,
    first_lab: &'c str,
}

/// A way through the modules.
#[derive(Serialize)]
struct TrackView<'c> {
    id: &'c str,
    title: &'c str,
    summary: &'c str,
    modules: Vec<Link>,
}

#[derive(Serialize)]
struct ModuleView<'c> {
    title: &'c str,
    summary: &'c str,
    url: String,
    /// Of all its lessons and labs.
    minutes: u32,
    answers: Vec<String>,
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

/// A lesson with questions, as `book/theme/answers.js` reads it.
#[derive(Serialize)]
struct Stage<'c> {
    title: &'c str,
    url: String,
    answers: String,
}

/// Makes the introduction.
///
/// # Errors
/// When a template is broken.
pub(super) fn home_page(course: &Course, rules: &[&'static Rule], templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(HOME);
    let modules: Vec<ModuleView<'_>> = course.modules.iter().map(|module| module_view(course, module, &links)).collect();
    let view = HomeView {
        version: env!("CARGO_PKG_VERSION"),
        terms: course.terms.len(),
        commands: course.commands.len(),
        topics: course.topics.len(),
        answers: modules.iter().flat_map(|module| module.answers.clone()).collect(),
        lessons: course.lessons.len(),
        labs: course.labs.len(),
        hours: modules.iter().map(|module| module.minutes).sum::<u32>().div_ceil(60),
        exams: course.exams.iter().filter(|exam| exam.retires_on.is_none()).map(|exam| exam.code.as_str()).collect(),
        rules: rules.len(),
        questions: course.questions.len(),
        first_lesson: course.lessons.first().map(|lesson| Link { text: lesson.title.clone(), url: links.lesson(&lesson.id) }),
        go_on: stages(&modules),
        tracks: course.tracks.iter().map(|track| track_view(course, track, &links)).collect(),
        first_lab: course.labs.first().map_or("", |lab| &lab.id),
        modules,
    };
    templates.render("home.md.tera", &view)
}

fn track_view<'c>(course: &'c Course, track: &'c Track, links: &Links) -> TrackView<'c> {
    let modules = track.modules.iter().filter_map(|id| course.module(id));
    let modules = modules.map(|module| Link { text: module.title.clone(), url: links.to(&module_path(&module.id)) }).collect();
    TrackView { id: &track.id, title: &track.title, summary: &track.summary, modules }
}

fn stages(modules: &[ModuleView<'_>]) -> String {
    let rows = modules.iter().flat_map(|module| &module.lessons).filter(|lesson| !lesson.answers.is_empty());
    let stages: Vec<Stage<'_>> = rows
        // mdBook changes the addresses of links only.
        .map(|lesson| Stage { title: lesson.title, url: lesson.url.replace(".md", ".html"), answers: lesson.answers.join(" ") })
        .collect();
    // Strings and lists of them: nothing in it can fail to be JSON.
    serde_json::to_string(&stages).unwrap_or_default()
}

/// Makes the page of a module: what is in it, and how far one is.
///
/// # Errors
/// When a template is broken.
pub(super) fn module_page(course: &Course, module: &Module, templates: &Templates) -> Result<String, BookError> {
    templates.render("module.md.tera", &module_view(course, module, &Links::from(&module_path(&module.id))))
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
    ModuleView {
        title: &module.title,
        summary: &module.summary,
        url: links.to(&module_path(&module.id)),
        minutes: lessons.iter().map(|lesson| lesson.minutes).chain(labs.iter().map(|lab| lab.minutes)).sum(),
        answers: lessons.iter().flat_map(|lesson| lesson.answers.clone()).collect(),
        lessons,
        labs,
    }
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
    url: String,
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
        PartView { title: &module.title, url: module_path(&module.id), lessons, labs }
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
