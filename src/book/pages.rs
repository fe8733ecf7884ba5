//! All pages of the book as Markdown.

use super::BookError;
use super::drills_page::{DRILLS, drills_page};
use super::home::{HOME, contents, home_page, module_page};
use super::lab_page::lab_page;
use super::lesson_page::lesson_page;
use super::links::{lab_path, lesson_path, module_path, rule_path};
use super::objectives_page::{OBJECTIVES, objectives_page};
use super::reference::{COMMANDS, COVERAGE, GLOSSARY, commands_page, coverage_page, glossary_page};
use super::rule_page::{INDEX, rule_index, rule_page};
use super::templates::Templates;
use crate::course::Course;
use crate::lint::Rule;

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    /// Its file below the folder of the sources.
    pub path: String,
    /// Its Markdown.
    pub text: String,
}

/// The sources of the book.
#[derive(Debug)]
pub(super) struct Sources {
    /// The text of `SUMMARY.md`.
    pub contents: String,
    /// Those of a kind together.
    pub pages: Vec<Page>,
}

/// Writes every page.
///
/// # Errors
/// When a template is broken.
pub(super) fn sources(course: &Course, rules: &'static [&'static Rule]) -> Result<Sources, BookError> {
    let templates = Templates::load()?;
    let mut pages = Vec::new();
    let mut add = |path: String, text: String| pages.push(Page { path, text });
    add(HOME.to_string(), home_page(course, rules, &templates)?);
    for module in &course.modules {
        add(module_path(&module.id), module_page(course, module, &templates)?);
    }
    for lesson in &course.lessons {
        add(lesson_path(&lesson.id), lesson_page(course, lesson, &templates)?);
    }
    for lab in &course.labs {
        add(lab_path(&lab.id), lab_page(course, lab, &templates)?);
    }
    add(INDEX.to_string(), rule_index(rules, &templates)?);
    for rule in rules {
        add(rule_path(rule), rule_page(course, rule, &templates)?);
    }
    add(DRILLS.to_string(), drills_page(course, &templates)?);
    if !course.commands.is_empty() {
        add(COMMANDS.to_string(), commands_page(course, &templates)?);
    }
    if !course.terms.is_empty() {
        add(GLOSSARY.to_string(), glossary_page(course, &templates)?);
    }
    add(OBJECTIVES.to_string(), objectives_page(course, &templates)?);
    if !course.topics.is_empty() {
        add(COVERAGE.to_string(), coverage_page(course, &templates)?);
    }
    Ok(Sources { contents: contents(course, rules, &templates)?, pages })
}
