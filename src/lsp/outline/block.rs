//! YAML by its indentation.

use std::ops::Range;

use super::flow::{self, Style, null, plain};
use super::{MARK, MAX_DEPTH};
use crate::source::Span;
use crate::syntax::{Data, Member, Node};

/// The tree of one document of a stream.
pub fn parse(text: &str, document: Range<usize>) -> Node<'_> {
    let lines = lines_of(text, document.clone());
    let mut parser = Parser { text, lines, index: 0, depth: 0 };
    if parser.lines.is_empty() { null(document.start) } else { parser.block(None) }
}

/// A line that says something.
#[derive(Debug, Clone, Copy)]
struct Line {
    /// Columns before what it says.
    indent: usize,
    start: usize,
    end: usize,
}

fn lines_of(text: &str, document: Range<usize>) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut at = document.start;
    for line in text[document].split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\u{feff}']);
        let indent = line.len() - content.len();
        let end = at + line.trim_end().len();
        if !content.trim().is_empty() && !content.starts_with('#') {
            lines.push(Line { indent, start: at + indent, end });
        }
        at += line.len();
    }
    lines
}

struct Parser<'t> {
    text: &'t str,
    lines: Vec<Line>,
    index: usize,
    depth: usize,
}

impl<'t> Parser<'t> {
    fn line(&self) -> Option<Line> {
        self.lines.get(self.index).copied()
    }

