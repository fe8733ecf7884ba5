//! All that does not fit the form of a content file, where the first misfit ends the reading.
//!
//! Reading by `serde` decides; only where it fails is the text walked beside the JSON Schema of its form, which the same types give.

use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::Problem;
use super::problem::line_of;
use crate::diagnostics::printable_line;
use crate::syntax::{Data, Node, ProblemKind, parse_yaml};

/// Nobody mends more at once.
const MOST_PROBLEMS: usize = 100;
/// Characters of a message: what is wrong may quote a whole file.
const LONGEST_MESSAGE: usize = 200;
/// Characters of a name or value that is quoted.
const LONGEST_QUOTE: usize = 40;

/// Reads YAML whose first line is line `skipped + 1` of the file.
///
/// # Errors
/// All that does not fit `T`, or the first place at which the text is no YAML.
pub(super) fn read_yaml<T: DeserializeOwned + JsonSchema>(path: &str, text: &str, skipped: usize) -> Result<T, Vec<Problem>> {
    serde_yaml::from_str(text).map_err(|error| {
        let schema = SchemaGenerator::default().into_root_schema_for::<T>().to_value();
        let mut misfits = misfits(&schema, text);
        misfits.truncate(MOST_PROBLEMS);
        if !misfits.is_empty() {
            let problem = |misfit: Misfit| Problem::of(path, misfit.message).on_line(line_of(text, misfit.offset) + skipped);
            return misfits.into_iter().map(problem).collect();
        }
        let message = error.to_string();
        // The line stands in front, and may be another one within the file.
        let message = message.split_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        let problem = Problem::of(path, shortened(message, LONGEST_MESSAGE));
        vec![Problem { line: error.location().map(|location| location.line() + skipped), ..problem }]
    })
}

/// Whether a text is YAML at all, whatever it says.
pub(super) fn is_yaml(text: &str) -> bool {
    !parse_yaml(text).problems.iter().any(|problem| problem.kind == ProblemKind::InvalidSyntax)
}

/// As one line of at most so many characters.
pub(super) fn shortened(text: &str, most: usize) -> String {
    let mut shown: String = text.chars().take(most).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    printable_line(&shown).into_owned()
}

/// What does not fit, and where.
#[derive(Debug)]
struct Misfit {
    /// In bytes from the text's begin.
    offset: u32,
    message: String,
}

/// Everything in a text that does not fit a schema; nothing where it is no YAML.
fn misfits(schema: &Value, text: &str) -> Vec<Misfit> {
    let parsed = parse_yaml(text);
    if parsed.problems.iter().any(|problem| problem.kind == ProblemKind::InvalidSyntax) {
        return Vec::new();
    }
    let twice = parsed.problems.iter().filter(|problem| problem.kind == ProblemKind::DuplicateKey);
    let mut found: Vec<Misfit> =
        twice.map(|problem| Misfit { offset: problem.span.start, message: shortened(&problem.message, LONGEST_MESSAGE) }).collect();
    if let Some(root) = parsed.documents.first() {
        Form { root: schema }.walk(schema, root, "the file", &mut found);
    }
    found.sort_by_key(|misfit| misfit.offset);
    found
}

/// The parts of JSON Schema that `schemars` writes for our types.
struct Form<'s> {
    root: &'s Value,
}

