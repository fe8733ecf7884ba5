//! Lines of which a part is seen.

use std::ops::Range;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use super::{Move, Theme};

/// Lines that a wheel moves at once.
const WHEEL: usize = 3;

/// Which part of the lines is seen.
#[derive(Debug, Default, Clone)]
pub struct Scroll {
    /// Lines above what is seen.
    offset: usize,
    /// Lines in all, and rows to show them in, as drawn last.
    total: usize,
    rows: usize,
    /// Whether somebody has scrolled.
    is_moved: bool,
}

impl Scroll {
    /// Whether the last line is seen.
    pub fn at_end(&self) -> bool {
        self.offset >= self.most()
    }

    fn most(&self) -> usize {
        self.total.saturating_sub(self.rows)
    }

    /// Back to the first line.
    pub fn rewind(&mut self) {
        self.offset = 0;
    }

    /// The line that is seen in a row.
    pub fn line_at(&self, row: u16) -> usize {
        self.offset + usize::from(row)
    }

    /// Moves what is seen.
    pub fn go(&mut self, movement: Move) {
        self.offset = movement.from(self.offset, self.most() + 1, self.rows);
        self.is_moved = true;
    }

    /// Moves by a wheel.
    pub fn wheel(&mut self, down: bool) {
        self.offset = if down { (self.offset + WHEEL).min(self.most()) } else { self.offset.saturating_sub(WHEEL) };
        self.is_moved = true;
    }

    /// Moves as little as needed for these lines to be seen when they are drawn next; the first of them where not all fit.
    pub fn reveal(&mut self, lines: Range<usize>, rows: usize) {
        if lines.end > self.offset + rows {
            self.offset = lines.end.saturating_sub(rows);
        }
        self.offset = self.offset.min(lines.start);
    }

    /// As [`Scroll::reveal`] from the first line on, while nobody has scrolled.
    pub fn open_at(&mut self, lines: Range<usize>, rows: usize) {
        if !self.is_moved {
            self.rewind();
            self.reveal(lines, rows);
        }
    }

    /// Draws what is seen, and at the right edge how much more there is.
    pub fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, lines: &[Line<'_>], theme: Theme) {
        (self.total, self.rows) = (lines.len(), usize::from(area.height));
        self.offset = self.offset.min(self.most());
        let seen: Vec<Line<'_>> = lines.iter().skip(self.offset).take(self.rows).cloned().collect();
        frame.render_widget(Paragraph::new(seen), area);
        if self.most() > 0 && area.width > 2 {
            self.draw_bar(frame, area, theme);
        }
    }

    fn draw_bar(&self, frame: &mut Frame<'_>, area: Rect, theme: Theme) {
        let length = (self.rows * self.rows / self.total.max(1)).clamp(1, self.rows);
        let start = (self.rows - length) * self.offset / self.most().max(1);
        for row in 0..self.rows {
            let (symbol, style) = if (start..start + length).contains(&row) { ("█", theme.dim()) } else { ("│", theme.dim()) };
            let y = area.y + u16::try_from(row).unwrap_or(u16::MAX);
            frame.buffer_mut().set_string(area.right() - 1, y, symbol, style);
        }
    }
}
