//! From the spans of findings to lines, columns and JSON Pointers.

use super::Finding;
use super::findings::PlannedFix;
use crate::diagnostics::{Diagnostic, Edit, Fix, Related};
use crate::source::{SourceFile, Span};
use crate::syntax::{Change, Data, Node, Notation, TextEdit, edit, edit_in_string, named_pointer_at, pointer_at, value_at};

/// A way to write the place of a span below a root.
type PointerAt = fn(&Node<'_>, Span) -> String;

/// Where the findings of one document stand.
#[derive(Debug)]
pub(super) struct Locator<'a> {
    pub source: &'a SourceFile,
    /// The root of the document in the file.
    pub root: &'a Node<'a>,
    /// Which document of a stream, from 0.
    pub document: Option<usize>,
    /// The resource of a template, and its properties below the root: walking down from there is short.
    pub resource: Option<ResourcePlace<'a>>,
    /// Documents inside strings of this one.
    pub embedded: Vec<EmbeddedRoot>,
}

/// A resource of a template.
#[derive(Debug, Clone, Copy)]
pub(super) struct ResourcePlace<'a> {
    pub id: &'a str,
    pub properties: Option<&'a Node<'a>>,
}

/// A document inside a string.
#[derive(Debug)]
pub(super) struct EmbeddedRoot {
    /// The string.
    pub holder: Span,
    pub root: Node<'static>,
}

impl Locator<'_> {
    /// A finding with its places; `beside` locates what stands in another file.
    pub(super) fn resolve(&self, finding: Finding, beside: Option<&Locator<'_>>) -> Diagnostic {
        let Finding { rule, span, message, help, related, fix, aws_message } = finding;
        let related = related
            .into_iter()
            .map(|related| {
                let locator = beside.filter(|_| related.beside).unwrap_or(self);
                Related {
                    message: related.message,
                    path: (locator.source.path() != self.source.path()).then(|| locator.source.path().to_string()),
                    start: locator.source.position(related.span.start),
                    end: locator.source.position(related.span.end),
                    pointer: locator.pointer(related.span),
                }
            })
            .collect();
        Diagnostic {
            code: rule.code,
            name: rule.name,
            severity: rule.severity,
            message,
            path: self.source.path().to_string(),
            start: self.source.position(span.start),
            end: self.source.position(span.end),
            pointer: self.pointer(span),
            named_pointer: self.pointer_by(named_pointer_at, span),
            document: self.document,
            resource: self.resource.map(|resource| resource.id.to_string()),
            help,
            aws_message: aws_message.or(rule.aws_message),
            url: rule.source,
            lesson: rule.lesson,
            related,
            fix: fix.and_then(|planned| self.fix(&planned)),
        }
    }

    /// The edits of a fix; nothing where one of its changes cannot be made, or two of them touch.
    fn fix(&self, planned: &PlannedFix) -> Option<Fix> {
        let edits: Option<Vec<_>> = planned.changes.iter().map(|change| self.edit(change)).collect();
        let edits = edits?.into_iter().map(|TextEdit { span, text }| Edit { start: span.start as usize, end: span.end as usize, text });
        let mut edits: Vec<_> = edits.collect();
        edits.sort_by_key(|edit| (edit.start, edit.end));
        let apart = edits.windows(2).all(|pair| pair[0].end < pair[1].start);
        apart.then_some(Fix { applicability: planned.applicability, edits })
    }

    fn edit(&self, change: &Change) -> Option<TextEdit> {
        let text = self.source.text();
        let Some(embedded) = self.embedded.iter().find(|embedded| embedded.root.span.contains(change.place())) else {
            return edit(text, Notation::of(self.source.path(), text), self.root, change);
        };
        match &value_at(self.root, embedded.holder)?.data {
            Data::String(decoded) => edit_in_string(text, embedded.holder, decoded, &embedded.root, change),
            _ => None,
        }
    }

    fn pointer(&self, span: Span) -> String {
        self.pointer_by(pointer_at, span)
    }

    fn pointer_by(&self, pointer_at: PointerAt, span: Span) -> String {
        if let Some(embedded) = self.embedded.iter().find(|embedded| embedded.root.span.contains(span)) {
            return format!("{}#{}", self.outer_pointer(pointer_at, embedded.holder), pointer_at(&embedded.root, span));
        }
        self.outer_pointer(pointer_at, span)
    }

    fn outer_pointer(&self, pointer_at: PointerAt, span: Span) -> String {
        if let Some(ResourcePlace { id, properties: Some(properties) }) = self.resource
            && properties.span.contains(span)
        {
            let id = id.replace('~', "~0").replace('/', "~1");
            return format!("/Resources/{id}/Properties{}", pointer_at(properties, span));
        }
        pointer_at(self.root, span)
    }
}
