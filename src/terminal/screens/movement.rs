//! Keys that move: arrows, and the letters of vi.

use crossterm::event::{KeyCode, KeyEvent};

/// Where to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// One back.
    Up,
    /// One on.
    Down,
    /// A page back.
    PageUp,
    /// A page on.
    PageDown,
    /// To the first.
    First,
    /// To the last.
    Last,
}

impl Move {
    /// The movement that a key asks for; letters only where no text is typed.
    pub fn of(key: KeyEvent, typing: bool) -> Option<Self> {
        Some(match key.code {
            KeyCode::Up => Self::Up,
            KeyCode::Down => Self::Down,
            KeyCode::PageUp => Self::PageUp,
            KeyCode::PageDown => Self::PageDown,
            KeyCode::Home => Self::First,
            KeyCode::End => Self::Last,
            _ if typing => return None,
            KeyCode::Char('k') => Self::Up,
            KeyCode::Char('j') => Self::Down,
            KeyCode::Char('g') => Self::First,
            KeyCode::Char('G') => Self::Last,
            _ => return None,
        })
    }

    /// The place after the movement, among `count` of which `page` are seen at once.
    pub fn from(self, place: usize, count: usize, page: usize) -> usize {
        let page = page.saturating_sub(1).max(1);
        let to = match self {
            Self::Up => place.saturating_sub(1),
            Self::Down => place + 1,
            Self::PageUp => place.saturating_sub(page),
            Self::PageDown => place + page,
            Self::First => 0,
            Self::Last => count,
        };
        to.min(count.saturating_sub(1))
    }
}
