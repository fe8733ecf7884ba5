//! The links of a text, as things to open by a number.

use pulldown_cmark::{Event, Options, Parser, Tag};

use super::Destination;
use crate::course::Course;
use crate::lint::find_rule;

/// Where a link leads.
#[derive(Debug, Clone)]
pub enum Link {
    /// A screen, with what it is called.
    Screen(String, Destination<'static>),
    /// A page on the web, which only a browser shows.
    Web(String),
}

impl Link {
    /// What it is called.
    pub fn title(&self) -> &str {
        match self {
            Self::Screen(title, _) | Self::Web(title) => title,
        }
    }
}

/// The links of Markdown in a module's lesson, each once, in order; at most nine, because they are opened by a digit.
pub fn links(markdown: &str, module: &str, course: &Course) -> Vec<Link> {
    let mut seen = Vec::new();
    let mut found = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        let Event::Start(Tag::Link { dest_url, .. }) = event else { continue };
        if !seen.contains(&dest_url) {
            found.extend(link(&dest_url, module, course));
            seen.push(dest_url);
        }
    }
    found.truncate(9);
    found
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
