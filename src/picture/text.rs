//! A drawing as lines of text.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::drawing::{Drawing, Fill, Frame, Line, Look, Point};

/// What a picture is drawn with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Characters {
    /// Box-drawing characters.
    Box,
    /// ASCII, for `--plain`.
    Ascii,
}

const UP: u8 = 1;
const DOWN: u8 = 2;
const LEFT: u8 = 4;
const RIGHT: u8 = 8;

/// What a cell holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Cell {
    #[default]
    Empty,
    /// Directions in which lines leave it.
    Lines {
        directions: u8,
        dashed: bool,
        strong: bool,
        round: bool,
    },
    Character(char),
    /// The second half of a wide character.
    Behind,
}

struct Canvas {
    cells: Vec<Cell>,
    width: usize,
    characters: Characters,
}

/// Draws with characters; no line is longer than the drawing is wide, and none ends with spaces.
pub fn to_text(drawing: &Drawing, characters: Characters) -> Vec<String> {
    let mut canvas = Canvas { cells: vec![Cell::Empty; drawing.width * drawing.height], width: drawing.width, characters };
    for frame in &drawing.frames {
        canvas.frame(frame);
    }
    for line in &drawing.lines {
        canvas.line(line);
    }
    for bar in &drawing.bars {
        let fill = canvas.fill(bar.fill);
        for x in bar.at.x..bar.at.x + bar.width {
            canvas.set(x, bar.at.y, Cell::Character(fill));
        }
    }
    for (from, to) in &drawing.marks {
        for y in from.y..=to.y {
            canvas.set(from.x, y, Cell::Lines { directions: UP | DOWN, dashed: true, strong: false, round: false });
        }
    }
    for tick in &drawing.ticks {
        canvas.add(*tick, DOWN, false, false, false);
    }
    for bar in drawing.bars.iter().filter(|bar| !bar.label.is_empty()) {
        let label = format!(" {} ", bar.label);
        canvas.write(bar.at.x + bar.width.saturating_sub(label.width()) / 2, bar.at.y, &label);
    }
    for text in &drawing.texts {
        canvas.write(text.start(), text.at.y, &text.text);
    }
    canvas.cells.chunks(drawing.width.max(1)).map(|row| canvas.row(row)).collect()
}

impl Canvas {
    fn set(&mut self, x: usize, y: usize, cell: Cell) {
        if x < self.width
            && let Some(place) = self.cells.get_mut(y * self.width + x)
        {
            *place = cell;
        }
    }

    fn add(&mut self, point: Point, more: u8, dashed: bool, strong: bool, round: bool) {
        if point.x >= self.width {
            return;
        }
        let Some(place) = self.cells.get_mut(point.y * self.width + point.x) else { return };
        *place = match *place {
            Cell::Lines { directions, dashed: was, strong: heavy, round: soft } => {
                Cell::Lines { directions: directions | more, dashed: was && dashed, strong: heavy, round: soft && round }
            }
            _ => Cell::Lines { directions: more, dashed, strong, round },
        };
    }

    fn frame(&mut self, frame: &Frame) {
        if frame.look == Look::Plain {
            return;
        }
        let area = frame.area;
        let (dashed, strong) = (frame.look == Look::Dashed, frame.look == Look::Strong);
        let (left, top, right, bottom) = (area.x, area.y, area.right(), area.bottom());
        for x in left + 1..right {
            self.add(Point { x, y: top }, LEFT | RIGHT, dashed, strong, false);
            self.add(Point { x, y: bottom }, LEFT | RIGHT, dashed, strong, false);
        }
        for y in top + 1..bottom {
            self.add(Point { x: left, y }, UP | DOWN, dashed, strong, false);
            self.add(Point { x: right, y }, UP | DOWN, dashed, strong, false);
        }
        for (x, y, directions) in
            [(left, top, DOWN | RIGHT), (right, top, DOWN | LEFT), (left, bottom, UP | RIGHT), (right, bottom, UP | LEFT)]
        {
            self.add(Point { x, y }, directions, false, strong, frame.group);
        }
    }

    fn line(&mut self, line: &Line) {
        for pair in line.path.windows(2) {
            let [from, to] = pair else { continue };
            let (forward, backward) = directions(*from, *to);
            let mut at = *from;
            while at != *to {
                // A head at the beginning touches the border as the one at the end does.
                if !(line.tail && at == line.path[0]) {
                    self.add(at, forward, line.dashed, false, false);
                }
                at = step(at, forward);
                self.add(at, backward, line.dashed, false, false);
            }
        }
        if let [.., before, last] = line.path[..]
            && line.head
        {
            let head = self.head(directions(before, last).0);
            self.set(last.x, last.y, Cell::Character(head));
        }
        if let [first, second, ..] = line.path[..]
            && line.tail
        {
            let (forward, backward) = directions(first, second);
            let (at, head) = (step(first, forward), self.head(backward));
            self.set(at.x, at.y, Cell::Character(head));
        }
    }

