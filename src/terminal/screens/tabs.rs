//! Names of views, one of which is seen.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::UnicodeWidthStr;

use super::Theme;

/// The names side by side; the one that is seen stands in brackets.
pub fn line(names: &[&str], seen: usize, theme: Theme) -> Line<'static> {
    let spans = names.iter().enumerate().map(|(index, name)| {
        if index == seen { Span::styled(format!("[{name}] "), theme.strong()) } else { Span::styled(format!(" {name}  "), Style::new()) }
    });
    Line::from(spans.collect::<Vec<_>>())
}

/// The name that stands in a column.
pub fn at(names: &[&str], column: u16) -> Option<usize> {
    // A name has a bracket or a blank on each side, and a blank behind.
    let ends = names.iter().scan(0, |end, name| {
        *end += name.width() + 3;
        Some(*end)
    });
    ends.enumerate().find(|(_, end)| usize::from(column) < *end).map(|(place, _)| place)
}
