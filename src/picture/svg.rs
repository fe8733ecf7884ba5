//! A drawing as SVG, to stand in a page: its colours are the page's, by classes and CSS variables.

use std::fmt::Write;

use unicode_width::UnicodeWidthStr;

use super::Picture;
use super::drawing::{Drawing, Fill, Frame, Line, LineKind, Look, Point, Text, TextKind};

/// Pixels of a cell.
const COLUMN: usize = 8;
/// Pixels of a cell.
const ROW: usize = 18;
/// Pixels around the drawing, for the halves of lines.
const MARGIN: usize = 2;
/// Length of an arrow's head.
const HEAD: usize = 8;

/// One element `svg` on one line, with the picture's words as its title and description.
pub fn to_svg(picture: &Picture, drawing: &Drawing) -> String {
    let (width, height) = (drawing.width * COLUMN + 2 * MARGIN, drawing.height * ROW + 2 * MARGIN);
    let mut out = format!("<svg class=\"picture\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\">");
    match &picture.title {
        Some(title) => put(&mut out, format_args!("<title>{}</title><desc>{}</desc>", Escaped(title), Escaped(picture.alt.trim()))),
        None => put(&mut out, format_args!("<title>{}</title>", Escaped(picture.alt.trim()))),
    }
    for frame in &drawing.frames {
        write_frame(&mut out, frame);
    }
    for line in &drawing.lines {
        write_line(&mut out, line, &drawing.texts);
    }
    for bar in &drawing.bars {
        let (class, x, y) = (bar_class(bar.fill), MARGIN + bar.at.x * COLUMN, MARGIN + bar.at.y * ROW + 1);
        let (width, height) = (bar.width * COLUMN - 1, ROW - 2);
        put(&mut out, format_args!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"3\"/>"));
    }
    for (from, to) in &drawing.marks {
        let ((x, top), (_, bottom)) = (middle(*from), middle(*to));
        let (x, top, bottom) = (x - COLUMN / 2, top - ROW / 2, bottom + ROW / 2);
        put(&mut out, format_args!("<path class=\"mark\" d=\"M{x} {top}V{bottom}\"/>"));
    }
    // Over the marks, which would else strike them through.
    for bar in drawing.bars.iter().filter(|bar| !bar.label.is_empty()) {
        write_text(&mut out, &bar.label, &format!("{}-label", bar_class(bar.fill)), middle(bar.at).1, bar.at.x, Some(bar.width));
    }
    for tick in &drawing.ticks {
        let (x, y) = middle(*tick);
        put(&mut out, format_args!("<path class=\"guide\" d=\"M{} {y}v6\"/>", x - COLUMN / 2));
    }
    for text in &drawing.texts {
        write_placed(&mut out, text);
    }
    out.push_str("</svg>");
    out
}

fn bar_class(fill: Fill) -> &'static str {
    match fill {
        Fill::Solid => "bar-solid",
        Fill::Medium => "bar-medium",
        Fill::Light => "bar-light",
    }
}

/// Writing into a `String` cannot fail.
fn put(out: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _ = out.write_fmt(arguments);
}

/// The middle of a cell.
fn middle(point: Point) -> (usize, usize) {
    (MARGIN + point.x * COLUMN + COLUMN / 2, MARGIN + point.y * ROW + ROW / 2)
}

fn write_frame(out: &mut String, frame: &Frame) {
    let class = match (frame.look, frame.group) {
        (Look::Plain, _) => return,
        (Look::Strong, false) => "box strong",
        (Look::Dashed, false) => "box dashed",
        (Look::Solid, false) => "box",
        (Look::Strong, true) => "group strong",
        (Look::Dashed, true) => "group dashed",
        (Look::Solid, true) => "group",
    };
    let (x, y) = middle(Point { x: frame.area.x, y: frame.area.y });
    let (width, height) = ((frame.area.width - 1) * COLUMN, (frame.area.height - 1) * ROW);
    put(out, format_args!("<rect class=\"{class}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"6\"/>"));
}

fn write_line(out: &mut String, line: &Line, texts: &[Text]) {
    let class = match (line.kind, line.dashed) {
        (LineKind::Guide, false) => "guide",
        (LineKind::Guide, true) => "guide dashed",
        (LineKind::Arrow, false) => "arrow",
        (LineKind::Arrow, true) => "arrow dashed",
    };
    let mut points: Vec<(usize, usize)> = line.path.iter().copied().map(middle).collect();
    let mut heads = String::new();
    if line.head
        && let [.., before, last] = points[..]
    {
        // The head is in the cell before the border, and its tip on it, or before the title that stands in the border.
        let reach = match before.0 == last.0 {
            true if meets_title(line, texts) => ROW / 2,
            true => ROW,
            false => COLUMN,
        };
        let tip = moved(last, before, last, reach);
        let base = moved(tip, last, before, HEAD);
        heads.push_str(&triangle(base, tip));
        if let Some(end) = points.last_mut() {
            *end = base;
        }
    }
    if line.tail
        && let [first, second, ..] = points[..]
    {
        let base = moved(first, first, second, HEAD);
        heads.push_str(&triangle(base, first));
        points[0] = base;
    }
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x},{y}")).collect();
    put(out, format_args!("<polyline class=\"{class}\" points=\"{}\"/>{heads}", points.join(" ")));
}

