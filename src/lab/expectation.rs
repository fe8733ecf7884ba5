//! Whether a JSON value holds what is expected at a place.

use serde_json::Value;

use crate::course::Expectation;

/// What was expected of a value, and what it is instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unmet {
    /// The place, as it is written.
    pub at: String,
    /// A sentence.
    pub expected: String,
    /// A sentence.
    pub seen: String,
}

/// The first expectation that does not hold.
pub fn unmet(document: &Value, expectations: &[Expectation]) -> Option<Unmet> {
    expectations.iter().find_map(|expectation| {
        let found = places(document, &expectation.at);
        let at = shown(&expectation.at).to_string();
        let expected = format!("{at} {}", wording(expectation));
        if found.is_empty() {
            return Some(Unmet { at, expected, seen: "there is nothing".to_string() });
        }
        let (place, wrong) = found.into_iter().find(|(_, value)| !holds(expectation, value))?;
        let where_in_it = if place == expectation.at { String::new() } else { format!(", at {place}") };
        Some(Unmet { at, expected, seen: format!("it is {}{where_in_it}", brief(wrong)) })
    })
}

/// The values at a place, each with its own JSON Pointer: in the given one, `*` is every element and `name=web` the element with that
/// member.
pub(super) fn places<'v>(document: &'v Value, pointer: &str) -> Vec<(String, &'v Value)> {
    let mut found = vec![(String::new(), document)];
    for written in pointer.split('/').skip(1) {
        let segment = written.replace("~1", "/").replace("~0", "~");
        let mut next = Vec::new();
        for (place, value) in found {
            match children(value, written, &segment) {
                Some(children) => next.extend(children.into_iter().map(|(name, child)| (format!("{place}/{name}"), child))),
                // One of several that has nothing there does not hold what is expected of each.
                None => return Vec::new(),
            }
        }
        found = next;
    }
    found
}

fn children<'v>(value: &'v Value, written: &str, segment: &str) -> Option<Vec<(String, &'v Value)>> {
    match value {
        Value::Object(members) => members.get(segment).map(|member| vec![(written.to_string(), member)]),
        Value::Array(elements) if segment == "*" => {
            Some(elements.iter().enumerate().map(|(index, element)| (index.to_string(), element)).collect())
        }
        Value::Array(elements) => {
            if let Some((key, wanted)) = segment.split_once('=') {
                let fits = |element: &&Value| element.get(key).is_some_and(|member| member.as_str() == Some(wanted));
                return elements.iter().find(fits).map(|element| vec![(written.to_string(), element)]);
            }
            elements.get(segment.parse::<usize>().ok()?).map(|element| vec![(written.to_string(), element)])
        }
        _ => None,
    }
}

fn holds(expectation: &Expectation, value: &Value) -> bool {
    let Expectation { at: _, is, one_of, contains, at_least, at_most } = expectation;
    let size = value.as_f64().or_else(|| value.as_array().and_then(|list| u32::try_from(list.len()).ok()).map(f64::from));
    is.as_ref().is_none_or(|wanted| wanted == value)
        && (one_of.is_empty() || one_of.contains(value))
        && contains.as_ref().is_none_or(|part| has_text(value, part))
        && at_least.is_none_or(|least| size.is_some_and(|size| size >= least))
        && at_most.is_none_or(|most| size.is_some_and(|size| size <= most))
}

fn has_text(value: &Value, part: &str) -> bool {
    match value {
        Value::String(text) => text.contains(part),
        Value::Array(elements) => elements.iter().any(|element| element.as_str().is_some_and(|text| text.contains(part))),
        _ => false,
    }
}

fn wording(expectation: &Expectation) -> String {
    let mut parts = Vec::new();
    if let Some(value) = &expectation.is {
        parts.push(format!("is {value}"));
    }
    if !expectation.one_of.is_empty() {
        let values: Vec<String> = expectation.one_of.iter().map(Value::to_string).collect();
        parts.push(format!("is one of {}", values.join(", ")));
    }
    if let Some(part) = &expectation.contains {
        parts.push(format!("contains \"{part}\""));
    }
    if let Some(least) = expectation.at_least {
        parts.push(format!("is at least {least}"));
    }
    if let Some(most) = expectation.at_most {
        parts.push(format!("is at most {most}"));
    }
    if parts.is_empty() { "is there".to_string() } else { parts.join(" and ") }
}

/// The whole document has no pointer.
fn shown(pointer: &str) -> &str {
    if pointer.is_empty() { "the document" } else { pointer }
}

/// Long values are cut: the place says where to look.
fn brief(value: &Value) -> String {
    const MOST: usize = 200;
    let text = value.to_string();
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn expectation(yaml: &str) -> Expectation {
        serde_yaml::from_str(yaml).expect("an expectation")
    }

    #[test]
    fn expectations_hold_or_say_what_is_there_instead() {
        let document = json!({"list": [{"name": "web", "n": 3, "t": ["ab"]}, {"name": "log", "n": 5}], "a/b": "text", "none": []});
        for (yaml, seen) in [
            ("{at: /a~1b, is: text}", None),
            ("{at: /a~1b, is: other}", Some("it is \"text\"")),
            ("{at: /a~1b, contains: ex}", None),
            ("{at: /list/name=web/t, contains: b}", None),
            ("{at: /list/name=web/n, is: 4}", Some("it is 3")),
            ("{at: /list/name=nobody/n}", Some("there is nothing")),
            ("{at: /list/1/name, one_of: [web, log]}", None),
            ("{at: /list/1/name, one_of: [web]}", Some("it is \"log\"")),
            ("{at: /list/*/n, at_least: 3, at_most: 5}", None),
            ("{at: /list/*/n, at_most: 4}", Some("it is 5, at /list/1/n")),
            ("{at: /list/*/t}", Some("there is nothing")),
            ("{at: /list, at_least: 2, at_most: 2}", None),
            ("{at: /none/*, is: 1}", Some("there is nothing")),
            ("{at: /a~1b, at_least: 1}", Some("it is \"text\"")),
            (
                "{at: '', at_least: 1}",
                Some(
                    "it is {\"list\":[{\"name\":\"web\",\"n\":3,\"t\":[\"ab\"]},{\"name\":\"log\",\"n\":5}],\"a/b\":\"text\",\"none\":[]}",
                ),
            ),
        ] {
            let found = unmet(&document, &[expectation(yaml)]);
            assert_eq!(found.as_ref().map(|unmet| unmet.seen.as_str()), seen, "{yaml}");
        }
    }

    #[test]
    fn an_unmet_expectation_says_what_was_expected() {
        let found = unmet(&json!({}), &[expectation("{at: /x, is: 1, at_most: 2}")]).expect("unmet");
        assert_eq!(found.expected, "/x is 1 and is at most 2");
    }
}
