//! Findings as the protocol shows them.

use lsp_types::{CodeDescription, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location, NumberOrString, Range, Uri};

use super::documents::file_uri;
use super::positions::Lines;
use crate::diagnostics::{Diagnostic, Related, Severity};
use crate::source::Fault;

/// What the client understands of diagnostics.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiagnosticAbilities {
    /// Other places that belong to a finding.
    pub related: bool,
    /// A link at the code.
    pub links: bool,
    /// Marks for what is stale.
    pub tags: bool,
}

/// The document that findings stand in.
#[derive(Debug, Clone, Copy)]
pub struct Findings<'d> {
    /// What the client calls it.
    pub uri: &'d Uri,
    /// Its text.
    pub text: &'d str,
    /// Its lines.
    pub lines: &'d Lines,
    /// What the client understands.
    pub abilities: DiagnosticAbilities,
}

impl Findings<'_> {
    /// A finding in this document.
    pub fn shown(&self, found: &Diagnostic) -> lsp_types::Diagnostic {
        let mut message = found.message.clone();
        if let Some(help) = &found.help {
            message.push_str(&format!("\n{help}"));
        }
        if let Some(answer) = found.aws_message {
            message.push_str(&format!("\nAWS answers: {answer}"));
        }
        let related: Vec<_> = found.related.iter().filter_map(|related| self.related(related)).collect();
        lsp_types::Diagnostic {
            range: self.range(found),
            severity: Some(severity(found.severity)),
            code: Some(NumberOrString::String(found.code.to_string())),
            code_description: found.url.parse().ok().filter(|_| self.abilities.links).map(|href| CodeDescription { href }),
            source: Some("ecslab".to_string()),
            message,
            related_information: (self.abilities.related && !related.is_empty()).then_some(related),
            tags: (self.abilities.tags && is_stale(found)).then(|| vec![DiagnosticTag::DEPRECATED]),
            data: None,
        }
    }

    /// Where a finding stands.
    pub fn range(&self, found: &Diagnostic) -> Range {
        self.lines.range(self.text, found.start.offset..found.end.offset)
    }

    fn related(&self, related: &Related) -> Option<DiagnosticRelatedInformation> {
        let (uri, range) = match &related.path {
            None => (self.uri.clone(), self.lines.range(self.text, related.start.offset..related.end.offset)),
            Some(path) => (file_uri(path)?, Range { start: counted(related.start), end: counted(related.end) }),
        };
        Some(DiagnosticRelatedInformation { location: Location { uri, range }, message: related.message.clone() })
    }
}

/// What is wrong with a configuration.
pub fn shown_fault(fault: &Fault) -> lsp_types::Diagnostic {
    let start = counted(fault.position);
    let help = fault.help.as_ref().map(|help| format!("\n{help}")).unwrap_or_default();
    lsp_types::Diagnostic {
        // Editors show the word at a place that has no length.
        range: Range { start, end: start },
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some("ecslab".to_string()),
        message: format!("{}{help}", fault.message),
        ..lsp_types::Diagnostic::default()
    }
}

/// A place whose text is not at hand: its column counts characters, which is near enough.
fn counted(position: crate::source::Position) -> lsp_types::Position {
    let narrow = |number: usize| u32::try_from(number.saturating_sub(1)).unwrap_or(u32::MAX);
    lsp_types::Position { line: narrow(position.line), character: narrow(position.column) }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
    }
}

/// Band 9: advice that time has passed by.
fn is_stale(found: &Diagnostic) -> bool {
    found.code.as_bytes().get(3) == Some(&b'9')
}
