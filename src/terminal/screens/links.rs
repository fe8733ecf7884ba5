//! The links of a text, as things to open by a number.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::Destination;
use crate::course::Course;
use crate::lint::find_rule;
use crate::practice::drill::find_kind;

/// Where a link leads.
#[derive(Debug, Clone)]
pub enum Link {
    /// A screen, with what it is called.
    Screen(String, Destination<'static>),
    /// What a command of ecslab does, without `ecslab`, with what it is called.
    Command(String, Vec<String>),
    /// A page on the web, which only a browser shows.
    Web(String),
}

impl Link {
    /// What it is called.
    pub fn title(&self) -> &str {
        match self {
            Self::Screen(title, _) | Self::Command(title, _) | Self::Web(title) => title,
        }
    }
}

/// The links of Markdown in a module's lesson, each once, in order; at most nine, because they are opened by a digit.
pub fn links(markdown: &str, module: &str, course: &Course) -> Vec<Link> {
    let mut seen = Vec::new();
    let mut found = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        let (target, link) = match event {
            Event::Start(Tag::Link { dest_url, .. }) => (dest_url.to_string(), link(&dest_url, module, course)),
            Event::Code(text) => (text.to_string(), command(&text, course)),
            _ => continue,
        };
        if !seen.contains(&target) {
            found.extend(link);
            seen.push(target);
        }
    }
    found.truncate(9);
    found
}

/// A command of ecslab that opens something of the course. What asks for files of the reader's own is typed in a shell.
fn command(code: &str, course: &Course) -> Option<Link> {
    let words: Vec<&str> = code.strip_prefix("ecslab ")?.split_whitespace().collect();
    let place = |id: &str| course.lesson(id).map(|lesson| &lesson.title).or_else(|| course.module(id).map(|module| &module.title));
    let title = match words.as_slice() {
        ["learn", id] => place(id)?.clone(),
        ["quiz", id] => format!("Questions: {}", place(id)?),
        ["lab", "start" | "check" | "watch", id] => format!("Lab: {}", course.lab(id)?.title),
        ["explain", code] => find_rule(code).map(|rule| format!("{} {}", rule.code, rule.name))?,
        ["drill", kind] => format!("Drill: {}", find_kind(kind)?.title),
        _ => return None,
    };
    Some(Link::Command(title, words.into_iter().map(str::to_string).collect()))
}

fn link(url: &str, module: &str, course: &Course) -> Option<Link> {
    if let Some(code) = url.strip_prefix("rule:") {
        let rule = find_rule(code)?;
        return Some(Link::Screen(format!("{} {}", rule.code, rule.name), Destination::Rule(rule.code.to_string())));
    }
    if url.starts_with("https:") || url.starts_with("http:") {
        return Some(Link::Web(url.to_string()));
    }
    let path = url.split('#').next()?.strip_suffix(".md")?;
    let id = match path.strip_prefix("../") {
        Some(rest) => rest.to_string(),
        None => format!("{module}/{path}"),
    };
    let lesson = course.lesson(&id)?;
    Some(Link::Screen(lesson.title.clone(), Destination::Lesson { id, restart: false }))
}
