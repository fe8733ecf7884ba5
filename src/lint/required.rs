//! The rules about what a team requires.

use super::{Check, Finding, Findings, Requirements, rules};
use crate::model::{Document, Fields, Kind};
use crate::syntax::Node;

/// A document as these rules see it.
#[derive(Debug)]
pub struct Judged<'a> {
    /// Its kind.
    pub kind: Kind,
    /// Its members.
    pub fields: Fields<'a>,
    /// Whether a describe command printed it.
    pub is_described: bool,
}

/// What AWS prints of a task definition stands beside its tags.
fn is_described(kind: Kind, node: &Node<'_>) -> bool {
    Document::is_described(node) || (kind == Kind::TaskDefinition && node.get("taskDefinitionArn").is_some())
}

/// Runs them over a document.
pub(super) fn check_required(kind: Kind, node: &Node<'_>, requirements: &Requirements, found: &mut Vec<Finding>) {
    if requirements.is_empty() {
        return;
    }
    let Some(fields) = Fields::of(node) else { return };
    let judged = Judged { kind, fields, is_described: is_described(kind, node) };
    for rule in rules() {
        if let Check::Required(required) = rule.check
            && required.kinds.contains(&kind)
        {
            (required.check)(&judged, requirements, &mut Findings::of(rule, found));
        }
    }
}
