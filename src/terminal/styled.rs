//! Lines of text in several styles.

use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// A line of spans.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StyledLine {
    /// Each with its style.
    pub spans: Vec<(Style, String)>,
}

impl StyledLine {
    /// A line in one style.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { spans: vec![(Style::new(), text.into())] }
    }

    /// Adds text.
    pub fn push(&mut self, style: Style, text: impl Into<String>) {
        let text = text.into();
        match self.spans.last_mut() {
            Some((last, existing)) if *last == style => existing.push_str(&text),
            _ => self.spans.push((style, text)),
        }
    }

    /// Columns that it takes.
    pub fn width(&self) -> usize {
        self.spans.iter().map(|(_, text)| text.width()).sum()
    }

    /// The text alone.
    pub fn text(&self) -> String {
        self.spans.iter().map(|(_, text)| text.as_str()).collect()
    }
}

impl std::fmt::Display for StyledLine {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (style, text) in &self.spans {
            write!(formatter, "{style}{text}{style:#}")?;
        }
        Ok(())
    }
}

/// Columns to fill: the terminal's, at most 100 for reading; 80 where there is no terminal.
pub fn width() -> usize {
    match crossterm::terminal::size() {
        Ok((columns, _)) if columns > 0 => usize::from(columns).clamp(20, 100),
        _ => 80,
    }
}
