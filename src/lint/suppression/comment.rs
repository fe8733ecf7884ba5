//! `# ecslab: ignore ECS401, host-network -- reason`, at the end of a line or on a line above it.

use super::{FORM, Holder, Scope, Suppressions, Written};
use crate::rules::document::INVALID_SUPPRESSION;
use crate::source::{SourceFile, Span};
use crate::syntax::{Node, yaml_comments};

/// Reads the comments of a YAML source.
pub(super) fn read(suppressions: &mut Suppressions<'_>, unknown: &[usize]) {
    let source = suppressions.source;
    for span in yaml_comments(source.text()) {
        let Some(rest) = source.slice(span).trim_start_matches('#').trim_start().strip_prefix("ecslab:") else { continue };
        let document = document_of(source, &suppressions.parsed.documents, span);
        if unknown.contains(&document) {
            continue;
        }
        let holder = Holder { document, resource: None };
        match written(rest, span) {
            Some(written) => suppressions.take(written, || Scope::Line(line_of(source, span)), &holder),
            None => suppressions.report(&INVALID_SUPPRESSION, span, "this comment for ecslab is none that it knows", FORM, &holder),
        }
    }
}

/// `rest` is what stands after the mark, up to the end of the comment.
fn written(rest: &str, span: Span) -> Option<Written<'_>> {
    let after = rest.trim_start().strip_prefix("ignore")?;
    if !after.is_empty() && !after.starts_with(char::is_whitespace) {
        return None;
    }
    let (rules, reason) = after.split_once("--").unwrap_or((after, ""));
    let from = |part: &str| span.end as usize - (rest.as_ptr() as usize + rest.len() - part.as_ptr() as usize);
    let named = rules.split([',', ' ', '\t']).filter(|name| !name.is_empty());
    let rules = named.map(|name| (name, Span::new(from(name), from(name) + name.len()))).collect();
    Some(Written { rules, has_reason: !reason.trim().is_empty(), span })
}

/// The number of the document that a comment speaks of: the one that ends after it or, at the end of a line, the one that began before.
fn document_of(source: &SourceFile, documents: &[Node<'_>], span: Span) -> usize {
    let number = match stands_alone(source, span) {
        true => documents.partition_point(|document| document.span.end <= span.start),
        false => documents.partition_point(|document| document.span.start <= span.start).saturating_sub(1),
    };
    number.min(documents.len().saturating_sub(1))
}

/// Whether nothing stands before the comment on its line.
fn stands_alone(source: &SourceFile, span: Span) -> bool {
    let before = &source.text()[..span.start as usize];
    let line = before.rfind('\n').map_or(before, |at| &before[at + 1..]);
    line.trim_start_matches('\u{feff}').trim().is_empty()
}

/// The line that a comment speaks of: its own, or, where it stands alone, the next with anything but a comment.
fn line_of(source: &SourceFile, span: Span) -> Option<usize> {
    let text = source.text();
    let own = source.position(span.start).line;
    if !stands_alone(source, span) {
        return Some(own);
    }
    let is_content = |line: &str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    text[span.end as usize..].lines().skip(1).position(is_content).map(|further| own + 1 + further)
}
