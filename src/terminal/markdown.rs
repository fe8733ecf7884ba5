//! Markdown as lines for a terminal.

use anstyle::{AnsiColor, Style};
use pulldown_cmark::{Alignment, CodeBlockKind, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::StyledLine;
use crate::picture::{Characters, Picture, to_text};

/// Renders Markdown into lines of at most `width` columns; code keeps its own width.
pub fn render_markdown(markdown: &str, width: usize) -> Vec<StyledLine> {
    render(markdown, Writer { width: width.max(20), ..Writer::default() })
}

/// Like [`render_markdown`] for `--plain`: pictures are said in words first, and drawn in ASCII.
pub fn render_plain_markdown(markdown: &str, width: usize) -> Vec<StyledLine> {
    render(markdown, Writer { width: width.max(20), plain: true, ..Writer::default() })
}

fn render(markdown: &str, mut writer: Writer) -> Vec<StyledLine> {
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        writer.event(event);
    }
    while writer.lines.last().is_some_and(|line| line.spans.is_empty()) {
        writer.lines.pop();
    }
    writer.lines
}

/// Markdown of one paragraph as plain text, as for a title or an option.
pub fn render_inline(markdown: &str) -> String {
    render_markdown(markdown, usize::MAX).iter().map(StyledLine::text).collect::<Vec<_>>().join(" ")
}

#[derive(Default)]
struct Writer {
    width: usize,
    plain: bool,
    lines: Vec<StyledLine>,
    /// The paragraph, heading or cell that is being read.
    inline: Vec<(Style, String)>,
    bold: usize,
    italic: usize,
    heading: bool,
    link: Option<String>,
    /// For each open list: the next number, or none for bullets.
    lists: Vec<Option<u64>>,
    /// The marker of an item whose first line has not been written.
    marker: Option<String>,
    quote: usize,
    code: Option<String>,
    /// Whether the code is a picture.
    picture: bool,
    table: Option<Table>,
}

#[derive(Default)]
struct Table {
    alignments: Vec<Alignment>,
    rows: Vec<Vec<Vec<(Style, String)>>>,
}

impl Writer {
    fn event(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.push(&text),
            },
            Event::Code(text) => self.inline.push((code_style(), text.into_string())),
            Event::SoftBreak => self.push(" "),
            Event::HardBreak => self.flush(),
            Event::Rule => {
                self.lines.push(StyledLine { spans: vec![(Style::new().dimmed(), "─".repeat(self.width.min(40)))] });
                self.blank();
            }
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { level, .. } => {
                self.heading = true;
                self.bold += 1;
                if level == HeadingLevel::H1 {
                    self.inline.clear();
                }
            }
            Tag::Strong => self.bold += 1,
            Tag::Emphasis => self.italic += 1,
            Tag::Link { dest_url, .. } => self.link = Some(dest_url.into_string()),
            Tag::List(first) => {
                self.flush();
                self.lists.push(first);
            }
            Tag::Item => {
                self.flush();
                self.marker = Some(match self.lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "• ".to_string(),
                });
            }
            Tag::BlockQuote(_) => self.quote += 1,
            Tag::CodeBlock(kind) => {
                self.flush();
                self.picture = matches!(kind, CodeBlockKind::Fenced(info) if info.as_ref() == "picture");
                self.code = Some(String::new());
            }
            Tag::Table(alignments) => self.table = Some(Table { alignments, rows: Vec::new() }),
            Tag::TableHead => {
                self.bold += 1;
                self.row();
            }
            Tag::TableRow => self.row(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Paragraph => {
                self.flush();
                self.blank();
            }
            TagEnd::Heading(_) => {
                self.flush();
                self.heading = false;
                self.bold -= 1;
                self.blank();
            }
            TagEnd::Strong => self.bold -= 1,
            TagEnd::Emphasis => self.italic -= 1,
            TagEnd::Link => self.link = None,
            TagEnd::Item => {
                self.flush();
                self.marker = None;
            }
            TagEnd::List(_) => {
                self.lists.pop();
                if self.lists.is_empty() {
                    self.blank();
                }
            }
            TagEnd::BlockQuote(_) => self.quote -= 1,
            TagEnd::CodeBlock => {
                let code = self.code.take().unwrap_or_default();
                if !(self.picture && self.draw(&code)) {
                    self.lines.extend(code.lines().map(|line| StyledLine { spans: vec![(code_style(), format!("    {line}"))] }));
                }
                self.blank();
            }
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.inline);
                if let Some(row) = self.table.as_mut().and_then(|table| table.rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::TableHead => self.bold -= 1,
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.lines.extend(table_lines(&table, self.width));
                    self.blank();
                }
            }
            _ => {}
        }
    }

    /// Draws a picture; false where it is none. Where the drawing does not fit, its words stand for it.
    fn draw(&mut self, code: &str) -> bool {
        let Ok(picture) = Picture::parse(code) else { return false };
        let Ok(drawing) = picture.draw() else { return false };
        let fits = drawing.width <= self.width;
        if self.plain || !fits {
            let words = format!("Picture: {}", picture.alt.split_whitespace().collect::<Vec<_>>().join(" "));
            self.lines.extend(wrap(&[(Style::new(), words)], self.width, "", ""));
            self.blank();
        }
        if !fits {
            return true;
        }
        if let Some(title) = &picture.title {
            self.lines.push(StyledLine { spans: vec![(Style::new().bold(), title.split_whitespace().collect::<Vec<_>>().join(" "))] });
        }
        let characters = if self.plain { Characters::Ascii } else { Characters::Box };
        self.lines.extend(to_text(&drawing, characters).into_iter().map(StyledLine::plain));
        true
    }

    fn row(&mut self) {
        if let Some(table) = &mut self.table {
            table.rows.push(Vec::new());
        }
    }

    fn push(&mut self, text: &str) {
        let mut style = Style::new();
        if self.bold > 0 {
            style = style.bold();
        }
        if self.heading {
            style = style.fg_color(Some(AnsiColor::Cyan.into()));
        }
        if self.italic > 0 {
            style = style.italic();
        }
        if self.link.is_some() {
            style = style.underline();
        }
        self.inline.push((style, text.to_string()));
    }

    fn blank(&mut self) {
        if self.lists.is_empty() && self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            self.lines.push(StyledLine::default());
        }
    }

    /// Writes what is being read as a wrapped block, behind its indentation and marker.
    fn flush(&mut self) {
        let inline = std::mem::take(&mut self.inline);
        if inline.is_empty() {
            return;
        }
        let depth = self.lists.len().saturating_sub(1);
        let marker = self.marker.take();
        let base = format!("{}{}", "│ ".repeat(self.quote), "  ".repeat(depth));
        let first = format!("{base}{}", marker.as_deref().unwrap_or(if self.lists.is_empty() { "" } else { "  " }));
        let rest = " ".repeat(first.width());
        let rest = if self.quote > 0 { base } else { rest };
        self.lines.extend(wrap(&inline, self.width, &first, &rest));
    }
}

