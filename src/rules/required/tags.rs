//! The tags of a resource against those that are required.

use crate::lint::{Findings, Judged, Requirements};
use crate::syntax::{Data, Node};

/// Reports each required tag that is certainly missing, at the tags or at the member `name` of a resource that has none.
pub(super) fn report_missing(resource: &Judged<'_>, name: &str, requirements: &Requirements, findings: &mut Findings<'_>) {
    if resource.is_described || requirements.required_tags.is_empty() {
        return;
    }
    let fields = &resource.fields;
    let keys = match fields.node("tags") {
        Some(node) => keys(node),
        // A member that may yet come in may be the tags.
        None => Some(Vec::new()).filter(|_| !fields.is_open()),
    };
    let Some(keys) = keys else { return };
    let place = fields.place_of("tags").map(|place| place.key).or_else(|| fields.place_of(name).map(|place| place.value));
    for missing in requirements.required_tags.iter().filter(|required| !keys.contains(&required.as_str())) {
        let finding = findings.report(place.unwrap_or(fields.span()), format!("the required tag {missing:?} is missing"));
        match keys.iter().find(|key| key.eq_ignore_ascii_case(missing)) {
            Some(similar) => finding.help(format!("{similar:?} is another tag: case counts")),
            None => finding.help(format!("add a tag with the key {missing:?}")),
        };
    }
}

/// The keys of all tags, which are a list of pairs or a map; nothing where one of them is not known.
fn keys<'n>(tags: &'n Node<'_>) -> Option<Vec<&'n str>> {
    if tags.is_open() {
        return None;
    }
    match &tags.data {
        Data::Array(items) => items.iter().map(key).collect(),
        Data::Object(members) => Some(members.iter().map(|member| member.key.as_ref()).collect()),
        _ => None,
    }
}

fn key<'n>(tag: &'n Node<'_>) -> Option<&'n str> {
    match &tag.get("key")?.value.data {
        Data::String(text) if !crate::model::is_placeholder(text) => Some(text.as_ref()),
        _ => None,
    }
}
