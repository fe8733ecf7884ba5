//! `[[suppress]]` of a configuration, for files that have no place for a comment.

use crate::diagnostics::Diagnostic;
use crate::lint::locator::Locator;
use crate::lint::{Findings, PathPattern, find_rule};
use crate::rules::document::UNUSED_SUPPRESSION;
use crate::source::{SourceFile, Span};
use crate::syntax::{Data, Node};

/// Rules that are suppressed at a place of a file.
#[derive(Debug, Clone)]
pub struct ListedSuppression {
    /// Which files.
    pub file: PathPattern,
    /// The place and all below it: a JSON Pointer, which may name items (`/containerDefinitions/name=web/image`).
    pub pointer: String,
    /// Codes of the rules.
    pub rules: Vec<&'static str>,
    /// Why.
    pub reason: String,
    /// Where it stands in the configuration.
    pub span: Span,
}

impl ListedSuppression {
    /// Whether it speaks of a finding in a file that it fits.
    pub(in crate::lint) fn covers(&self, diagnostic: &Diagnostic) -> bool {
        let below =
            |pointer: &str| pointer.strip_prefix(self.pointer.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '#']));
        below(&diagnostic.pointer) || below(&diagnostic.named_pointer)
    }

    /// The one file that it means, where it is no pattern.
    pub(in crate::lint) fn only_file(&self) -> Option<&str> {
        self.file.only_file()
    }
}

/// That a rule of it suppresses nothing, in the text of the configuration.
pub(in crate::lint) fn is_unused(configuration: &SourceFile, suppression: &ListedSuppression, code: &str, why: &str) -> Diagnostic {
    let name = find_rule(code).map(|rule| rule.name).unwrap_or_default();
    let place = match suppression.pointer.as_str() {
        "" => "anywhere in it".to_string(),
        pointer => format!("at {pointer}"),
    };
    let mut found = Vec::new();
    Findings::of(&UNUSED_SUPPRESSION, &mut found)
        .report(suppression.span, format!("{why} has no finding of {code} ({name}) to suppress {place}"))
        .help("take the suppression away, so that it cannot hide what comes later");
    let nowhere = Node { span: Span::default(), data: Data::Null };
    let locator = Locator { source: configuration, root: &nowhere, document: None, resource: None, embedded: Vec::new() };
    locator.resolve(found.swap_remove(0), None)
}
