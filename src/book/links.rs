//! Where the pages are, seen from one of them.

use crate::lint::{Rule, find_rule};

/// Makes links from a page that lies so many folders deep.
#[derive(Debug, Clone)]
pub(super) struct Links {
    root: String,
}

/// A link for a template.
#[derive(Debug, Clone, serde::Serialize)]
pub(super) struct Link {
    pub text: String,
    /// Empty where there is no page.
    pub url: String,
}

/// The page of a module, from the root of the book.
pub(super) fn module_path(id: &str) -> String {
    format!("{id}/index.md")
}

/// The page of a lesson.
pub(super) fn lesson_path(id: &str) -> String {
    format!("{id}.md")
}

/// The page of a lab.
pub(super) fn lab_path(id: &str) -> String {
    format!("labs/{id}.md")
}

/// The page of a rule.
pub(super) fn rule_path(rule: &Rule) -> String {
    format!("rules/{}.md", rule.code.to_ascii_lowercase())
}

impl Links {
    /// From a page such as `rules/ecs101.md`.
    pub fn from(page: &str) -> Self {
        Self { root: "../".repeat(page.matches('/').count()) }
    }

    /// To a page.
    pub fn to(&self, page: &str) -> String {
        format!("{}{page}", self.root)
    }

    /// To a lesson.
    pub fn lesson(&self, id: &str) -> String {
        self.to(&lesson_path(id))
    }

    /// To a lab.
    pub fn lab(&self, id: &str) -> String {
        self.to(&lab_path(id))
    }

    /// To the page of a rule, where this version has it.
    pub fn rule(&self, code: &str) -> Option<String> {
        find_rule(code).map(|rule| self.to(&rule_path(rule)))
    }
}
