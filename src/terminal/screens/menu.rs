//! A list from which one thing is chosen.

use ratatui::Frame;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;
use unicode_width::UnicodeWidthStr;

use super::text::{cut, fit};
use super::{Move, Theme};

/// Of the text of an entry so much is kept before what stands at the right edge.
const LEAST_TEXT: usize = 24;

/// In a wider window what stands at the right edge would be too far from its entry to be read with it.
const WIDEST: u16 = 100;

/// One line of a list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// What it is; cut where it does not fit.
    pub text: String,
    /// What stands at the right edge: the first of these for which there is room.
    pub asides: Vec<String>,
    /// Whether it stands above others and cannot be chosen itself.
    pub heading: bool,
}

impl Entry {
    /// Something to choose.
    pub fn new(text: impl Into<String>, aside: impl Into<String>) -> Self {
        Self { text: text.into(), asides: vec![aside.into()], heading: false }
    }

    /// A shorter text for the right edge.
    #[must_use]
    pub fn or(mut self, aside: impl Into<String>) -> Self {
        self.asides.push(aside.into());
        self
    }

    /// A heading above what can be chosen.
    pub fn heading(text: impl Into<String>) -> Self {
        Self { text: text.into(), asides: Vec::new(), heading: true }
    }
}

/// A list and what is selected in it.
#[derive(Debug, Default)]
pub struct Menu {
    entries: Vec<Entry>,
    selected: usize,
    offset: usize,
    area: Rect,
}

impl Menu {
    /// A list with its first entry selected.
    pub fn new(entries: Vec<Entry>) -> Self {
        let mut menu = Self::default();
        menu.set(entries);
        menu
    }

    /// Other entries; what is selected stays where it is.
    pub fn set(&mut self, entries: Vec<Entry>) {
        self.entries = entries;
        self.select(self.selected);
    }

    /// Whether there is nothing to choose.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What is selected: its place in the list.
    pub fn selected(&self) -> usize {
        self.selected
    }

    /// Selects an entry, or the nearest after it that can be chosen, else before it.
    pub fn select(&mut self, place: usize) {
        let can = |place: &usize| self.entries.get(*place).is_some_and(|entry| !entry.heading);
        let place = place.min(self.entries.len().saturating_sub(1));
        let found = (place..self.entries.len()).find(can).or_else(|| (0..place).rev().find(can));
        self.selected = found.unwrap_or(0);
    }

    /// Moves the selection over headings.
    pub fn go(&mut self, movement: Move) {
        let to = movement.from(self.selected, self.entries.len(), usize::from(self.area.height));
        let can = |place: &usize| !self.entries[*place].heading;
        let found = if to < self.selected { (0..=to).rev().find(can) } else { (to..self.entries.len()).find(can) };
        // Above the first that can be chosen is only its heading: show it.
        if found.is_none() && to < self.selected {
            self.offset = 0;
        }
        self.selected = found.unwrap_or(self.selected);
    }

    /// Moves by a wheel.
    pub fn wheel(&mut self, down: bool) {
        self.go(if down { Move::Down } else { Move::Up });
    }

    /// What a click means: whether the entry that was selected already is clicked, so that it opens.
    pub fn click(&mut self, position: Position) -> bool {
        if !self.area.contains(position) {
            return false;
        }
        let place = self.offset + usize::from(position.y - self.area.y);
        let again = place == self.selected;
        if self.entries.get(place).is_some_and(|entry| !entry.heading) {
            self.selected = place;
            return again;
        }
        false
    }

    /// Draws the part around what is selected; `focused` is whether keys come here.
    pub fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, focused: bool, theme: Theme) {
        let area = Rect { width: area.width.min(WIDEST), ..area };
        self.area = area;
        let rows = usize::from(area.height);
        // The heading above what is selected should be seen with it.
        let first = if self.selected > 0 && self.entries[self.selected - 1].heading { self.selected - 1 } else { self.selected };
        if self.selected >= self.offset + rows {
            self.offset = (self.selected + 1).saturating_sub(rows);
        }
        self.offset = self.offset.min(if rows > 1 { first } else { self.selected }).min(self.entries.len().saturating_sub(rows));
        let lines = self.entries.iter().enumerate().skip(self.offset).take(rows);
        let lines: Vec<Line<'_>> =
            lines.map(|(place, entry)| line(entry, place == self.selected, focused, usize::from(area.width), theme)).collect();
        frame.render_widget(Paragraph::new(lines), area);
        draw_more(frame, area, self.offset > 0, self.offset + rows < self.entries.len(), theme);
    }
}

/// Marks in the last column of a list that there is more above and below what is seen.
pub fn draw_more(frame: &mut Frame<'_>, area: Rect, above: bool, below: bool, theme: Theme) {
    if area.width < 2 || area.height == 0 {
        return;
    }
    if above {
        frame.buffer_mut().set_string(area.right() - 1, area.y, "▲", theme.dim());
    }
    if below {
        frame.buffer_mut().set_string(area.right() - 1, area.bottom() - 1, "▼", theme.dim());
    }
}

fn line(entry: &Entry, selected: bool, focused: bool, width: usize, theme: Theme) -> Line<'static> {
    if entry.heading {
        return Line::styled(cut(&entry.text, width), theme.strong());
    }
    let mark = if selected && focused { "> " } else { "  " };
    // The last column is for the mark that there is more.
    let room = width.saturating_sub(mark.len() + 2);
    let fits = |aside: &&String| !aside.is_empty() && room >= entry.text.width().min(LEAST_TEXT) + aside.width() + 2;
    let line = match entry.asides.iter().find(fits) {
        Some(aside) => format!("{mark}{}  {aside}", fit(&entry.text, room - aside.width() - 2)),
        None => format!("{mark}{}", fit(&entry.text, room)),
    };
    let style = if selected && focused { theme.selected() } else { ratatui::style::Style::new() };
    Line::from(Span::styled(line, style))
}
