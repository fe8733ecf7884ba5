//! Holds a tree against the form of its kind: unknown and missing members, wrong types, unknown values.

use super::{Finding, Findings};
use crate::facts::{Shape, ShapeMember};
use crate::model::is_placeholder;
use crate::rules::document::{MISSING_FIELD, UNKNOWN_FIELD, UNKNOWN_VALUE, WRONG_TYPE};
use crate::source::Span;
use crate::syntax::{Data, Member, Node};

/// Reports all that does not fit `shape`.
pub fn check_shape(shape: &'static Shape, root: &Node<'_>, found: &mut Vec<Finding>) {
    // `ContainerDefinitions` and `containerDefinitions` are the same member of two notations, told by the first key.
    let pascal = root.members().first().is_some_and(|member| member.key.starts_with(|c: char| c.is_ascii_uppercase()));
    Walk { pascal, found }.value(shape, root, "the document", root.span);
}

struct Walk<'l> {
    pascal: bool,
    found: &'l mut Vec<Finding>,
}

impl Walk<'_> {
    fn value(&mut self, shape: &'static Shape, node: &Node<'_>, name: &str, key: Span) {
        match (shape, &node.data) {
            // What a template fills in, and what AWS prints, is not judged.
            (Shape::Output, _) | (_, Data::Tagged(..)) => {}
            (Shape::Structure(members), Data::Object(present)) => self.structure(members, present, node, key),
            (Shape::List(item), Data::Array(items)) => {
                for node in items {
                    self.value(item, node, name, node.span);
                }
            }
            (Shape::Map(value), Data::Object(members)) => {
                for member in members {
                    self.value(value, &member.value, &member.key, member.key_span);
                }
            }
            (Shape::String { values, .. }, Data::String(text)) => self.known_value(values, text, node.span, name),
            (Shape::String { strict: false, .. }, Data::Number(_)) => {}
            (Shape::String { strict: false, .. }, Data::Bool(_)) if self.pascal => {}
            (Shape::Integer, Data::Number(text)) if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') => {}
            (Shape::Integer, Data::String(text)) if text.trim().parse::<i64>().is_ok() || is_placeholder(text) => {}
            (Shape::Boolean, Data::Bool(_)) => {}
            (Shape::Boolean, Data::String(text))
                if is_placeholder(text) || matches!(text.to_ascii_lowercase().as_str(), "true" | "false") => {}
            (_, Data::String(text)) if is_placeholder(text) && !text.is_empty() => {}
            (expected, _) => {
                let expected = match expected {
                    Shape::Structure(_) | Shape::Map(_) => "an object",
                    Shape::List(_) => "a list",
                    Shape::String { .. } => "a string",
                    Shape::Integer => "a whole number",
                    Shape::Boolean | Shape::Output => "true or false",
                };
                let message = format!("{name} must be {expected}, found {}", node.type_name());
                Findings::of(&WRONG_TYPE, self.found).report(node.span, message);
            }
        }
    }

    fn structure(&mut self, members: &'static [ShapeMember], present: &[Member<'_>], node: &Node<'_>, key: Span) {
        for member in present {
            match members.iter().find(|known| self.same(known.name, &member.key)) {
                // The CLI prints every unset member as null.
                Some(known) if member.value.data == Data::Null && !matches!(known.shape, Shape::Output) => self.null(known, member),
                Some(known) => self.value(known.shape, &member.value, &member.key, member.key_span),
                None => self.unknown_field(members, member),
            }
        }
        for known in members.iter().filter(|known| known.required) {
            if !present.iter().any(|member| member.key.eq_ignore_ascii_case(known.name) && member.value.data != Data::Null) {
                // The key says best which object it is; items of a list have none and show their opening bracket.
                let span =
                    if key == node.span { Span { start: node.span.start, end: (node.span.start + 1).min(node.span.end) } } else { key };
                let message = format!("`{}` is missing here", self.spelled(known.name));
                Findings::of(&MISSING_FIELD, self.found).report(span, message);
            }
        }
    }

    fn null(&mut self, known: &ShapeMember, member: &Member<'_>) {
        // ECR's parser takes no null for a list or a text.
        let strict = |shape: &Shape| matches!(shape, Shape::String { strict: true, .. });
        let refused = match known.shape {
            Shape::List(item) => strict(item),
            shape => strict(shape),
        };
        if refused {
            Findings::of(&WRONG_TYPE, self.found)
                .report(member.value.span, format!("`{}` must not be null", member.key))
                .help("leave the member out instead");
        }
    }

    fn unknown_field(&mut self, members: &'static [ShapeMember], member: &Member<'_>) {
        let mut findings = Findings::of(&UNKNOWN_FIELD, self.found);
        let finding = findings.report(member.key_span, format!("`{}` is not a member here", member.key));
        let candidates = members.iter().filter(|known| !matches!(known.shape, Shape::Output)).map(|known| known.name);
        if let Some(name) = closest(&member.key, candidates) {
            let name = if self.pascal { pascal_case(name) } else { name.to_string() };
            finding.help(format!("did you mean `{name}`?"));
        }
    }

    fn known_value(&mut self, values: &'static [&'static str], text: &str, span: Span, name: &str) {
        if values.is_empty() || values.contains(&text) || is_placeholder(text) {
            return;
        }
        let mut findings = Findings::of(&UNKNOWN_VALUE, self.found);
        let finding = findings.report(span, format!("\"{text}\" is not a value of {name}"));
        let all = values.join(", ");
        finding.help(match closest(text, values.iter().copied()) {
            Some(value) => format!("did you mean \"{value}\"? Valid: {all}"),
            None => format!("valid: {all}"),
        });
    }

    fn same(&self, known: &str, written: &str) -> bool {
        if self.pascal { known.eq_ignore_ascii_case(written) } else { known == written }
    }

    fn spelled(&self, name: &str) -> String {
        if self.pascal { pascal_case(name) } else { name.to_string() }
    }
}

fn pascal_case(name: &str) -> String {
    let mut chars = name.chars();
    chars.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + chars.as_str())
}

/// The most similar name, if it is similar enough to be a slip.
pub(crate) fn closest<'c>(written: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let written = written.to_ascii_lowercase();
    candidates
        .map(|name| (strsim::damerau_levenshtein(&written, &name.to_ascii_lowercase()), name))
        .min()
        .filter(|(distance, name)| *distance <= 1 + name.len() / 4)
        .map(|(_, name)| name)
}