    fn says(&self, line: Line) -> &'t str {
        &self.text[line.start..line.end]
    }

    /// The value that begins with the line; `parent` is the indentation of what holds it.
    fn block(&mut self, parent: Option<usize>) -> Node<'t> {
        let Some(line) = self.line() else { return null(self.text.len()) };
        if self.depth >= MAX_DEPTH {
            self.index += 1;
            return null(line.start);
        }
        self.depth += 1;
        let node = if is_item(self.says(line)) {
            self.sequence(line)
        } else if self.begins_mapping(line) {
            self.mapping(line)
        } else {
            self.value(parent, line.start, line.end)
        };
        self.depth -= 1;
        node
    }

    /// Whether the line is the first of a mapping: it has a key, or it is being typed above one.
    fn begins_mapping(&self, line: Line) -> bool {
        let beside = self.lines.get(self.index + 1).filter(|next| next.indent == line.indent && !is_item(self.says(**next)));
        key_length(self.says(line)).is_some()
            || (self.says(line).contains(MARK) && beside.is_some_and(|next| key_length(self.says(*next)).is_some()))
    }

    fn mapping(&mut self, first: Line) -> Node<'t> {
        let mut members: Vec<Member<'t>> = Vec::new();
        let mut end = first.start;
        while let Some(line) = self.line() {
            let says = self.says(line);
            if line.indent < first.indent || (line.indent == first.indent && is_item(says)) {
                break;
            }
            // A line too far to the right belongs to nothing.
            if line.indent > first.indent {
                self.index += 1;
                continue;
            }
            let member = match key_length(says) {
                Some(length) => {
                    let (key, key_span) = self.key(line.start, length);
                    let colon = line.start + length + says[length..].find(':').unwrap_or(0) + 1;
                    let value = self.value(Some(first.indent), colon.min(line.end), line.end);
                    Member { key, key_span, value }
                }
                None => {
                    self.index += 1;
                    let word = without_comment(says);
                    let key_span = Span::new(line.start, line.start + word.len());
                    Member { key: word.into(), key_span, value: null(line.end) }
                }
            };
            end = (member.value.span.end as usize).max(member.key_span.end as usize);
            members.push(member);
        }
        Node { span: Span::new(first.start, end), data: Data::Object(members) }
    }

    fn key(&self, start: usize, length: usize) -> (std::borrow::Cow<'t, str>, Span) {
        let written = &self.text[start..start + length];
        let span = Span::new(start, start + length);
        match flow::quoted_text(written) {
            Some(text) => (text, span),
            None => (written.into(), span),
        }
    }

    fn sequence(&mut self, first: Line) -> Node<'t> {
        let mut items: Vec<Node<'t>> = Vec::new();
        let mut end = first.start;
        while let Some(line) = self.line() {
            let says = self.says(line);
            if line.indent != first.indent || !is_item(says) {
                break;
            }
            let content = &says[1..];
            let skipped = 1 + content.len() - content.trim_start_matches([' ', '\t']).len();
            let item = if without_comment(&says[skipped.min(says.len())..]).is_empty() {
                self.below(Some(first.indent), line.end)
            } else {
                // What stands behind the dash is a line of its own, further to the right.
                self.lines[self.index] = Line { indent: line.indent + skipped, start: line.start + skipped, end: line.end };
                self.block(Some(first.indent))
            };
            end = (item.span.end as usize).max(line.start + 1);
            items.push(item);
        }
        Node { span: Span::new(first.start, end), data: Data::Array(items) }
    }

    /// What stands on the lines below a key or a dash.
    fn below(&mut self, parent: Option<usize>, at: usize) -> Node<'t> {
        self.index += 1;
        let Some(line) = self.line() else { return null(at) };
        let indent = parent.unwrap_or(0);
        // The items of a member may stand below its key itself.
        let holds = line.indent > indent || (line.indent == indent && is_item(self.says(line)) && parent.is_some());
        if holds { self.block(parent) } else { null(at) }
    }

    /// The value from `start` to the end of its line, or below.
    fn value(&mut self, parent: Option<usize>, start: usize, end: usize) -> Node<'t> {
        let rest = &self.text[start..end];
        let start = start + rest.len() - rest.trim_start().len();
        let rest = &self.text[start.min(end)..end];
        match rest.chars().next() {
            None | Some('#') => self.below(parent, start),
            Some('!' | '&') => self.tagged(parent, start, end),
            Some('|' | '>') => {
                self.index += 1;
                let end = self.skip_deeper(parent, end);
                Node { span: Span::new(start, end), data: Data::String(self.text[start..end].into()) }
            }
            Some('{' | '[') => {
                let (node, end) = flow::parse(self.text, start, Style::Yaml);
                self.go_behind(end);
                node
            }
            Some('"' | '\'') => {
                let (node, _) = flow::quoted(self.text, start);
                self.index += 1;
                self.skip_deeper(parent, end);
                node
            }
            Some(_) => {
                let text = without_comment(rest);
                self.index += 1;
                let last = self.skip_deeper(parent, start + text.len());
                Node { span: Span::new(start, last), data: plain(&self.text[start..last]) }
            }
        }
    }

    /// A value behind its tag or anchor.
    fn tagged(&mut self, parent: Option<usize>, start: usize, end: usize) -> Node<'t> {
        let rest = &self.text[start..end];
        let length = rest.find([' ', '\t']).unwrap_or(rest.len());
        let tag = &rest[..length];
        if self.depth >= MAX_DEPTH {
            self.index += 1;
            return null(start);
        }
        self.depth += 1;
        let inner = self.value(parent, start + length, end);
        self.depth -= 1;
        if tag.starts_with('&') || tag.starts_with("!!") {
            return inner;
        }
        Node { span: Span::new(start, inner.span.end as usize), data: Data::Tagged(tag.into(), Box::new(inner)) }
    }

    /// Passes over the lines that go on with a scalar; gives the end of the last.
    fn skip_deeper(&mut self, parent: Option<usize>, mut end: usize) -> usize {
        while let Some(line) = self.line().filter(|line| parent.is_some_and(|parent| line.indent > parent)) {
            end = line.end;
            self.index += 1;
        }
        end
    }

    fn go_behind(&mut self, offset: usize) {
        self.index += 1;
        while self.line().is_some_and(|line| line.start < offset) {
            self.index += 1;
        }
    }
}

fn is_item(line: &str) -> bool {
    line == "-" || line.starts_with("- ") || line.starts_with("-\t")
}

/// The length of the key with which a line begins, where a colon follows it.
fn key_length(line: &str) -> Option<usize> {
    if line.starts_with(['{', '[', '#', '!', '|', '>', '%', '@', '&', '*', '`']) {
        return None;
    }
    if line.starts_with(['"', '\'']) {
        let (node, end) = flow::quoted(line, 0);
        let is_key = line[end..].trim_start().starts_with(':');
        return (is_key && matches!(node.data, Data::String(_))).then_some(end);
    }
    let word = without_comment(line);
    let colon = word.match_indices(':').find(|(at, _)| word[at + 1..].chars().next().is_none_or(char::is_whitespace))?.0;
    Some(word[..colon].trim_end().len())
}

fn without_comment(text: &str) -> &str {
    let comment = text.match_indices('#').find(|(at, _)| *at == 0 || text[..*at].ends_with([' ', '\t']));
    text[..comment.map_or(text.len(), |(at, _)| at)].trim_end()
}