fn code_style() -> Style {
    AnsiColor::Yellow.on_default()
}

/// Breaks text between words, and within one that no line holds, as in languages without blanks; `first` and `rest` stand before the first and the
/// other lines.
fn wrap(inline: &[(Style, String)], width: usize, first: &str, rest: &str) -> Vec<StyledLine> {
    let mut lines = Vec::new();
    let mut line = StyledLine::plain(first);
    let mut column = first.width();
    let mut indent = first.width();
    // A word may run through several styles: `word` collects its parts until a space ends it.
    let mut word: Vec<(Style, String)> = Vec::new();
    let mut space = false;
    let mut place = |word: &mut Vec<(Style, String)>, space: &mut bool, lines: &mut Vec<StyledLine>| {
        if word.is_empty() {
            return;
        }
        let length: usize = word.iter().map(|(_, text)| text.width()).sum();
        let fits_nowhere = rest.width() + length > width;
        if column > indent && !fits_nowhere && column + usize::from(*space) + length > width {
            lines.push(std::mem::replace(&mut line, StyledLine::plain(rest)));
            column = rest.width();
            indent = column;
        } else if *space && column > indent {
            line.push(Style::new(), " ");
            column += 1;
        }
        for (style, text) in word.drain(..) {
            let mut part = String::new();
            for c in text.chars() {
                let next = c.width().unwrap_or(0);
                if fits_nowhere && column + next > width && column > rest.width() {
                    line.push(style, std::mem::take(&mut part));
                    lines.push(std::mem::replace(&mut line, StyledLine::plain(rest)));
                    column = rest.width();
                    indent = column;
                }
                column += next;
                part.push(c);
            }
            line.push(style, part);
        }
        *space = false;
    };
    for (style, text) in inline {
        for (index, part) in text.split(' ').enumerate() {
            if index > 0 {
                place(&mut word, &mut space, &mut lines);
                space = true;
            }
            if !part.is_empty() {
                word.push((*style, part.to_string()));
            }
        }
    }
    place(&mut word, &mut space, &mut lines);
    lines.push(line);
    lines
}

/// A column is never narrower than this: words would break into ladders.
const MIN_COLUMN: usize = 12;

