//! Holds a tree against the form of its kind: unknown and missing members, wrong types, unknown values, bounds.

use std::collections::HashMap;
use std::sync::{OnceLock, PoisonError, RwLock};

use regex::Regex;

use super::{Finding, Findings, Rule};
use crate::diagnostics::Applicability;
use crate::facts::{Shape, ShapeMember};
use crate::model::is_placeholder;
use crate::rules::document::{MISSING_FIELD, UNKNOWN_FIELD, UNKNOWN_VALUE, VALUE_OUT_OF_BOUNDS, WRONG_TYPE};
use crate::source::Span;
use crate::syntax::{Change, Data, Member, Node, OPEN_MEMBER};

/// How a document writes the names of its members, and what it lets pass for a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spelling {
    /// Names of the API in camel case or, as in CloudFormation's property lists, all in Pascal case.
    Api,
    /// Names of a resource, exactly; text, numbers and booleans are turned into each other.
    Resource,
}

/// Reports all that does not fit `shape`; members that it does not know as findings of `unknown_field`.
pub fn check_shape(shape: &'static Shape, spelling: Spelling, unknown_field: &'static Rule, root: &Node<'_>, found: &mut Vec<Finding>) {
    // `ContainerDefinitions` and `containerDefinitions` are the same member of two notations, told by the first key that is
    // no editor's `$schema`.
    let first = root.members().iter().find(|member| !member.key.starts_with('$'));
    let pascal = first.is_some_and(|member| member.key.starts_with(|c: char| c.is_ascii_uppercase()));
    let exact = spelling == Spelling::Resource;
    Walk { pascal: pascal && !exact, coerces: pascal || exact, unknown_field, found }.value(shape, root, "the document", root.span);
}

struct Walk<'l> {
    pascal: bool,
    coerces: bool,
    unknown_field: &'static Rule,
    found: &'l mut Vec<Finding>,
}

