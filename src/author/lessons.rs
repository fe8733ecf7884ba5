//! Lessons: every configuration example does what its mark says, every picture can be drawn, every link leads somewhere.

use crate::course::{ConfigurationBlock, Course, Lesson, Problem};
use crate::diagnostics::{Diagnostic, Severity};
use crate::lint::{find_rule, lint_source};
use crate::picture::Picture;
use crate::source::SourceFile;

/// What is wrong with the lessons.
pub fn lesson_problems(course: &Course) -> Vec<Problem> {
    course.lessons.iter().flat_map(|lesson| problems(course, lesson)).collect()
}

fn problems(course: &Course, lesson: &Lesson) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (member, named) in [("objectives", &lesson.objectives), ("sources", &lesson.sources)] {
        if named.is_empty() {
            problems.push(Problem::of(lesson.path, format!("a lesson names its {member}")).at(format!("/{member}")));
        }
    }
    for (index, id) in lesson.labs.iter().enumerate().filter(|(_, id)| course.lab(id).is_none()) {
        problems.push(Problem::of(lesson.path, format!("no lab is called {id}")).at(format!("/labs/{index}")));
    }
    let mut report = |line: usize, message: String| problems.push(Problem::of(lesson.path, message).on_line(line));
    if course.questions_of(&lesson.id).next().is_none() {
        report(1, "no question asks about this lesson".to_string());
    }
    for block in lesson.configuration_blocks() {
        if let Some((line, message)) = contradiction(&block) {
            report(line, message);
        }
    }
    for (text, first_line) in lesson.pictures() {
        if let Err(error) = Picture::parse(text).and_then(|picture| picture.draw()) {
            report(first_line + error.line.map_or(0, |line| line - 1), format!("this picture cannot be drawn: {error}"));
        }
    }
    for (index, line) in lesson.body.lines().enumerate() {
        let line_number = lesson.body_line + index;
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if let Some(message) = dead_link(course, lesson, target) {
                report(line_number, message);
            }
        }
    }
    problems
}

/// How a block differs from its mark, and on which line of the lesson.
fn contradiction(block: &ConfigurationBlock<'_>) -> Option<(usize, String)> {
    let source = SourceFile::new(format!("example.{}", block.notation), block.text);
    let linted = match lint_source(&source, Some(block.kind)) {
        Ok(linted) => linted,
        Err(error) => return Some((block.line, format!("this example is no {}: {error}", block.kind.name()))),
    };
    let shown: Vec<&Diagnostic> = linted.diagnostics.iter().filter(|d| d.severity >= Severity::Warning).collect();
    let mut found: Vec<&str> = shown.iter().map(|diagnostic| diagnostic.code).collect();
    found.sort_unstable();
    found.dedup();
    (found != block.fails).then(|| {
        let said = |codes: &[&str]| if codes.is_empty() { "nothing".to_string() } else { codes.join(", ") };
        let unmarked = shown.iter().find(|diagnostic| !block.fails.contains(&diagnostic.code));
        let line = unmarked.map_or(block.line, |diagnostic| block.line + diagnostic.start.line - 1);
        (line, format!("the example is marked to show {}, but the linter finds {}", said(&block.fails), said(&found)))
    })
}

fn dead_link(course: &Course, lesson: &Lesson, target: &str) -> Option<String> {
    if let Some(code) = target.strip_prefix("rule:") {
        return find_rule(code).is_none().then(|| format!("no rule is called {code}"));
    }
    if target.starts_with("https://") {
        return None;
    }
    let Some(path) = target.strip_suffix(".md") else { return Some(format!("`{target}` is neither a lesson, a rule: nor an https: link")) };
    let id = match path.strip_prefix("../") {
        Some(id) => id.to_string(),
        None => format!("{}/{path}", lesson.module()),
    };
    course.lesson(&id).is_none().then(|| format!("no lesson is called {id}"))
}