    fn head(&self, direction: u8) -> char {
        match (self.characters, direction) {
            (Characters::Box, UP) => '▲',
            (Characters::Box, DOWN) => '▼',
            (Characters::Box, LEFT) => '◄',
            (Characters::Box, _) => '►',
            (Characters::Ascii, UP) => '^',
            (Characters::Ascii, DOWN) => 'v',
            (Characters::Ascii, LEFT) => '<',
            (Characters::Ascii, _) => '>',
        }
    }

    fn fill(&self, fill: Fill) -> char {
        match (self.characters, fill) {
            (Characters::Box, Fill::Solid) => '█',
            (Characters::Box, Fill::Medium) => '▒',
            (Characters::Box, Fill::Light) => '░',
            (Characters::Ascii, Fill::Solid) => '#',
            (Characters::Ascii, Fill::Medium) => '=',
            (Characters::Ascii, Fill::Light) => '.',
        }
    }

    fn write(&mut self, x: usize, y: usize, text: &str) {
        let mut column = x;
        for character in text.chars() {
            let width = character.width().unwrap_or(0);
            if width == 0 {
                continue;
            }
            self.set(column, y, Cell::Character(character));
            if width == 2 {
                self.set(column + 1, y, Cell::Behind);
            }
            column += width;
        }
    }

    fn row(&self, row: &[Cell]) -> String {
        let line: String = row.iter().filter_map(|cell| self.character(*cell)).collect();
        line.trim_end().to_string()
    }

    fn character(&self, cell: Cell) -> Option<char> {
        match cell {
            Cell::Empty => Some(' '),
            Cell::Behind => None,
            Cell::Character(character) => Some(character),
            Cell::Lines { directions, dashed, strong, round } => Some(match self.characters {
                Characters::Box => box_character(directions, dashed, strong, round),
                Characters::Ascii => ascii_character(directions, dashed),
            }),
        }
    }
}

/// The direction from a point to another on the same line or column, and the way back.
fn directions(from: Point, to: Point) -> (u8, u8) {
    if to.x > from.x {
        (RIGHT, LEFT)
    } else if to.x < from.x {
        (LEFT, RIGHT)
    } else if to.y > from.y {
        (DOWN, UP)
    } else {
        (UP, DOWN)
    }
}

fn step(at: Point, direction: u8) -> Point {
    match direction {
        RIGHT => Point { x: at.x + 1, y: at.y },
        LEFT => Point { x: at.x.saturating_sub(1), y: at.y },
        DOWN => Point { x: at.x, y: at.y + 1 },
        _ => Point { x: at.x, y: at.y.saturating_sub(1) },
    }
}

fn box_character(directions: u8, dashed: bool, strong: bool, round: bool) -> char {
    const VERTICAL: u8 = UP | DOWN;
    const HORIZONTAL: u8 = LEFT | RIGHT;
    const DOWN_RIGHT: u8 = DOWN | RIGHT;
    const DOWN_LEFT: u8 = DOWN | LEFT;
    const UP_RIGHT: u8 = UP | RIGHT;
    const UP_LEFT: u8 = UP | LEFT;
    const NOT_LEFT: u8 = VERTICAL | RIGHT;
    const NOT_RIGHT: u8 = VERTICAL | LEFT;
    const NOT_UP: u8 = HORIZONTAL | DOWN;
    const NOT_DOWN: u8 = HORIZONTAL | UP;
    match directions {
        UP | DOWN | VERTICAL if strong => '┃',
        LEFT | RIGHT | HORIZONTAL if strong => '━',
        UP | DOWN | VERTICAL => {
            if dashed {
                '╎'
            } else {
                '│'
            }
        }
        LEFT | RIGHT | HORIZONTAL => {
            if dashed {
                '╌'
            } else {
                '─'
            }
        }
        DOWN_RIGHT if strong => '┏',
        DOWN_LEFT if strong => '┓',
        UP_RIGHT if strong => '┗',
        UP_LEFT if strong => '┛',
        DOWN_RIGHT => {
            if round {
                '╭'
            } else {
                '┌'
            }
        }
        DOWN_LEFT => {
            if round {
                '╮'
            } else {
                '┐'
            }
        }
        UP_RIGHT => {
            if round {
                '╰'
            } else {
                '└'
            }
        }
        UP_LEFT => {
            if round {
                '╯'
            } else {
                '┘'
            }
        }
        NOT_LEFT => {
            if strong {
                '┠'
            } else {
                '├'
            }
        }
        NOT_RIGHT => {
            if strong {
                '┨'
            } else {
                '┤'
            }
        }
        NOT_UP => {
            if strong {
                '┯'
            } else {
                '┬'
            }
        }
        NOT_DOWN => {
            if strong {
                '┷'
            } else {
                '┴'
            }
        }
        _ => '┼',
    }
}

fn ascii_character(directions: u8, dashed: bool) -> char {
    let (vertical, horizontal) = (directions & (UP | DOWN) != 0, directions & (LEFT | RIGHT) != 0);
    match (vertical, horizontal, dashed) {
        (true, true, _) => '+',
        (true, false, false) => '|',
        (true, false, true) => ':',
        (_, _, false) => '-',
        (_, _, true) => '.',
    }
}