impl Walk<'_> {
    fn value(&mut self, shape: &'static Shape, node: &Node<'_>, name: &str, key: Span) {
        match (shape, &node.data) {
            // What a template fills in, and what AWS prints, is not judged.
            (Shape::Any | Shape::Output, _) | (_, Data::Tagged(..)) => {}
            (Shape::Either(first, _), data) if is_of_type(first, data) => self.value(first, node, name, key),
            (Shape::Either(_, second), data) if is_of_type(second, data) => self.value(second, node, name, key),
            (Shape::Structure(members), Data::Object(present)) => self.structure(members, present, node, key),
            (Shape::List { item, max }, Data::Array(items)) => {
                // What is not known may be no item at all: a branch that has no value.
                let known = items.iter().filter(|item| !matches!(item.data, Data::Tagged(..))).count();
                if known > *max {
                    let message = format!("{name} has {known} items, and at most {max} are allowed");
                    Findings::of(&VALUE_OUT_OF_BOUNDS, self.found).report(key, message);
                }
                for node in items {
                    self.value(item, node, name, node.span);
                }
            }
            (Shape::Map(value), Data::Object(members)) => {
                for member in members {
                    self.value(value, &member.value, &member.key, member.key_span);
                }
            }
            (Shape::String { values, min, max, pattern, .. }, Data::String(text)) => {
                self.known_value(values, text, node.span, name);
                self.text_bounds(text, (*min, *max), pattern, node.span, name);
            }
            (Shape::String { strict: false, .. }, Data::Number(_)) => {}
            (Shape::String { strict: false, .. }, Data::Bool(_)) if self.coerces => {}
            (Shape::Integer { min, max, strict }, Data::Number(text) | Data::String(text))
                if text.trim().parse::<i64>().is_ok() && !(*strict && matches!(node.data, Data::String(_))) =>
            {
                let bounds = *min..=*max;
                // It parses: the guard says so.
                if let Ok(number) = text.trim().parse::<i64>()
                    && !bounds.contains(&number)
                {
                    let message = format!("{name} is {number}, and {} is allowed", range(*min, *max));
                    Findings::of(&VALUE_OUT_OF_BOUNDS, self.found).report(node.span, message);
                }
            }
            (Shape::Integer { .. } | Shape::Number, Data::String(text)) if is_placeholder(text) => {}
            (Shape::Number, Data::Number(_)) => {}
            (Shape::Number, Data::String(text)) if text.trim().parse::<f64>().is_ok() => {}
            (Shape::Boolean, Data::Bool(_)) => {}
            (Shape::Boolean, Data::String(text))
                if is_placeholder(text) || matches!(text.to_ascii_lowercase().as_str(), "true" | "false") => {}
            // CloudFormation reads YAML 1.1, in which these are true and false.
            (Shape::Boolean, Data::String(text))
                if self.coerces && matches!(text.to_ascii_lowercase().as_str(), "yes" | "no" | "on" | "off" | "y" | "n") => {}
            (_, Data::String(text)) if is_placeholder(text) && !text.is_empty() => {}
            (expected, _) => {
                let expected = match expected {
                    Shape::Either(first, Shape::Output) => type_of(first),
                    Shape::Either(first, second) => &format!("{} or {}", type_of(first), type_of(second)),
                    expected => type_of(expected),
                };
                let found = match &node.data {
                    Data::Number(text) if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') => format!("{text}, which is too large"),
                    Data::Number(text) => text.to_string(),
                    _ => node.type_name().to_string(),
                };
                let mut findings = Findings::of(&WRONG_TYPE, self.found);
                let finding = findings.report(node.span, format!("{name} must be {expected}, found {found}"));
                match (&node.data, expected) {
                    (Data::String(text), "a list") => {
                        let words: Vec<String> = text.split_whitespace().map(|word| format!("\"{word}\"")).collect();
                        finding.help(format!("write it as a list: [{}]", words.join(", ")));
                        // What a shell or another notation would take apart otherwise is not guessed at.
                        if !text.contains([',', '\'', '"', '$', '|', '&', ';', '<', '>', '\\', '\n']) {
                            let words: Vec<&str> = text.split_whitespace().collect();
                            finding.unsafe_fix(Change::set(node.span, words));
                        }
                    }
                    (Data::String(text), "true or false") if matches!(text.as_ref(), "yes" | "on" | "no" | "off") => {
                        let is_on = matches!(text.as_ref(), "yes" | "on");
                        finding.help(format!("write {is_on}: in YAML 1.2 {text} is text")).safe_fix(Change::set(node.span, is_on));
                    }
                    _ => {}
                }
            }
        }
    }

    fn structure(&mut self, members: &'static [ShapeMember], present: &[Member<'_>], node: &Node<'_>, key: Span) {
        for member in present {
            match members.iter().find(|known| self.same(known.name, &member.key)) {
                // The CLI prints every unset member as null.
                Some(known) if member.value.data == Data::Null && !matches!(known.shape, Shape::Output) => self.null(known, member),
                Some(known) => self.value(known.shape, &member.value, &member.key, member.key_span),
                None if member.key == OPEN_MEMBER => {}
                None => self.unknown_field(members, present, member),
            }
        }
        for known in members.iter().filter(|known| known.required && !node.is_open()) {
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
            Shape::List { item, .. } => strict(item),
            shape => strict(shape),
        };
        if refused {
            Findings::of(&WRONG_TYPE, self.found)
                .report(member.value.span, format!("`{}` must not be null", member.key))
                .help("leave the member out instead")
                .safe_fix(Change::remove(member.key_span));
        }
    }

    fn unknown_field(&mut self, members: &'static [ShapeMember], present: &[Member<'_>], member: &Member<'_>) {
        // Whether IAM takes `action` for `Action` is not documented.
        let is_other_case = members.iter().any(|known| known.name.eq_ignore_ascii_case(&member.key));
        let rule = if is_other_case && self.unknown_field.code.starts_with("IAM") { &UNKNOWN_FIELD } else { self.unknown_field };
        let mut findings = Findings::of(rule, self.found);
        let finding = findings.report(member.key_span, format!("`{}` is not a member here", member.key));
        let candidates = members.iter().filter(|known| !matches!(known.shape, Shape::Output)).map(|known| known.name);
        if let Some(name) = closest(&member.key, candidates) {
            let name = if self.pascal { pascal_case(name) } else { name.to_string() };
            finding.help(format!("did you mean `{name}`?"));
            if !present.iter().any(|member| member.key == name) {
                let applicability = applicability_of(&member.key, &name);
                finding.fix_by(applicability, vec![Change::rename(member.key_span, name)]);
            }
        }
    }

    fn known_value(&mut self, values: &'static [&'static str], text: &str, span: Span, name: &str) {
        if values.is_empty() || values.contains(&text) || is_placeholder(text) {
            return;
        }
        let mut findings = Findings::of(&UNKNOWN_VALUE, self.found);
        let finding = findings.report(span, format!("\"{text}\" is not a value of {name}"));
        let all = values.join(", ");
        match closest(text, values.iter().copied()) {
            Some(value) => finding
                .help(format!("did you mean \"{value}\"? Valid: {all}"))
                .fix_by(applicability_of(text, value), vec![Change::set(span, value)]),
            None => finding.help(format!("valid: {all}")),
        };
    }

    fn text_bounds(&mut self, text: &str, (min, max): (usize, usize), pattern: &'static str, span: Span, name: &str) {
        if (min, max, pattern) == (0, usize::MAX, "") || is_placeholder(text) {
            return;
        }
        let length = text.chars().count();
        let message = if length > max {
            format!("{name} has {length} characters, and at most {max} are allowed")
        } else if length < min {
            format!("{name} has {length} characters, and at least {min} are needed")
        } else if !pattern.is_empty() && !matches(pattern, text) {
            format!("\"{text}\" has not the form of {name}")
        } else {
            return;
        };
        let mut findings = Findings::of(&VALUE_OUT_OF_BOUNDS, self.found);
        let finding = findings.report(span, message);
        if !pattern.is_empty() {
            finding.help(format!("it matches the regular expression {pattern}"));
        }
    }

    fn same(&self, known: &str, written: &str) -> bool {
        if self.pascal {
            known.eq_ignore_ascii_case(written) && written.starts_with(|c: char| c.is_ascii_uppercase())
        } else {
            known == written
        }
    }

    fn spelled(&self, name: &str) -> String {
        if self.pascal { pascal_case(name) } else { name.to_string() }
    }
}

