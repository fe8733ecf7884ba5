//! Names of views, one of which is seen.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::Theme;

/// The names side by side; the one that is seen stands in brackets.
pub fn line(names: &[&str], seen: usize, theme: Theme) -> Line<'static> {
    let spans = names.iter().enumerate().map(|(index, name)| {
        if index == seen { Span::styled(format!("[{name}] "), theme.strong()) } else { Span::styled(format!(" {name}  "), Style::new()) }
    });
    Line::from(spans.collect::<Vec<_>>())
}
