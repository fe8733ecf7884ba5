//! The pages of reference data: commands, glossary and coverage.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::BookError;
use super::links::{Link, Links};
use super::markdown::to_inline_html;
use super::served::{ServingLesson, serving_lessons};
use super::templates::Templates;
use crate::course::{Course, Term};

/// The page of the commands.
pub(super) const COMMANDS: &str = "commands.md";
/// The page of the terms.
pub(super) const GLOSSARY: &str = "glossary.md";
/// The page of the material's topics.
pub(super) const COVERAGE: &str = "coverage.md";

fn lesson_link(course: &Course, id: &str, links: &Links) -> Link {
    Link { text: course.lesson(id).map_or(id, |lesson| &lesson.title).to_string(), url: links.lesson(id) }
}

/// Nothing for a lab that is not there.
pub(super) fn lab_link(course: &Course, id: &str, links: &Links) -> Option<Link> {
    course.labs.iter().find(|lab| lab.id == id).map(|lab| Link { text: lab.title.clone(), url: links.lab(id) })
}

#[derive(Serialize)]
struct GroupView<'c> {
    group: &'c str,
    commands: Vec<CommandView<'c>>,
}

#[derive(Serialize)]
struct CommandView<'c> {
    command: &'c str,
    does: String,
    exam: String,
    form: &'c str,
    replaces: Option<String>,
    changed: Option<String>,
    lesson: Link,
    source: &'c str,
    verified: &'c str,
}

/// Makes the page of the commands.
///
/// # Errors
/// When a template is broken.
pub(super) fn commands_page(course: &Course, templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(COMMANDS);
    let html = |text: &String| to_inline_html(text.trim(), &links);
    let mut groups: Vec<GroupView<'_>> = Vec::new();
    for command in &course.commands {
        let view = CommandView {
            command: &command.command,
            does: html(&command.does),
            exam: html(&command.exam),
            form: command.form.trim_end(),
            replaces: command.replaces.as_ref().map(html),
            changed: command.changed.as_ref().map(html),
            lesson: lesson_link(course, &command.lesson, &links),
            source: &command.source,
            verified: &command.verified,
        };
        match groups.last_mut().filter(|last| last.group == command.group) {
            Some(last) => last.commands.push(view),
            None => groups.push(GroupView { group: &command.group, commands: vec![view] }),
        }
    }
    templates.render("commands.md.tera", &BTreeMap::from([("groups", groups)]))
}

#[derive(Serialize)]
struct GlossaryView<'c> {
    count: usize,
    letters: Vec<LetterView<'c>>,
}

#[derive(Serialize)]
struct LetterView<'c> {
    letter: char,
    terms: Vec<TermView<'c>>,
}

#[derive(Serialize)]
struct TermView<'c> {
    term: &'c str,
    anchor: String,
    also: String,
    meaning: String,
    lesson: Link,
    see: Vec<Link>,
}

/// Makes the page of the terms.
///
/// # Errors
/// When a template is broken.
pub(super) fn glossary_page(course: &Course, templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(GLOSSARY);
    let see = |name: &String| {
        let anchor = course.terms.iter().find(|term| term.term == *name).map(Term::anchor);
        Link { text: name.clone(), url: anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default() }
    };
    let mut letters: Vec<LetterView<'_>> = Vec::new();
    // A content pack may explain a word of the course in its own way; links lead to the course's.
    let mut anchors: HashMap<String, usize> = HashMap::new();
    for term in &course.terms {
        let uses = anchors.entry(term.anchor()).or_default();
        *uses += 1;
        let anchor = if *uses == 1 { term.anchor() } else { format!("{}-{uses}", term.anchor()) };
        let letter = term.term.chars().find(|character| character.is_alphanumeric()).unwrap_or('A').to_ascii_uppercase();
        let view = TermView {
            term: &term.term,
            anchor,
            also: term.also.join(", "),
            meaning: to_inline_html(term.meaning.trim(), &links),
            lesson: lesson_link(course, &term.lesson, &links),
            see: term.see.iter().map(see).collect(),
        };
        match letters.last_mut().filter(|last| last.letter == letter) {
            Some(last) => last.terms.push(view),
            None => letters.push(LetterView { letter, terms: vec![view] }),
        }
    }
    templates.render("glossary.md.tera", &GlossaryView { count: course.terms.len(), letters })
}

#[derive(Serialize)]
struct CoverageView<'c> {
    topics: Vec<TopicView<'c>>,
    aged: usize,
    materials: Vec<&'c str>,
}

#[derive(Serialize)]
struct TopicView<'c> {
    topic: &'c str,
    material: String,
    lessons: Vec<ServingLesson>,
    labs: Vec<Link>,
    aged: Option<String>,
}

/// Makes the page of the material's topics.
///
/// # Errors
/// When a template is broken.
pub(super) fn coverage_page(course: &Course, templates: &Templates) -> Result<String, BookError> {
    let links = Links::from(COVERAGE);
    let topics = course.topics.iter().map(|topic| TopicView {
        topic: &topic.topic,
        material: topic.material.join(", "),
        lessons: serving_lessons(course, &topic.lessons, &topic.questions, &links),
        labs: topic.labs.iter().filter_map(|id| lab_link(course, id, &links)).collect(),
        aged: topic.aged.as_ref().map(|text| to_inline_html(text.trim(), &links)),
    });
    let mut materials: Vec<&str> = course.topics.iter().flat_map(|topic| &topic.material).map(String::as_str).collect();
    materials.sort_unstable();
    materials.dedup();
    let aged = course.topics.iter().filter(|topic| topic.aged.is_some()).count();
    templates.render("coverage.md.tera", &CoverageView { topics: topics.collect(), aged, materials })
}
