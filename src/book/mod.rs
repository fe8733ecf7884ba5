//! The companion book: the course and the rule registry as a web site that works from a folder, without a network.
//!
//! In: a [`Course`](crate::course::Course) and the registry of rules. Out: a folder of pages. Views of the data become
//! Markdown pages by the templates in `book/templates`, and mdBook makes the site of them in process. Answers and hints are
//! sealed into the pages, so that neither the source of a page nor the search shows them before an attempt.
//!
//! - `pages`: which pages there are; `home`, `lesson_page`, `lab_page`, `rule_page`, `quiz`, `drills_page`, `objectives_page` and `reference`: one view each
//! - `markdown`, `term_links`, `templates`, `sealed`, `example`, `links`, `served`: what the views are made with
//! - `site`: sources, configuration and mdBook; `destination`: the folder that is replaced as a whole

mod destination;
mod drills_page;
mod error;
mod example;
mod home;
mod lab_page;
mod lesson_page;
mod links;
mod markdown;
mod objectives_page;
mod pages;
mod quiz;
mod reference;
mod rule_page;
mod sealed;
mod served;
mod site;
mod templates;
mod term_links;

pub use error::BookError;
pub use site::{Built, build};
