//! The words of the field.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A word and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// As it is written in the course.
    pub term: String,
    /// One to three sentences, Markdown.
    pub meaning: String,
    /// The lesson that explains it.
    pub lesson: String,
    /// Other spellings and abbreviations.
    #[serde(default)]
    pub also: Vec<String>,
    /// Other terms of the glossary.
    #[serde(default)]
    pub see: Vec<String>,
}

/// The glossary.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct GlossaryFile {
    /// Of this form: 1.
    pub version: u32,
    /// Sorted without regard to case.
    pub terms: Vec<Term>,
}

impl Term {
    /// Its names: the term and its other spellings.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.term.as_str()).chain(self.also.iter().map(String::as_str))
    }

    /// Whether it has this name, in any case.
    pub fn is_called(&self, name: &str) -> bool {
        let name = name.to_lowercase();
        self.names().any(|own| own.to_lowercase() == name)
    }

    /// What its place in a page is called: its letters and digits, with `-` between its words.
    pub fn anchor(&self) -> String {
        let words = self.term.split(|character: char| !character.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join("-").to_lowercase()
    }
}

/// The term of a name, or else those that have it in one of their names, or else those whose words begin with its words.
pub fn find_terms<'t>(terms: &'t [Term], name: &str) -> Vec<&'t Term> {
    let called: Vec<&Term> = terms.iter().filter(|term| term.is_called(name)).collect();
    if !called.is_empty() {
        return called;
    }
    let part = name.to_lowercase();
    let holding = |fits: &dyn Fn(&str) -> bool| -> Vec<&'t Term> {
        terms.iter().filter(|term| term.names().any(|own| fits(&own.to_lowercase()))).collect()
    };
    let found = holding(&|own| own.contains(&part));
    if !found.is_empty() {
        return found;
    }
    holding(&|own| part.split_whitespace().all(|word| own.split(|c: char| !c.is_alphanumeric()).any(|begun| begun.starts_with(word))))
}
