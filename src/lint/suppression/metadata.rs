//! `Metadata: {ecslab: {ignore: [{rule: ECS401, reason: ...}]}}` of a resource.

use super::{FORM, Holder, MARK, Scope, Suppressions, Written};
use crate::rules::document::INVALID_SUPPRESSION;
use crate::syntax::{Data, Node};

/// Names of members that say which rules.
const RULES: [&str; 4] = ["rule", "code", "rules", "codes"];

/// Reads the suppressions of all resources of a template.
pub(super) fn read(suppressions: &mut Suppressions<'_>, document: usize, root: &Node<'_>) {
    let Some(resources) = root.get("Resources") else { return };
    for resource in resources.value.members() {
        let mark = resource.value.get("Metadata").and_then(|metadata| metadata.value.get(MARK));
        let Some(mark) = mark else { continue };
        let holder = Holder { document, resource: Some(resource.key.to_string()) };
        let Some(Data::Array(items)) = mark.value.get("ignore").map(|ignore| &ignore.value.data) else {
            suppressions.report(&INVALID_SUPPRESSION, mark.value.span, "ecslab's metadata hold no list `ignore`", FORM, &holder);
            continue;
        };
        for item in items {
            take_item(suppressions, item, &holder);
        }
    }
}

fn take_item(suppressions: &mut Suppressions<'_>, item: &Node<'_>, holder: &Holder) {
    let known = |key: &str| key.eq_ignore_ascii_case("reason") || RULES.iter().any(|rule| key.eq_ignore_ascii_case(rule));
    for member in item.members().iter().filter(|member| !known(&member.key)) {
        let message = format!("{:?} is no part of a suppression", member.key);
        suppressions.report(&INVALID_SUPPRESSION, member.key_span, &message, FORM, holder);
    }
    let named = RULES.iter().filter_map(|name| item.get(name)).flat_map(|member| texts(&member.value));
    let rules = named.collect();
    let has_reason = item.get("reason").is_some_and(|reason| matches!(&reason.value.data, Data::String(text) if !text.trim().is_empty()));
    suppressions.take(Written { rules, has_reason, span: item.span }, || Scope::Resource, holder);
}

/// One text, or each of a list.
fn texts<'n>(node: &'n Node<'_>) -> Vec<(&'n str, crate::source::Span)> {
    match &node.data {
        Data::String(text) => vec![(text.trim(), node.span)],
        Data::Array(items) => items.iter().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}