/// Whether a word stands certainly for another: where they differ in case alone.
fn applicability_of(written: &str, meant: &str) -> Applicability {
    if written.eq_ignore_ascii_case(meant) { Applicability::Safe } else { Applicability::Unsafe }
}

/// The JSON type of a form, as messages name it.
fn type_of(shape: &Shape) -> &'static str {
    match shape {
        Shape::Structure(_) | Shape::Map(_) => "an object",
        Shape::List { .. } => "a list",
        Shape::String { .. } => "a string",
        Shape::Integer { .. } => "a whole number",
        Shape::Number => "a number",
        Shape::Boolean | Shape::Any | Shape::Output => "true or false",
        Shape::Either(first, _) => type_of(first),
    }
}

/// Whether a value is of the JSON type of a form, which tells the two of [`Shape::Either`] apart.
fn is_of_type(shape: &Shape, data: &Data<'_>) -> bool {
    if let Shape::Either(first, second) = shape {
        return is_of_type(first, data) || is_of_type(second, data);
    }
    match data {
        Data::Object(_) => matches!(shape, Shape::Structure(_) | Shape::Map(_)),
        Data::Array(_) => matches!(shape, Shape::List { .. }),
        Data::String(_) => matches!(shape, Shape::String { .. }),
        Data::Number(_) => matches!(shape, Shape::String { strict: false, .. }),
        Data::Bool(_) => matches!(shape, Shape::Boolean),
        Data::Null => matches!(shape, Shape::Output),
        _ => false,
    }
}

/// `1 to 100`, `at least 1`, `at most 50`.
fn range(min: i64, max: i64) -> String {
    match (min, max) {
        (i64::MIN, max) => format!("at most {max}"),
        (min, i64::MAX) => format!("at least {min}"),
        (min, max) => format!("{min} to {max}"),
    }
}