/// Lines up the columns, wrapping cells where the table is too wide; where even that does not fit, each row becomes a short
/// list `heading: cell`.
fn table_lines(table: &Table, width: usize) -> Vec<StyledLine> {
    let columns = table.rows.iter().map(Vec::len).max().unwrap_or(0);
    let natural = |column: usize| table.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell_width(cell)).max().unwrap_or(0);
    let Some(widths) = fit((0..columns).map(natural).collect(), width) else { return stacked(table, width) };
    let mut lines = Vec::new();
    for (index, row) in table.rows.iter().enumerate() {
        let cells: Vec<Vec<StyledLine>> = row.iter().zip(&widths).map(|(cell, width)| wrap(cell, *width, "", "")).collect();
        for height in 0..cells.iter().map(Vec::len).max().unwrap_or(0) {
            let mut line = StyledLine::default();
            for (column, cell) in cells.iter().enumerate() {
                let empty = StyledLine::default();
                let part = cell.get(height).unwrap_or(&empty);
                let missing = widths[column].saturating_sub(part.width());
                let right = matches!(table.alignments.get(column), Some(Alignment::Right));
                if right {
                    line.push(Style::new(), " ".repeat(missing));
                }
                for (style, text) in &part.spans {
                    line.push(*style, text.clone());
                }
                if column + 1 < columns {
                    line.push(Style::new(), " ".repeat(2 + if right { 0 } else { missing }));
                }
            }
            lines.push(line);
        }
        if index == 0 {
            let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
            lines.push(StyledLine { spans: vec![(Style::new().dimmed(), rule.join("  "))] });
        }
    }
    lines
}

fn cell_width(cell: &[(Style, String)]) -> usize {
    cell.iter().map(|(_, text)| text.width()).sum()
}

/// Narrows the widest columns until the table fits; `None` where it cannot.
fn fit(mut widths: Vec<usize>, width: usize) -> Option<Vec<usize>> {
    let gaps = 2 * widths.len().saturating_sub(1);
    while widths.iter().sum::<usize>() + gaps > width {
        let widest = widths.iter_mut().max()?;
        if *widest <= MIN_COLUMN {
            return None;
        }
        *widest -= 1;
    }
    Some(widths)
}

fn stacked(table: &Table, width: usize) -> Vec<StyledLine> {
    let Some((head, rows)) = table.rows.split_first() else { return Vec::new() };
    let mut lines = Vec::new();
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            let heading: String = head.get(column).map(|cell| cell.iter().map(|(_, text)| text.as_str()).collect()).unwrap_or_default();
            if cell.is_empty() {
                continue;
            }
            let mut inline = Vec::new();
            if column > 0 && !heading.is_empty() {
                inline.push((Style::new().dimmed(), format!("{heading}: ")));
            }
            let bold = if column == 0 { Style::new().bold() } else { Style::new() };
            inline.extend(cell.iter().map(|(style, text)| (if column == 0 { bold } else { *style }, text.clone())));
            let (first, rest) = if column == 0 { ("• ", "  ") } else { ("    ", "      ") };
            lines.extend(wrap(&inline, width, first, rest));
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(markdown: &str, width: usize) -> String {
        render_markdown(markdown, width).iter().map(StyledLine::text).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn blocks_are_laid_out() {
        let markdown = "# Title\n\nA paragraph with **bold** and `code` that is long enough to be wrapped twice.\n\n- one item that wraps at the width\n- two\n  1. inner\n\n```json\n{\"a\": 1}\n```\n\n| cpu | memory |\n|---|---:|\n| 256 | 512 |\n| 1024 | 2048 |\n\n> quoted\n";
        insta::assert_snapshot!(text(markdown, 40));
    }

    #[test]
    fn a_wide_table_wraps_its_cells_and_becomes_a_list_where_that_is_not_enough() {
        let table =
            "| what | when | where it is used |\n|---|---|---|\n| execution role | before the start | by the agent, to pull and to log |\n";
        insta::assert_snapshot!(format!("{}\n\n{}", text(table, 60), text(table, 30)));
    }

    #[test]
    fn a_word_that_no_line_holds_is_broken_in_its_column() {
        let table = "| what | where |\n|---|---|\n| コンテナーは軽いものです | arn:aws:ecs:eu-west-1:123456789012:task/x |\n";
        insta::assert_snapshot!(text(table, 40));
    }

    #[test]
    fn wide_characters_count_twice() {
        assert!(render_markdown("容器 容器 容器 容器 容器 容器 容器", 20).iter().all(|line| line.width() <= 20));
    }
}
