//! Links from the first use of a word in a lesson to its place in the glossary.

use std::collections::HashSet;
use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::links::Links;
use super::reference::GLOSSARY;
use crate::course::Term;

/// More would make a text hard to read.
const MOST: usize = 10;

/// What the whole book is about needs no link.
const EVERYWHERE: [&str; 3] = ["ECR", "ECS", "AWS Fargate"];

/// The links of a lesson, as places of its Markdown and what stands there instead. Its own words it explains itself.
pub(super) fn term_links(markdown: &str, lesson: &str, terms: &[Term], links: &Links) -> Vec<(Range<usize>, String)> {
    let mut names: Vec<(&str, &Term)> =
        terms.iter().filter(|term| term.lesson != lesson).flat_map(|term| term.names().map(move |name| (name, term))).collect();
    names.retain(|(name, _)| is_distinct(name));
    // The longer name is the one that is meant.
    names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    let mut linked: HashSet<&str> = HashSet::new();
    let mut edits: Vec<(Range<usize>, String)> = Vec::new();
    let mut closed = 0_usize;
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { .. } | Tag::Link { .. } | Tag::CodeBlock(_) | Tag::Image { .. } | Tag::TableHead) => closed += 1,
            Event::End(TagEnd::Heading(_) | TagEnd::Link | TagEnd::CodeBlock | TagEnd::Image | TagEnd::TableHead) => closed -= 1,
            Event::Text(text) if closed == 0 && markdown[range.clone()] == *text => {
                let mut taken: Vec<Range<usize>> = Vec::new();
                for (name, term) in &names {
                    if edits.len() >= MOST || linked.contains(term.term.as_str()) {
                        continue;
                    }
                    let Some(at) = place(&text, name).filter(|at| taken.iter().all(|other| at.end <= other.start || other.end <= at.start))
                    else {
                        continue;
                    };
                    linked.insert(&term.term);
                    taken.push(at.clone());
                    let link = format!("[{}]({}#{})", &text[at.clone()], links.to(GLOSSARY), term.anchor());
                    edits.push((range.start + at.start..range.start + at.end, link));
                }
            }
            _ => {}
        }
    }
    edits.sort_by_key(|(range, _)| range.start);
    edits
}

/// Whether a name means nothing else: several words, or no plain one. `task` and `image` are in every sentence.
fn is_distinct(name: &str) -> bool {
    !EVERYWHERE.contains(&name) && (name.contains([' ', '-', '.']) || name.chars().skip(1).any(char::is_uppercase))
}

/// Where a name stands as whole words; its first letter may be a small one unless more than that is written large.
fn place(text: &str, name: &str) -> Option<Range<usize>> {
    let mut rest = name.chars();
    let small = match rest.next() {
        Some(first) if !rest.as_str().starts_with(char::is_uppercase) => format!("{}{}", first.to_lowercase(), rest.as_str()),
        _ => name.to_string(),
    };
    [name, small.as_str()].into_iter().filter_map(|form| whole_words(text, form)).min_by_key(|range| range.start)
}

fn whole_words(text: &str, form: &str) -> Option<Range<usize>> {
    let is_part = |character: char| character.is_alphanumeric() || character == '-' || character == '_';
    let is_whole = |range: &Range<usize>| {
        let before = text[..range.start].chars().next_back();
        let after = text[range.end..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    };
    // A plural is the same word.
    let with_plural =
        |start: usize| [start..start + form.len(), start..start + form.len() + usize::from(text[start + form.len()..].starts_with('s'))];
    text.match_indices(form).flat_map(|(start, _)| with_plural(start)).find(is_whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn term(term: &str, also: &[&str]) -> Term {
        let also = also.iter().map(ToString::to_string).collect();
        Term { term: term.to_string(), meaning: String::new(), lesson: "a/b".to_string(), also, see: Vec::new() }
    }

    fn linked(markdown: &str) -> Vec<String> {
        let terms = [term("Execution role", &[]), term("Role", &[]), term("ECR Public", &["public registry"]), term("Task role", &[])];
        term_links(markdown, "m/l", &terms, &Links::from("m/l.md"))
            .into_iter()
            .map(|(range, text)| format!("{}: {text}", range.start))
            .collect()
    }

    #[test]
    fn the_first_use_is_linked_and_the_later_ones_are_not() {
        assert_eq!(linked("Execution roles, an execution role."), ["0: [Execution roles](../glossary.md#execution-role)"]);
        assert_eq!(linked("The public registry, ECR Public."), ["4: [public registry](../glossary.md#ecr-public)"]);
    }

    #[test]
    fn headings_links_code_and_parts_of_words_stay_as_they_are() {
        assert!(linked("# Task role\n\n[task role](x.md) `task role` multitask role-based, role\n\n```\ntask role\n```\n").is_empty());
    }

    #[test]
    fn a_lesson_explains_its_own_words() {
        assert!(term_links("A task role.", "a/b", &[term("Task role", &[])], &Links::from("a/b.md")).is_empty());
    }
}
