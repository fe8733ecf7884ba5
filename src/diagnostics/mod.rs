//! What the linter says: diagnostics and one renderer for each format.
//!
//! In: [`Diagnostic`]s, already in order. Out: text for people (`full`, `concise`) or programs (`json`), and what code hosts and build
//! servers read (`sarif`, `junit`, `github`, `gitlab`), made of a [`Report`].

use std::borrow::Cow;

mod concise;
mod diagnostic;
mod full;
mod github;
mod gitlab;
mod json;
mod junit;
mod project_folder;
mod report;
mod sarif;
mod statistics;

pub use concise::render_concise;
pub use diagnostic::{Applicability, Diagnostic, Edit, Fix, Related, Severity};
pub use full::render_full;
pub use github::render_github;
pub use gitlab::{CodeQualityIssue, gitlab_issues};
pub use json::{LintReport, ReportFile, Summary};
pub use junit::render_junit;
pub use project_folder::ProjectFolder;
pub use report::{Report, Reported};
pub use sarif::{RuleDescription, sarif_log};
pub use statistics::{RuleCount, Statistics, render_statistics};

/// Makes text of a document safe to print: control, bidirectional and invisible characters become escapes, so that no file can
/// rewrite the terminal or show another text than it holds. Line breaks and tabs stay.
pub fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |c| c != '\n' && c != '\t' && is_hidden(c))
}

/// As [`printable`], for what has one line: a line break of the document must not pass for one of ours.
pub fn printable_line(text: &str) -> Cow<'_, str> {
    escaped(text, is_hidden)
}

/// As [`printable_line`], for the name of a person: between letters of scripts that join, and in emoji, joiners are part of the spelling.
pub fn printable_name(name: &str) -> String {
    const JOINERS: [char; 2] = ['\u{200c}', '\u{200d}'];
    let mut before = ' ';
    let mut shown = String::with_capacity(name.len());
    for c in name.chars() {
        // Within ASCII a joiner would only make one name look like another.
        if JOINERS.contains(&c) && !before.is_ascii() && !is_hidden(before) {
            shown.push(c);
        } else {
            shown.push_str(&printable_line(c.encode_utf8(&mut [0; 4])));
        }
        before = c;
    }
    shown
}

fn escaped(text: &str, hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&hidden) {
        return text.into();
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            _ if !hidden(c) => shown.push(c),
            '\n' | '\t' | '\r' => shown.extend(c.escape_default()),
            _ => shown.extend(c.escape_unicode()),
        }
    }
    shown.into()
}

/// Controls, marks of direction, line separators, and what has no width or is a tag of a language.
fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn joiners_are_part_of_a_name_where_they_join() {
        let cases = [
            ("\u{1f469}\u{200d}\u{1f4bb} Dev", "\u{1f469}\u{200d}\u{1f4bb} Dev"),
            ("می\u{200c}نا", "می\u{200c}نا"),
            ("A\u{200d}da", "A\\u{200d}da"),
            ("\u{200d}Ada\u{202e}", "\\u{200d}Ada\\u{202e}"),
            ("é\u{200d}\u{200d}x", "é\u{200d}\\u{200d}x"),
        ];
        for (name, shown) in cases {
            assert_eq!(printable_name(name), shown, "{name:?}");
        }
    }

    #[test]
    fn what_would_change_the_terminal_becomes_an_escape() {
        let cases = [
            ("plain – ü 東京\n\tx", "plain – ü 東京\n\tx", "plain – ü 東京\\n\\tx"),
            ("\u{1b}[2J", "\\u{1b}[2J", "\\u{1b}[2J"),
            ("\u{9b}x\u{202e}y\u{2066}", "\\u{9b}x\\u{202e}y\\u{2066}", "\\u{9b}x\\u{202e}y\\u{2066}"),
            ("a\u{200b}b\u{feff}\u{e0041}\u{2028}", "a\\u{200b}b\\u{feff}\\u{e0041}\\u{2028}", "a\\u{200b}b\\u{feff}\\u{e0041}\\u{2028}"),
            ("a\r\nb", "a\\r\nb", "a\\r\\nb"),
        ];
        for (text, many, one) in cases {
            assert_eq!((printable(text).as_ref(), printable_line(text).as_ref()), (many, one), "{text:?}");
        }
    }
}
