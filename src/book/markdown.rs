//! The course's Markdown, made ready for the book: links to rules, and configuration examples with what the linter says.

use std::collections::BTreeMap;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, html};
use serde::Serialize;

use super::BookError;
use super::links::{Link, Links};
use super::templates::Templates;
use super::term_links::term_links;
use crate::course::{Lesson, Term};
use crate::picture::{Picture, to_svg};

/// What stands below a configuration example.
#[derive(Serialize)]
struct Verdict {
    /// The codes that the linter reports, linked where this version has the rule.
    codes: Vec<Link>,
}

/// The body of a lesson without its title, ready to be a page.
///
/// # Errors
/// When the template of the notes is broken.
pub(super) fn lesson_body(lesson: &Lesson, terms: &[Term], links: &Links, templates: &Templates) -> Result<String, BookError> {
    let mut notes = BTreeMap::new();
    for block in lesson.configuration_blocks() {
        let codes = block.fails.iter().map(|code| code_link(code, links)).collect();
        notes.insert(block.line, templates.render("verdict.html.tera", &Verdict { codes })?);
    }
    let line_of = |offset: usize| lesson.body_line + lesson.body[..offset].matches('\n').count() + 1;
    let words = term_links(lesson.body, &lesson.id, terms, links);
    let text = rewrite(lesson.body, links, words, |offset| notes.get(&line_of(offset)).cloned());
    Ok(without_title(&text).to_string())
}

/// Other Markdown of the course, ready to stand in a page.
pub(super) fn page_text(markdown: &str, links: &Links) -> String {
    rewrite(markdown, links, Vec::new(), |_| None)
}

/// Markdown without the title on its first line.
pub(super) fn without_title(markdown: &str) -> &str {
    let markdown = markdown.trim_start();
    match markdown.split_once('\n') {
        Some((title, rest)) if title.starts_with("# ") => rest.trim_start(),
        _ => markdown,
    }
}

/// Markdown as HTML without empty lines, so that it can stand in a block of HTML.
pub(super) fn to_html(markdown: &str, links: &Links) -> String {
    let text = rewrite(markdown, links, Vec::new(), |_| None);
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(&text, options()));
    without_empty_lines(out.trim())
}

/// Like [`to_html`], without the paragraph around a text that is one paragraph.
pub(super) fn to_inline_html(markdown: &str, links: &Links) -> String {
    let html = to_html(markdown, links);
    match html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>")) {
        Some(inner) if !inner.contains("<p>") => inner.to_string(),
        _ => html,
    }
}

/// Like [`to_inline_html`], for text that is sealed, which mdBook does not see: links start at the root of the book.
pub(super) fn to_sealed_html(markdown: &str) -> String {
    to_inline_html(markdown, &Links::from("index.md")).replace(".md\"", ".html\"")
}

/// The code of a rule, linked where this version has it.
pub(super) fn code_link(code: &str, links: &Links) -> Link {
    Link { text: code.to_string(), url: links.rule(code).unwrap_or_default() }
}

fn options() -> Options {
    Options::ENABLE_TABLES
}

/// Resolves links to rules and reduces info strings to their language; `note` gives what follows the fenced block that
/// begins at an offset, and `edits` are made besides.
fn rewrite(
    markdown: &str,
    links: &Links,
    mut edits: Vec<(std::ops::Range<usize>, String)>,
    note: impl Fn(usize) -> Option<String>,
) -> String {
    for (event, range) in Parser::new_ext(markdown, options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) if dest_url.starts_with("rule:") => {
                let written = &markdown[range.clone()];
                let Some(end_of_text) = written.rfind("](") else { continue };
                let replaced = match links.rule(&dest_url["rule:".len()..]) {
                    Some(url) => format!("{}]({url})", &written[..end_of_text]),
                    None => written[1..end_of_text].to_string(),
                };
                edits.push((range, replaced));
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if info.as_ref() == "picture" => {
                if let Some(figure) = picture(&markdown[range.clone()]) {
                    edits.push((range, figure));
                }
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                // The book's highlighter does not know Dockerfiles, and complains.
                let language = match info.split_whitespace().next().unwrap_or_default() {
                    "dockerfile" => "text",
                    language => language,
                };
                if let Some(at) = markdown[range.clone()].find(info.as_ref()).filter(|_| !info.is_empty()) {
                    let start = range.start + at;
                    edits.push((start..start + info.len(), language.to_string()));
                }
                if let Some(note) = note(range.start) {
                    edits.push((range.end..range.end, format!("\n\n{note}\n")));
                }
            }
            _ => {}
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    let mut out = String::with_capacity(markdown.len());
    let mut done = 0;
    for (range, text) in edits {
        out.push_str(&markdown[done..range.start]);
        out.push_str(&text);
        done = range.end;
    }
    out.push_str(&markdown[done..]);
    out
}

/// A fenced picture as a block of HTML without empty lines; nothing where it cannot be drawn, which the check of the course refuses.
fn picture(block: &str) -> Option<String> {
    let (_, rest) = block.split_once('\n')?;
    let text = rest.rfind("```").map_or(rest, |end| &rest[..end]);
    let picture = Picture::parse(text).ok()?;
    let svg = to_svg(&picture, &picture.draw().ok()?);
    let caption = picture.title.as_deref().map(|title| format!("<figcaption aria-hidden=\"true\">{}</figcaption>", html_text(title)));
    // Wider than a narrow screen, it scrolls, and the keyboard can do that too.
    let (open, close) = ("<figure class=\"picture\">", "</figure>");
    Some(format!("{open}{}<div class=\"picture-scroll\" tabindex=\"0\">{svg}</div>{close}\n", caption.unwrap_or_default()))
}

fn html_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// An empty line would end the block of HTML that the text stands in; as a character reference, a line break ends nothing.
fn without_empty_lines(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    for (index, line) in html.split('\n').enumerate() {
        match (index, line.trim().is_empty()) {
            (0, _) => {}
            (_, true) => out.push_str("&#10;"),
            (_, false) => out.push('\n'),
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn links() -> Links {
        Links::from("fargate/sizes.md")
    }

    #[test]
    fn links_to_rules_lead_to_their_pages_and_unknown_rules_stay_text() {
        let text = page_text("See [ECS101](rule:ECS101), [ECS999](rule:ECS999) and `[x](rule:ECS101)`.", &links());
        assert_eq!(text, "See [ECS101](../rules/ecs101.md), ECS999 and `[x](rule:ECS101)`.");
    }

    #[test]
    fn info_strings_keep_their_language_only() {
        let text = page_text("```json task-definition fails=ECS101\n{}\n```\n", &links());
        assert_eq!(text, "```json\n{}\n```\n");
    }

    #[test]
    fn html_has_no_empty_lines_and_escapes_its_text() {
        let html = to_html("a < b\n\n```\none\n\n\ntwo\n```", &links());
        assert_eq!(html, "<p>a &lt; b</p>\n<pre><code>one&#10;&#10;\ntwo\n</code></pre>");
    }

    #[test]
    fn one_paragraph_needs_no_paragraph_in_a_label() {
        assert_eq!(to_inline_html("`a` & b", &links()), "<code>a</code> &amp; b");
        assert_eq!(to_inline_html("a\n\nb", &links()), "<p>a</p>\n<p>b</p>");
    }

    #[test]
    fn a_title_is_dropped_once() {
        assert_eq!(without_title("# A\n\n# B\n"), "# B\n");
        assert_eq!(without_title("no title\n"), "no title\n");
    }
}
