//! What is laid out: frames, lines, bars and texts in cells of one character.

use serde::Deserialize;
use unicode_width::UnicodeWidthStr;

/// A picture with a place for everything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Drawing {
    /// Columns.
    pub width: usize,
    /// Lines.
    pub height: usize,
    pub(super) frames: Vec<Frame>,
    pub(super) lines: Vec<Line>,
    pub(super) bars: Vec<BarShape>,
    /// Lines through bars, from the first point down to the second.
    pub(super) marks: Vec<(Point, Point)>,
    /// Places on an axis that have a number below.
    pub(super) ticks: Vec<Point>,
    pub(super) texts: Vec<Text>,
}

/// How a box looks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Look {
    /// A thin line.
    #[default]
    Solid,
    /// What is optional, or not there yet.
    Dashed,
    /// What the picture is about.
    Strong,
    /// No line at all: words.
    Plain,
}

/// How a bar is filled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Fill {
    /// Full.
    #[default]
    Solid,
    /// Half.
    Medium,
    /// Hardly.
    Light,
}

/// A cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Point {
    pub x: usize,
    pub y: usize,
}

/// Cells, the border included.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Area {
    pub x: usize,
    pub y: usize,
    pub width: usize,
    pub height: usize,
}

impl Area {
    pub fn right(&self) -> usize {
        self.x + self.width - 1
    }

    pub fn bottom(&self) -> usize {
        self.y + self.height - 1
    }
}

/// The border of a box or of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Frame {
    pub area: Area,
    pub look: Look,
    /// A group holds boxes.
    pub group: bool,
}

/// A line of straight parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its corners. An arrow begins on the border that it leaves, and its head is in the cell before the border that it reaches.
    pub path: Vec<Point>,
    pub kind: LineKind,
    pub dashed: bool,
    pub head: bool,
    /// A second head at the beginning.
    pub tail: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LineKind {
    Arrow,
    /// Of a lane, or an axis.
    Guide,
}

/// A part of a bar, one line high.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct BarShape {
    pub at: Point,
    pub width: usize,
    pub fill: Fill,
    /// In the middle of it; it fits.
    pub label: String,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub at: Point,
    /// Columns in whose middle it stands; none where it begins at `at`.
    pub room: Option<usize>,
    /// Whether it belongs half a line lower, where that can be drawn.
    pub lower: bool,
    pub text: String,
    pub kind: TextKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextKind {
    /// Of a box.
    Label,
    /// Of a group, in its border.
    Title,
    /// Of an arrow, a mark, an axis.
    Note,
}

impl Text {
    /// Text that begins at a cell.
    pub fn from(x: usize, y: usize, text: impl Into<String>, kind: TextKind) -> Self {
        Self { at: Point { x, y }, room: None, lower: false, text: text.into(), kind }
    }

    /// Text in the middle of some columns.
    pub fn centred(x: usize, y: usize, room: usize, text: impl Into<String>, kind: TextKind) -> Self {
        Self { at: Point { x, y }, room: Some(room), lower: false, text: text.into(), kind }
    }

    /// The lines of a label, in the middle of a box.
    pub fn label(area: Area, lines: &[String]) -> impl Iterator<Item = Self> {
        let spare = area.height.saturating_sub(lines.len());
        lines.iter().enumerate().map(move |(index, line)| Self {
            lower: spare % 2 == 1,
            ..Self::centred(area.x, area.y + spare / 2 + index, area.width, line, TextKind::Label)
        })
    }

    /// The column in which it begins.
    pub fn start(&self) -> usize {
        self.at.x + self.room.unwrap_or(0).saturating_sub(self.text.width()) / 2
    }
}

/// Breaks a text between words; a longer word stays whole.
pub(super) fn wrap(text: &str, most: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.width() + 1 + word.width() > most {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines
}

/// Columns of the longest line.
pub(super) fn widest(lines: &[String]) -> usize {
    lines.iter().map(|line| line.width()).max().unwrap_or(0)
}
