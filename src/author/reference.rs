//! Glossary, commands and coverage: in order, without twins, and leading somewhere.

use std::collections::{BTreeSet, HashSet};

use crate::course::{AwsCommand, Course, Problem, Term, Topic};

const GLOSSARY: &str = "book/glossary.yaml";
const COMMANDS: &str = "book/commands.yaml";
const COVERAGE: &str = "book/coverage.yaml";

/// What is wrong with them.
pub fn reference_problems(course: &Course) -> Vec<Problem> {
    let mut problems = Vec::new();
    in_order(GLOSSARY, "terms", course.terms.iter().map(|term| term.term.to_lowercase()), &mut problems);
    let commands = course.commands.iter().map(|command| format!("{} {}", command.group, command.command));
    in_order(COMMANDS, "commands", commands, &mut problems);
    let mut names = HashSet::new();
    let mut anchors = HashSet::new();
    for (index, term) in course.terms.iter().enumerate() {
        let mut said = term_problems(course, term);
        // One term may have a name in several cases.
        let own: BTreeSet<String> = term.names().map(str::to_lowercase).collect();
        said.extend(own.into_iter().filter(|name| !names.insert(name.clone())).map(|name| format!("`{name}` is a name of two terms")));
        if !anchors.insert(term.anchor()) {
            said.push(format!("another term has the anchor {}", term.anchor()));
        }
        problems.extend(said.into_iter().map(|message| of_item(GLOSSARY, "terms", index, &term.term, &message)));
    }
    for (index, command) in course.commands.iter().enumerate() {
        let said = command_problems(course, command);
        problems.extend(said.into_iter().map(|message| of_item(COMMANDS, "commands", index, &command.command, &message)));
    }
    let mut topics = HashSet::new();
    for (index, topic) in course.topics.iter().enumerate() {
        let mut said = topic_problems(course, topic);
        if !topics.insert(&topic.topic) {
            said.push("the topic stands twice".to_string());
        }
        problems.extend(said.into_iter().map(|message| of_item(COVERAGE, "topics", index, &topic.topic, &message)));
    }
    problems
}

fn of_item(file: &str, list: &str, index: usize, name: &str, message: &str) -> Problem {
    Problem::of(file, format!("{name}: {message}")).at(format!("/{list}/{index}"))
}

/// Each comes after the one before it, and none twice.
fn in_order(file: &str, list: &str, names: impl Iterator<Item = String>, problems: &mut Vec<Problem>) {
    let names: Vec<String> = names.collect();
    for (index, pair) in names.windows(2).enumerate().filter(|(_, pair)| pair[0] >= pair[1]) {
        let message = if pair[0] == pair[1] { "stands twice".to_string() } else { format!("comes before `{}`", pair[0]) };
        problems.push(Problem::of(file, format!("`{}` {message}", pair[1])).at(format!("/{list}/{}", index + 1)));
    }
}

fn term_problems(course: &Course, term: &Term) -> Vec<String> {
    let mut problems = unknown_lessons(course, std::iter::once(&term.lesson));
    let of = |name: &String| course.terms.iter().any(|other| other.term == *name && other.term != term.term);
    problems.extend(term.see.iter().filter(|name| !of(name)).map(|name| format!("`see` names `{name}`, which is no other term")));
    if term.meaning.split_whitespace().count() < 4 {
        problems.push("the meaning says too little".to_string());
    }
    problems
}

fn command_problems(course: &Course, command: &AwsCommand) -> Vec<String> {
    let mut problems = unknown_lessons(course, std::iter::once(&command.lesson));
    for (name, text) in [("does", &command.does), ("exam", &command.exam), ("form", &command.form)] {
        if text.trim().is_empty() {
            problems.push(format!("`{name}` is empty"));
        }
    }
    let program = command.command.split_whitespace().next().unwrap_or_default();
    let is_retired = command.replaces.is_some() || command.changed.is_some();
    if !is_retired && !command.form.contains(program) {
        problems.push(format!("the form has no `{program}` in it, and nothing says what has changed"));
    }
    if !command.source.starts_with("https://") {
        problems.push("the source is no https: address".to_string());
    }
    if command.verified.parse::<jiff::civil::Date>().is_err() {
        problems.push(format!("`verified` is {}, which is no date", command.verified));
    }
    problems
}

fn topic_problems(course: &Course, topic: &Topic) -> Vec<String> {
    let mut problems = unknown_lessons(course, topic.lessons.iter());
    if topic.material.is_empty() {
        problems.push("nothing says which material has it".to_string());
    }
    if topic.lessons.is_empty() {
        problems.push("no lesson teaches it".to_string());
    }
    if topic.labs.is_empty() && topic.questions.is_empty() {
        problems.push("no lab practises it and no question asks it".to_string());
    }
    problems
        .extend(topic.labs.iter().filter(|id| !course.labs.iter().any(|lab| lab.id == **id)).map(|id| format!("no lab is called {id}")));
    let is_question = |id: &String| course.questions.iter().any(|question| question.id == *id);
    problems.extend(topic.questions.iter().filter(|id| !is_question(id)).map(|id| format!("no question is called {id}")));
    problems
}

fn unknown_lessons<'l>(course: &Course, lessons: impl Iterator<Item = &'l String>) -> Vec<String> {
    lessons.filter(|id| course.lesson(id).is_none()).map(|id| format!("no lesson is called {id}")).collect()
}
