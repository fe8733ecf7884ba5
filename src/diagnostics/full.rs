//! A finding with its code frame, help and where to learn more.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Severity, printable};

/// Lines longer than this are cut around the finding: minified JSON is one line of any length.
const MAX_LINE: usize = 400;

/// Renders one diagnostic. `text` is the file's text; colour is for the stream to strip.
pub fn render_full(diagnostic: &Diagnostic, text: &str) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let message = printable(&diagnostic.message).into_owned();
    let window = Window::around(text, diagnostic);
    let snippet_text = window.text(text);
    let mut snippet = Snippet::source(snippet_text.as_str())
        .line_start(window.first_line)
        .path(diagnostic.path.as_str())
        .fold(true)
        .annotation(AnnotationKind::Primary.span(window.span(text, diagnostic.start.offset, diagnostic.end.offset)));
    let (here, elsewhere): (Vec<_>, Vec<_>) = diagnostic.related.iter().partition(|related| related.path.is_none());
    for related in here {
        if window.holds(related.start.offset, related.end.offset) {
            let span = window.span(text, related.start.offset, related.end.offset);
            snippet = snippet.annotation(AnnotationKind::Context.span(span).label(related.message.as_str()));
        }
    }
    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.code)).element(snippet);
    for related in elsewhere {
        let path = related.path.as_deref().unwrap_or_default();
        let place = format!("{path}:{}:{}: {}", related.start.line, related.start.column, related.message);
        group = group.element(Level::NOTE.with_name("see").message(printable(&place).into_owned()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help).into_owned()));
    }
    if let Some(aws) = diagnostic.aws_message {
        group = group.element(Level::NOTE.with_name("AWS says").message(aws));
    }
    let more = format!("ecslab explain {} · ecslab learn {}", diagnostic.code, diagnostic.lesson);
    group = group.element(Level::NOTE.with_name("learn").message(more));
    Renderer::styled().render(&[group])
}

/// The lines of a file that a frame needs, so that rendering one finding never touches a whole large file.
struct Window {
    first_line: usize,
    start: usize,
    end: usize,
}

impl Window {
    fn around(text: &str, diagnostic: &Diagnostic) -> Self {
        let near = |offset: usize| offset.abs_diff(diagnostic.start.offset) < 4096;
        let related =
            diagnostic.related.iter().filter(|related| related.path.is_none() && near(related.start.offset) && near(related.end.offset));
        let first = related.clone().map(|related| related.start.offset).chain([diagnostic.start.offset]).min().unwrap_or(0);
        let last =
            related.map(|related| related.end.offset).chain([diagnostic.end.offset.min(diagnostic.start.offset + 4096)]).max().unwrap_or(0);
        let start = text[..floor(text, first)].rfind('\n').map_or(0, |at| at + 1);
        let last = floor(text, last);
        let end = text[last..].find('\n').map_or(text.len(), |at| last + at);
        let first_line = diagnostic.start.line - text[start..floor(text, diagnostic.start.offset)].matches('\n').count();
        if end - start > 8 * 1024 || text[start..end].lines().any(|line| line.len() > MAX_LINE) {
            // One enormous line: show the neighbourhood of the finding alone.
            let start = floor(text, diagnostic.start.offset.saturating_sub(60)).max(start);
            let end = ceil(text, (diagnostic.start.offset + 120).min(end)).max(start);
            return Self { first_line: diagnostic.start.line, start, end };
        }
        Self { first_line, start, end }
    }

    /// The lines as shown; characters that would change the terminal become one `?` for each of their bytes, so that
    /// offsets stay true.
    fn text(&self, text: &str) -> String {
        let mut shown = String::with_capacity(self.end - self.start);
        for c in text[self.start..self.end].chars() {
            if c == '\n' || (c == '\t') || printable(c.encode_utf8(&mut [0; 4])).len() == c.len_utf8() {
                shown.push(c);
            } else {
                shown.extend(std::iter::repeat_n('?', c.len_utf8()));
            }
        }
        shown
    }

    fn holds(&self, start: usize, end: usize) -> bool {
        self.start <= start && end <= self.end
    }

    fn span(&self, text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
        let length = self.end - self.start;
        let start = floor(text, start).saturating_sub(self.start).min(length);
        start..ceil(text, end).saturating_sub(self.start).clamp(start, length)
    }
}

fn floor(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn ceil(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}