impl<'s> Form<'s> {
    fn walk(&self, schema: &'s Value, node: &Node<'_>, name: &str, found: &mut Vec<Misfit>) {
        let schema = self.resolved(schema);
        if let Some(alternatives) = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array()) {
            return self.walk_nearest(alternatives, node, name, found);
        }
        let mut report = |message: String| found.push(Misfit { offset: node.span.start, message });
        if let Some(expected) = wrong_type(schema, node) {
            return report(format!("{name} must be {expected}, and is {}", shown(node)));
        }
        if schema.get("const").is_some_and(|word| !is_word(word, node)) {
            return report(format!("{name} must be {}, and is {}", schema["const"], shown(node)));
        }
        if let Some(bound) = broken_bound(schema, node) {
            return report(format!("{name} must be {bound}, and is {}", shown(node)));
        }
        match &node.data {
            Data::Array(items) => items.iter().for_each(|item| self.walk(&schema["items"], item, "this item", found)),
            Data::Object(_) => self.walk_members(schema, node, name, found),
            _ => {}
        }
    }

    fn walk_members(&self, schema: &'s Value, node: &Node<'_>, name: &str, found: &mut Vec<Misfit>) {
        let none = Map::new();
        let known = schema["properties"].as_object().unwrap_or(&none);
        for required in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !node.members().iter().any(|member| member.key == required) {
                found.push(Misfit { offset: node.span.start, message: format!("{name} lacks `{required}`") });
            }
        }
        for member in node.members() {
            let quoted = format!("`{}`", shortened(&member.key, LONGEST_QUOTE));
            if schema["properties"].get(&*member.key).is_some() {
                self.walk(&schema["properties"][&*member.key], &member.value, &quoted, found);
            } else if schema["additionalProperties"] == Value::Bool(false) {
                let names: Vec<&str> = known.keys().map(String::as_str).collect();
                let message = format!("{quoted} is unknown; {name} has {}", names.join(", "));
                found.push(Misfit { offset: member.key_span.start, message });
            } else {
                self.walk(&schema["additionalProperties"], &member.value, &quoted, found);
            }
        }
    }

    /// The misfits to the alternative that is meant: the one whose words fit, then the one with the fewest.
    fn walk_nearest(&self, alternatives: &'s [Value], node: &Node<'_>, name: &str, found: &mut Vec<Misfit>) {
        let words: Vec<&str> = alternatives.iter().filter_map(|alternative| alternative["const"].as_str()).collect();
        if words.len() == alternatives.len() {
            if !words.iter().any(|word| is_word(&Value::from(*word), node)) {
                let message = format!("{name} must be one of {}, and is {}", words.join(", "), shown(node));
                found.push(Misfit { offset: node.span.start, message });
            }
            return;
        }
        let misfits_to = |alternative: &'s Value| {
            let mut misfits = Vec::new();
            self.walk(alternative, node, name, &mut misfits);
            misfits
        };
        let tag_differs = |alternative: &'s Value| {
            let properties = self.resolved(alternative)["properties"].as_object();
            properties.into_iter().flatten().any(|(key, schema)| {
                let word = schema.get("const");
                word.is_some_and(|word| !node.members().iter().any(|member| member.key == *key && is_word(word, &member.value)))
            })
        };
        let wrong_at_all = |alternative: &'s Value| wrong_type(self.resolved(alternative), node).is_some();
        let nearest = alternatives
            .iter()
            .map(|alternative| ((wrong_at_all(alternative), tag_differs(alternative)), misfits_to(alternative)))
            .min_by_key(|(differs, misfits)| (*differs, misfits.len()));
        found.extend(nearest.map(|(_, misfits)| misfits).unwrap_or_default());
    }

    /// Behind its reference, if it is one.
    fn resolved(&self, schema: &'s Value) -> &'s Value {
        let target = schema["$ref"].as_str().and_then(|reference| self.root.pointer(reference.strip_prefix('#')?));
        target.unwrap_or(schema)
    }
}

/// What the value should be in words, where it is of another type.
fn wrong_type(schema: &Value, node: &Node<'_>) -> Option<String> {
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let fits = |wanted: &&str| match (&node.data, *wanted) {
        (Data::Null, "null")
        | (Data::Bool(_), "boolean")
        | (Data::String(_), "string")
        | (Data::Array(_), "array")
        | (Data::Object(_), "object")
        | (Data::Number(_), "number") => true,
        (Data::Number(text), "integer") => text.parse::<i128>().is_ok(),
        _ => false,
    };
    let in_words = |wanted: &&str| match *wanted {
        "boolean" => "true or false",
        "string" => "a text",
        "array" => "a list",
        "object" => "a mapping",
        "integer" => "a whole number",
        _ => "a number",
    };
    let wanted = types.iter().filter(|wanted| **wanted != "null").map(in_words);
    (!types.iter().any(fits)).then(|| wanted.collect::<Vec<_>>().join(" or "))
}

