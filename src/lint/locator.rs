//! From the spans of findings to lines, columns and JSON Pointers.

use super::Finding;
use crate::diagnostics::{Diagnostic, Related};
use crate::source::{SourceFile, Span};
use crate::syntax::{Node, named_pointer_at, pointer_at};

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
            fix,
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