/// Compiled patterns, by the pattern and whether it is for ASCII alone.
type CompiledPatterns = HashMap<(&'static str, bool), Option<Regex>>;

/// Whether the whole text matches a pattern of the API model. One that this regular expression engine does not know matches
/// everything: a test sees to it that there is none.
fn matches(pattern: &'static str, text: &str) -> bool {
    static COMPILED: OnceLock<RwLock<CompiledPatterns>> = OnceLock::new();
    let compiled = COMPILED.get_or_init(RwLock::default);
    let key = (pattern, text.is_ascii());
    // A panic inside would leave the map as it was before.
    if let Some(expression) = compiled.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
        return expression.as_ref().is_none_or(|expression| expression.is_match(text));
    }
    let expression = if key.1 { compile_for_ascii(pattern) } else { compile(pattern) };
    let matches = expression.as_ref().is_none_or(|expression| expression.is_match(text));
    compiled.write().unwrap_or_else(PoisonError::into_inner).insert(key, expression);
    matches
}

fn compile(pattern: &str) -> Option<Regex> {
    Regex::new(&format!("^(?:{pattern})$")).ok()
}

/// The classes of Unicode become large automata, which take longer to build than a small file to lint; for text that is ASCII,
/// their ASCII parts do.
fn compile_for_ascii(pattern: &str) -> Option<Regex> {
    let narrow = pattern.replace(r"\p{L}", "a-zA-Z").replace(r"\p{N}", "0-9").replace(r"\p{Z}", " ");
    Regex::new(&format!("^(?:(?-u:{narrow}))$")).ok().or_else(|| compile(pattern))
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::facts::{cloudformation, ecr, ecs};

    /// Every pattern below a shape; shapes may hold themselves.
    fn patterns(shape: &'static Shape, seen: &mut HashSet<*const Shape>, found: &mut Vec<&'static str>) {
        if !seen.insert(std::ptr::from_ref(shape)) {
            return;
        }
        match shape {
            Shape::Structure(members) => members.iter().for_each(|member| patterns(member.shape, seen, found)),
            Shape::List { item, .. } | Shape::Map(item) => patterns(item, seen, found),
            Shape::String { pattern, .. } if !pattern.is_empty() => found.push(pattern),
            _ => {}
        }
    }

    #[test]
    fn every_pattern_of_the_api_models_is_understood() {
        let mut found = Vec::new();
        for shape in [&ecs::SERVICE, &ecs::CLUSTER, &ecs::CAPACITY_PROVIDER, &ecs::TASK_DEFINITION, &ecr::REPOSITORY, &ecr::REPLICATION] {
            patterns(shape, &mut HashSet::new(), &mut found);
        }
        for shape in [&ecr::SCANNING_CONFIGURATION, &ecr::PULL_THROUGH_CACHE_RULE, &ecr::REPOSITORY_CREATION_TEMPLATE] {
            patterns(shape, &mut HashSet::new(), &mut found);
        }
        for (_, shape) in cloudformation::RESOURCES {
            patterns(shape, &mut HashSet::new(), &mut found);
        }
        assert!(found.len() > 20);
        for pattern in found {
            assert!(compile(pattern).is_some() && compile_for_ascii(pattern).is_some(), "{pattern}");
        }
    }

    #[test]
    fn the_pattern_for_ascii_text_says_the_same() {
        let mut found = vec!["([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)"];
        for (_, shape) in cloudformation::RESOURCES {
            patterns(shape, &mut HashSet::new(), &mut found);
        }
        for pattern in found {
            let (wide, narrow) = (compile(pattern).expect("known"), compile_for_ascii(pattern).expect("known"));
            for text in
                (0..=0x7f).map(|byte: u8| char::from(byte).to_string()).chain(["team shop", "a/b", "x_1", "a\u{7f}b"].map(String::from))
            {
                assert_eq!(wide.is_match(&text), narrow.is_match(&text), "{pattern} on {text:?}");
            }
        }
    }

    #[test]
    fn a_pattern_holds_for_the_whole_text() {
        assert!(matches("[0-9]{12}", "123456789012"));
        assert!(!matches("[0-9]{12}", "1234567890123"));
    }
}
