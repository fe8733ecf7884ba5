//! What the linter says: diagnostics and one renderer for each format.
//!
//! In: [`Diagnostic`]s, already in order. Out: text for people (`full`, `concise`) or programs (`json`).

mod concise;
mod diagnostic;
mod full;
mod json;

pub use concise::render_concise;
pub use diagnostic::{Applicability, Diagnostic, Edit, Fix, Related, Severity};
pub use full::render_full;
pub use json::{LintReport, ReportFile, Summary};

/// Makes text of a document safe to print: control and bidirectional characters become escapes, so that no file can
/// rewrite the terminal or show another text than it holds.
pub fn printable(text: &str) -> std::borrow::Cow<'_, str> {
    let hidden = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(hidden) {
        return text.into();
    }
    text.chars().map(|c| if hidden(c) { c.escape_unicode().to_string() } else { c.to_string() }).collect::<String>().into()
}
