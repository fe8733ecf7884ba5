//! Styles by what they say. Meaning never rests on them: every one stands beside a mark or a word.

use ratatui::style::{Color, Modifier, Style};

/// How things look; without colours only weight is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Theme {
    /// Whether colours may be used (`NO_COLOR`).
    pub colours: bool,
}

impl Theme {
    fn coloured(self, colour: Color) -> Style {
        if self.colours { Style::new().fg(colour) } else { Style::new() }
    }

    /// Titles.
    pub fn title(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// What matters less.
    pub fn dim(self) -> Style {
        Style::new().add_modifier(Modifier::DIM)
    }

    /// What matters more.
    pub fn strong(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD)
    }

    /// The entry that Enter opens.
    pub fn selected(self) -> Style {
        Style::new().add_modifier(Modifier::BOLD | Modifier::REVERSED)
    }

    /// Right, passed, done.
    pub fn good(self) -> Style {
        self.coloured(Color::Green).add_modifier(Modifier::BOLD)
    }

    /// Wrong, failed.
    pub fn bad(self) -> Style {
        self.coloured(Color::Red).add_modifier(Modifier::BOLD)
    }

    /// What wants a look.
    pub fn notice(self) -> Style {
        self.coloured(Color::Yellow).add_modifier(Modifier::BOLD)
    }

    /// Keys in the last line.
    pub fn key(self) -> Style {
        self.coloured(Color::Cyan).add_modifier(Modifier::BOLD)
    }

    /// The style of rendered Markdown.
    pub fn of(self, style: anstyle::Style) -> Style {
        let mut out = Style::new();
        if let Some(anstyle::Color::Ansi(colour)) = style.get_fg_color() {
            out = self.coloured(ansi(colour));
        }
        let effects = style.get_effects();
        for (effect, modifier) in [
            (anstyle::Effects::BOLD, Modifier::BOLD),
            (anstyle::Effects::DIMMED, Modifier::DIM),
            (anstyle::Effects::ITALIC, Modifier::ITALIC),
            (anstyle::Effects::UNDERLINE, Modifier::UNDERLINED),
        ] {
            if effects.contains(effect) {
                out = out.add_modifier(modifier);
            }
        }
        out
    }
}

fn ansi(colour: anstyle::AnsiColor) -> Color {
    use anstyle::AnsiColor as Ansi;
    match colour {
        Ansi::Black | Ansi::BrightBlack => Color::DarkGray,
        Ansi::Red | Ansi::BrightRed => Color::Red,
        Ansi::Green | Ansi::BrightGreen => Color::Green,
        Ansi::Yellow | Ansi::BrightYellow => Color::Yellow,
        Ansi::Blue | Ansi::BrightBlue => Color::Blue,
        Ansi::Magenta | Ansi::BrightMagenta => Color::Magenta,
        Ansi::Cyan | Ansi::BrightCyan => Color::Cyan,
        Ansi::White | Ansi::BrightWhite => Color::Reset,
    }
}