/// The bound that a number breaks.
fn broken_bound(schema: &Value, node: &Node<'_>) -> Option<String> {
    let Data::Number(text) = &node.data else { return None };
    let number: f64 = text.parse().ok()?;
    let least = schema["minimum"].as_f64().filter(|least| number < *least);
    let most = schema["maximum"].as_f64().filter(|most| number > *most);
    least.map(|least| format!("at least {least}")).or_else(|| most.map(|most| format!("at most {most}")))
}

fn is_word(word: &Value, node: &Node<'_>) -> bool {
    matches!(&node.data, Data::String(text) if word.as_str() == Some(text))
}

/// A value as it is told: short ones as they are, the others by what they are.
fn shown(node: &Node<'_>) -> String {
    match &node.data {
        Data::Null => "empty".to_string(),
        Data::Bool(value) => value.to_string(),
        Data::Number(text) | Data::String(text) => format!("`{}`", shortened(text, LONGEST_QUOTE)),
        Data::Array(_) => "a list".to_string(),
        Data::Object(_) => "a mapping".to_string(),
        Data::Tagged(..) => "a value with a tag".to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{Content, ContentKind};

    #[test]
    fn every_misfit_is_told_with_its_line_and_what_would_fit() {
        let lab = "version: 1\nid: m/l\ntitle: [x]\nlesson: m/l\nobjectives: []\nminutes: many\nbogus: 1\nimages: [1]\n\
                   starter: {findings: []}\nchecks:\n- id: a\n  title: A\n  task: {file: x, until: sometime, within: -1}\nhints: []\nmutants: {}\n";
        let told: Vec<String> = misfits(&ContentKind::Lab.schema(), lab)
            .into_iter()
            .map(|misfit| format!("{}: {}", line_of(lab, misfit.offset), misfit.message))
            .collect();
        for expected in [
            "3: `title` must be a text, and is a list",
            "6: `minutes` must be a whole number, and is `many`",
            "7: `bogus` is unknown; the file has version, id, title, lesson, objectives, minutes, images, starter, checks, hints, mutants",
            "8: this item must be a text, and is `1`",
            "9: `starter` lacks `fails`",
            "13: `until` must be one of running, healthy, stopped, and is `sometime`",
            "13: `within` must be at least 0, and is `-1`",
        ] {
            assert!(told.iter().any(|message| message == expected), "{expected} is not in {told:?}");
        }
        assert_eq!(told.len(), 7, "{told:?}");
    }

    #[test]
    fn a_variant_is_judged_by_its_tag() {
        let question = "version: 1\nquestions:\n- simulate:\n  - run: {simulator: capacity, counts: 1}\n    expects: {}\n";
        let told: Vec<String> = misfits(&ContentKind::Questions.schema(), question).into_iter().map(|misfit| misfit.message).collect();
        for expected in ["`run` lacks `strategy`", "`run` lacks `count`", "`counts` is unknown; `run` has simulator, strategy, count"] {
            assert!(told.iter().any(|message| message == expected), "{expected} is not in {told:?}");
        }
    }

    #[test]
    fn the_content_of_the_course_fits() {
        let kinds = [
            (ContentKind::Modules, "book", "modules.yaml"),
            (ContentKind::Glossary, "book", "glossary.yaml"),
            (ContentKind::Commands, "book", "commands.yaml"),
            (ContentKind::Coverage, "book", "coverage.yaml"),
            (ContentKind::Lab, "labs", "/lab.yaml"),
            (ContentKind::Exams, "quizzes/exams", ".yaml"),
            (ContentKind::Questions, "quizzes/fargate", ".yaml"),
            (ContentKind::Questions, "quizzes/scaling", ".yaml"),
            (ContentKind::Questions, "quizzes/security", ".yaml"),
        ];
        for (kind, folder, name) in kinds {
            let files: Vec<_> = Content::Embedded.below(folder).into_iter().filter(|file| file.path.ends_with(name)).collect();
            assert!(!files.is_empty(), "{folder} has {name}");
            for file in files {
                let misfits = misfits(&kind.schema(), file.text().expect("is UTF-8"));
                assert!(misfits.is_empty(), "{}: {misfits:?}", file.path);
            }
        }
    }
}