/// Whether a line that ends upright has the title of a group before it.
fn meets_title(line: &Line, texts: &[Text]) -> bool {
    let [.., before, last] = line.path[..] else { return false };
    let row = if before.y < last.y { last.y + 1 } else { last.y.saturating_sub(1) };
    texts
        .iter()
        .filter(|text| text.kind == TextKind::Title && text.at.y == row)
        .any(|text| (text.start()..text.start() + text.text.width()).contains(&last.x))
}

/// A point moved by a distance in the direction from one point to another on the same line or column.
fn moved(point: (usize, usize), from: (usize, usize), to: (usize, usize), distance: usize) -> (usize, usize) {
    let along = |at: usize, from: usize, to: usize| match from.cmp(&to) {
        std::cmp::Ordering::Less => at + distance,
        std::cmp::Ordering::Equal => at,
        std::cmp::Ordering::Greater => at.saturating_sub(distance),
    };
    (along(point.0, from.0, to.0), along(point.1, from.1, to.1))
}

fn triangle(base: (usize, usize), tip: (usize, usize)) -> String {
    let (one, other) = match base.0 == tip.0 {
        true => ((base.0 + HEAD / 2, base.1), (base.0.saturating_sub(HEAD / 2), base.1)),
        false => ((base.0, base.1 + HEAD / 2), (base.0, base.1.saturating_sub(HEAD / 2))),
    };
    format!("<polygon class=\"head\" points=\"{},{} {},{} {},{}\"/>", tip.0, tip.1, one.0, one.1, other.0, other.1)
}

fn write_placed(out: &mut String, text: &Text) {
    let class = match text.kind {
        TextKind::Label => "label",
        TextKind::Title => "title",
        TextKind::Note => "note",
    };
    let middle = middle(text.at).1 + if text.lower { ROW / 2 } else { 0 };
    if text.kind == TextKind::Title && text.text.starts_with(' ') {
        // The border of its group ends before it and goes on after it.
        let width = breadth(text.text.trim()).min(text.text.trim().width() * COLUMN) + COLUMN;
        let (x, y) = (MARGIN + (text.at.x + 1) * COLUMN - COLUMN / 2, middle - 2);
        put(out, format_args!("<rect class=\"ground\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"4\"/>"));
    }
    write_text(out, &text.text, class, middle, text.at.x, text.room);
}

/// Text around a height, in the middle of some columns or from one on; squeezed where its letters may be wider than the cells that it has.
fn write_text(out: &mut String, text: &str, class: &str, middle: usize, column: usize, columns: Option<usize>) {
    // The spaces around a title keep the border away in a terminal.
    let start = column + text.len() - text.trim_start().len();
    let text = text.trim();
    let y = middle + 5;
    let (x, class) = match columns {
        Some(columns) => (MARGIN + column * COLUMN + columns * COLUMN / 2, class.to_string()),
        None => (MARGIN + start * COLUMN, format!("{class} from")),
    };
    // A space on each side is free where it stands in the middle of more.
    let room = text.width().max(columns.unwrap_or(0).saturating_sub(2)) * COLUMN;
    let squeezed = if breadth(text) > room { format!(" textLength=\"{room}\" lengthAdjust=\"spacingAndGlyphs\"") } else { String::new() };
    put(out, format_args!("<text class=\"{class}\" x=\"{x}\" y=\"{y}\"{squeezed}>{}</text>", Escaped(text)));
}

/// About how many pixels a text takes in a sans-serif font of 13 pixels, rather too many than too few.
fn breadth(text: &str) -> usize {
    let of = |character: char| match character {
        'm' | 'w' | 'M' | 'W' | '%' | '@' => 12,
        'i' | 'j' | 'l' | 't' | 'f' | 'r' | ' ' | '.' | ',' | ':' | '/' | '-' | '(' | ')' => 5,
        'A'..='Z' => 9,
        _ => 8,
    };
    text.chars().map(of).sum()
}

/// Text within XML, and within a block of HTML in Markdown.
struct Escaped<'t>(&'t str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for character in self.0.chars() {
            match character {
                '<' => formatter.write_str("&lt;")?,
                '>' => formatter.write_str("&gt;")?,
                '&' => formatter.write_str("&amp;")?,
                '"' => formatter.write_str("&quot;")?,
                '\n' => formatter.write_str(" ")?,
                other => formatter.write_char(other)?,
            }
        }
        Ok(())
    }
}
