//! The linter: rules, what they find, and running them over a source.
//!
//! In: a [`crate::source::SourceFile`]. Out: [`crate::diagnostics::Diagnostic`]s in order. Nothing here prints.

mod checks;
mod embedded;
mod engine;
mod findings;
mod fix;
mod fixed_file;
mod in_order;
mod locator;
mod registry;
mod resources;
mod rule;
mod rule_pattern;
mod run;
mod settings;
mod shape;
mod template;
mod together;
mod walk;

pub use engine::{LintError, Linted, lint_source};
pub use findings::{Finding, Findings};
pub use fix::{FixedText, RefusedFix, fix_source};
pub use fixed_file::replace_file;
pub use in_order::in_order;
pub use registry::{find_rule, rules};
pub(crate) use rule::declare_rule;
pub use rule::{Check, Rule};
pub use rule_pattern::{RulePattern, UnknownRule};
pub use run::{FileAnswer, Mend, Run, cannot_read, lint_text};
pub use settings::{FailOn, Profile, Settings};
pub(crate) use shape::closest;
pub use together::{DocumentName, lint_together, pairs};
pub use walk::{Collected, collect};
