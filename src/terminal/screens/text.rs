//! Text as lines that fit a width, whatever the width of its characters.

use ratatui::style::Style;
use ratatui::text::{Line, Span};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::Theme;
use crate::terminal::{StyledLine, render_markdown};

/// What stands in for what was cut.
const CUT: char = '…';
/// What stands before code that goes on from the line above: without it, it would read as a line of its own.
const GOES_ON: &str = "  ↪ ";

/// Markdown as lines of at most `width` columns; code that is wider goes on in the next line.
pub fn markdown(text: &str, width: usize, theme: Theme) -> Vec<Line<'static>> {
    render_markdown(text, width).iter().flat_map(|line| broken(line, width, theme)).collect()
}

/// Markdown behind something that stands in front of its first line.
pub fn indented(first: &str, style: Style, text: &str, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let indent = first.width();
    let mut lines = markdown(text, width.saturating_sub(indent), theme);
    if lines.is_empty() {
        lines.push(Line::default());
    }
    for (number, line) in lines.iter_mut().enumerate() {
        let start = if number == 0 { Span::styled(first.to_string(), style) } else { Span::raw(" ".repeat(indent)) };
        line.spans.insert(0, start);
    }
    lines
}

/// Words as they are, wrapped; what goes on in the next line stands as far in as the first.
pub fn words(text: &str, width: usize, style: Style) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for paragraph in text.lines() {
        let said = paragraph.trim_start_matches(' ');
        let blanks = paragraph.len() - said.len();
        // So far in that nothing would have room beside it, the blanks say nothing any more.
        let indent = " ".repeat(if blanks * 2 > width { 0 } else { blanks });
        let mut line = indent.clone();
        for (number, word) in said.split(' ').enumerate() {
            if number > 0 && line.width() + 1 + word.width() > width {
                lines.push(std::mem::replace(&mut line, indent.clone()));
            } else if number > 0 {
                line.push(' ');
            }
            line.push_str(word);
        }
        lines.push(line);
    }
    lines.iter().flat_map(|line| pieces(line, width)).map(|line| Line::styled(line, style)).collect()
}

/// Text cut or filled up to exactly `width` columns.
pub fn fit(text: &str, width: usize) -> String {
    let mut out = cut(text, width);
    out.push_str(&" ".repeat(width.saturating_sub(out.width())));
    out
}

/// Text of at most `width` columns.
pub fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_string();
    }
    let mut out = String::new();
    let mut column = 0;
    for c in text.chars() {
        let next = c.width().unwrap_or(0);
        if column + next + 1 > width {
            break;
        }
        column += next;
        out.push(c);
    }
    if width > 0 {
        out.push(CUT);
    }
    out
}

/// A text in parts of at most `width` columns, cut anywhere.
pub fn pieces(text: &str, width: usize) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut column = 0;
    for c in text.chars() {
        let next = c.width().unwrap_or(0);
        if column + next > width.max(2) {
            parts.push(String::new());
            column = 0;
        }
        column += next;
        if let Some(part) = parts.last_mut() {
            part.push(c);
        }
    }
    parts
}

fn broken(line: &StyledLine, width: usize, theme: Theme) -> Vec<Line<'static>> {
    let mut lines = vec![Line::default()];
    let mut column = 0;
    for (style, text) in &line.spans {
        let style = theme.of(*style);
        let mut part = String::new();
        // A terminal has no place for a tab in a cell.
        for c in text.replace('\t', "    ").chars() {
            let next = c.width().unwrap_or(0);
            if column + next > width.max(GOES_ON.width() + 2) {
                push(&mut lines, &mut part, style);
                lines.push(Line::from(Span::styled(GOES_ON, theme.dim())));
                column = GOES_ON.width();
            }
            column += next;
            part.push(c);
        }
        push(&mut lines, &mut part, style);
    }
    lines
}

fn push(lines: &mut [Line<'static>], part: &mut String, style: Style) {
    if let Some(line) = lines.last_mut().filter(|_| !part.is_empty()) {
        line.spans.push(Span::styled(std::mem::take(part), style));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_cut_and_filled_by_columns_not_by_characters() {
        for (text, width, expected) in [
            ("abc", 5, "abc  "),
            ("abcdef", 4, "abc…"),
            ("容器入門", 8, "容器入門"),
            ("容器入門", 7, "容器入…"),
            ("容器入門", 6, "容器… "),
            ("🚀🚀", 3, "🚀…"),
            ("abc", 0, ""),
        ] {
            let fitted = fit(text, width);
            assert_eq!(fitted, expected);
            assert_eq!(fitted.width(), width);
        }
    }

    #[test]
    fn code_that_is_too_wide_goes_on_in_the_next_line() {
        let lines = markdown("```\n0123456789012345678901234567890123456789\n```\n", 24, Theme { colours: false });
        let lines: Vec<String> = lines.iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["    01234567890123456789", "  ↪ 01234567890123456789"]);
    }

    #[test]
    fn words_are_wrapped_and_a_long_one_is_cut() {
        let lines: Vec<String> = words("one two three\n0123456789abcdef", 8, Style::new()).iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["one two", "three", "01234567", "89abcdef"]);
    }

    #[test]
    fn blanks_before_and_between_words_stay_and_what_goes_on_stands_below_its_beginning() {
        let text = "Usage:\n  --plain  lines of text\n\n   |     ^^^";
        let lines: Vec<String> = words(text, 18, Style::new()).iter().map(ToString::to_string).collect();
        assert_eq!(lines, ["Usage:", "  --plain  lines", "  of text", "", "   |     ^^^"]);
    }
}
