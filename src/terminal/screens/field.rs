//! A line of text that somebody types.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::text::{Line, Span};

use super::Theme;
use super::text::pieces;

/// Text with a cursor in it.
#[derive(Debug)]
pub struct Field {
    text: String,
    /// Bytes before the cursor.
    cursor: usize,
    /// Bytes that the text may have.
    longest: usize,
}

impl Field {
    /// An empty field for a text of at most so many bytes.
    pub fn new(longest: usize) -> Self {
        Self { text: String::new(), cursor: 0, longest }
    }

    /// Puts a text there, with the cursor behind it.
    pub fn set(&mut self, text: &str) {
        text.clone_into(&mut self.text);
        self.cursor = self.text.len();
    }

    /// What is typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Takes a key; whether it means something in a field.
    pub fn key(&mut self, key: KeyEvent) -> bool {
        let control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('u') if control => self.erase_from(0),
            KeyCode::Char('w') if control => self.erase_from(self.start_of_word()),
            // Some terminals send this for Backspace.
            KeyCode::Char('h') if control => self.erase_from(self.before()),
            KeyCode::Char(_) if control => {}
            KeyCode::Char(c) if self.text.len() + c.len_utf8() <= self.longest => {
                self.text.insert(self.cursor, c);
                self.cursor += c.len_utf8();
            }
            KeyCode::Char(_) => {}
            KeyCode::Backspace => self.erase_from(self.before()),
            KeyCode::Delete => drop(self.text.drain(self.cursor..self.after())),
            KeyCode::Left => self.cursor = self.before(),
            KeyCode::Right => self.cursor = self.after(),
            KeyCode::Home => self.cursor = 0,
            KeyCode::End => self.cursor = self.text.len(),
            _ => return false,
        }
        true
    }

    fn before(&self) -> usize {
        self.text[..self.cursor].char_indices().next_back().map_or(0, |(at, _)| at)
    }

    fn after(&self) -> usize {
        self.cursor + self.text[self.cursor..].chars().next().map_or(0, char::len_utf8)
    }

    /// The beginning of the word before the cursor.
    fn start_of_word(&self) -> usize {
        let before = self.text[..self.cursor].trim_end();
        before.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8())
    }

    fn erase_from(&mut self, start: usize) {
        self.text.drain(start..self.cursor);
        self.cursor = start;
    }

    /// The text in rows of a width, with its cursor: a line behind the text, or reversed in it.
    pub fn lines(&self, width: usize, theme: Theme) -> Vec<Line<'static>> {
        let is_behind = self.cursor == self.text.len();
        let shown = if is_behind { format!("{}_", self.text) } else { self.text.clone() };
        let mut lines = Vec::new();
        let mut start = 0;
        for piece in pieces(&shown, width) {
            let at = self.cursor.checked_sub(start).filter(|at| !is_behind && *at < piece.len());
            start += piece.len();
            lines.push(match at {
                None => Line::styled(piece, theme.strong()),
                Some(at) => {
                    let (before, rest) = piece.split_at(at);
                    let (under, after) = rest.split_at(rest.chars().next().map_or(0, char::len_utf8));
                    let spans = [(before, theme.strong()), (under, theme.selected()), (after, theme.strong())];
                    Line::from(spans.map(|(text, style)| Span::styled(text.to_string(), style)).to_vec())
                }
            });
        }
        lines
    }

    /// In which of these rows the cursor is.
    pub fn row(&self, width: usize) -> usize {
        pieces(&format!("{}_", &self.text[..self.cursor]), width).len() - 1
    }
}
