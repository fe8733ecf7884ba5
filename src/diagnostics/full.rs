//! A finding with its code frame, help and where to learn more.

use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{Diagnostic, Severity, printable, printable_line};

/// Lines longer than this are cut around the finding: minified JSON is one line of any length.
const MAX_LINE: usize = 400;
/// Bytes of a frame.
const MAX_FRAME: usize = 8 * 1024;

/// Renders one diagnostic. `text` is the file's text; colour is for the stream to strip.
pub fn render_full(diagnostic: &Diagnostic, text: &str) -> String {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let message = printable_line(&diagnostic.message).into_owned();
    let path = printable_line(&diagnostic.path);
    let window = Window::around(text, diagnostic);
    let snippet_text = window.text(text);
    let mut snippet = Snippet::source(snippet_text.as_str())
        .line_start(window.first_line)
        .path((!window.is_cut).then(|| path.as_ref()))
        .fold(true)
        .annotation(AnnotationKind::Primary.span(window.span(text, diagnostic.start.offset, diagnostic.end.offset)));
    let (here, elsewhere): (Vec<_>, Vec<_>) = diagnostic.related.iter().partition(|related| related.path.is_none());
    for related in here {
        if window.holds(related.start.offset, related.end.offset) {
            let span = window.span(text, related.start.offset, related.end.offset);
            snippet = snippet.annotation(AnnotationKind::Context.span(span).label(printable_line(&related.message)));
        }
    }
    let mut group = Group::with_title(level.primary_title(message).id(diagnostic.code));
    if window.is_cut {
        // The snippet would count columns from where it was cut.
        group = group.element(Origin::path(path.as_ref()).line(diagnostic.start.line).char_column(diagnostic.start.column));
    }
    group = group.element(snippet);
    for related in elsewhere {
        let path = related.path.as_deref().unwrap_or_default();
        let place = format!("{path}:{}:{}: {}", related.start.line, related.start.column, related.message);
        group = group.element(Level::NOTE.with_name("see").message(printable_line(&place).into_owned()));
    }
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(printable(help).into_owned()));
    }
    if let Some(aws) = diagnostic.aws_message {
        group = group.element(Level::NOTE.with_name("AWS says").message(aws));
    }
    if let Some(fix) = &diagnostic.fix {
        group = group.element(Level::NOTE.with_name("fix").message(format!("fixable with ecslab lint {}", fix.applicability.option())));
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
    /// Whether it begins within a line.
    is_cut: bool,
}

impl Window {
    fn around(text: &str, diagnostic: &Diagnostic) -> Self {
        let near = |offset: usize| offset.abs_diff(diagnostic.start.offset) < 4096;
        let related =
            diagnostic.related.iter().filter(|related| related.path.is_none() && near(related.start.offset) && near(related.end.offset));
        let first = related.clone().map(|related| related.start.offset).chain([diagnostic.start.offset]).min().unwrap_or(0);
        let last =
            related.map(|related| related.end.offset).chain([diagnostic.end.offset.min(diagnostic.start.offset + 4096)]).max().unwrap_or(0);
        let (first, last) = (floor(text, first), floor(text, last));
        // What is further away does not fit into a frame, and looking for it would take longest in files of one line.
        let before = &text[ceil(text, first.saturating_sub(MAX_FRAME))..first];
        let after = &text[last..floor(text, last.saturating_add(MAX_FRAME))];
        let start = before.rfind('\n').map(|at| first - before.len() + at + 1).or((before.len() == first).then_some(0));
        let end = after.find('\n').map(|at| last + at).or((last + after.len() == text.len()).then_some(text.len()));
        if let (Some(start), Some(end)) = (start, end)
            && end - start <= MAX_FRAME
            && text[start..end].lines().all(|line| line.len() <= MAX_LINE)
        {
            let first_line = diagnostic.start.line - text[start..floor(text, diagnostic.start.offset)].matches('\n').count();
            return Self { first_line, start, end, is_cut: false };
        }
        // One enormous line: show the neighbourhood of the finding alone.
        let at = floor(text, diagnostic.start.offset);
        let before = &text[floor(text, at.saturating_sub(60))..at];
        let after = &text[at..ceil(text, at.saturating_add(120))];
        let start = at - before.len() + before.rfind('\n').map_or(0, |newline| newline + 1);
        let end = at + after.find('\n').unwrap_or(after.len());
        Self { first_line: diagnostic.start.line, start, end, is_cut: true }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::lint_source;
    use crate::source::SourceFile;

    /// The first finding, without colours.
    fn first(text: String) -> (Diagnostic, String) {
        let source = SourceFile::new("a\nb\u{202e}.json", text);
        let found = lint_source(&source, None).expect("a task definition").diagnostics.swap_remove(0);
        let frame = anstream::adapter::strip_str(&render_full(&found, source.text())).to_string();
        (found, frame)
    }

    #[test]
    fn a_finding_in_one_long_line_shows_its_neighbourhood_and_its_true_column() {
        let (found, frame) = first(format!(r#"{{"containerDefinitions": [], "tags": [{{"key": "{}"}}], "familie": 1}}"#, "ü".repeat(60)));
        assert!(frame.contains(&format!(":1:{}\n", found.start.column)), "{frame}");
        let (found, frame) = first(format!(r#"{{"containerDefinitions": [{}], "familie": 1}}"#, "{},".repeat(3000) + "{}"));
        assert!(frame.contains(&format!(":1:{}\n", found.start.column)), "{frame}");
    }

    #[test]
    fn names_of_files_cannot_fake_lines() {
        let (_, frame) = first(r#"{"containerDefinitions": [], "familie": 1}"#.to_string());
        assert!(frame.contains(r"a\nb\u{202e}.json:1:"), "{frame}");
    }
}
