//! A check of what a document says.

use std::path::Path;

use serde_json::Value;

use super::expectation::{Unmet, places, unmet};
use super::workspace::read_file;
use super::{CheckReport, CheckState};
use crate::course::{Check, DocumentCheck};
use crate::syntax::{Data, Node, Notation, parse};

/// Looks into the document of a check.
pub fn run(check: &Check, document: &DocumentCheck, folder: &Path) -> CheckReport {
    let report = |state| CheckReport::new(check, state);
    let value = match read(folder, &document.file) {
        Ok(value) => value,
        Err(problem) => return report(CheckState::Failed).because(format!("a document {}", document.file), problem),
    };
    if let Some(Unmet { at, seen, .. }) = unmet(&value, &document.has) {
        // The value itself is the solution, for which there are hints.
        return report(CheckState::Failed).because(format!("in {}, at {at}, what this check is about", document.file), seen);
    }
    match document.lacks.iter().find(|pointer| !places(&value, pointer).is_empty()) {
        Some(pointer) => report(CheckState::Failed).because(format!("nothing at {pointer} in {}", document.file), "it is there"),
        None => report(CheckState::Passed),
    }
}

/// Reads a JSON or YAML file of a workspace as a value, as the linter reads it: short forms of CloudFormation are their long forms. A
/// stream of several documents is a list of them.
///
/// # Errors
/// Why it cannot be read, with its place.
pub(super) fn read(folder: &Path, file: &str) -> Result<Value, String> {
    let source = read_file(folder, file).map_err(|error| format!("{file} cannot be read: {error}"))?;
    let parsed = parse(source.text(), Notation::of(file, source.text()));
    if let Some(problem) = parsed.problems.first() {
        let place = source.position(problem.span.start);
        return Err(format!("{file}:{}:{}: {}", place.line, place.column, problem.message));
    }
    match parsed.documents.as_slice() {
        [document] => Ok(value_of(document)),
        documents => Ok(documents.iter().map(value_of).collect()),
    }
}

fn value_of(node: &Node<'_>) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Bool(value) => Value::Bool(*value),
        // A number that JSON cannot hold stays as it is written.
        Data::Number(text) => serde_json::from_str(text).unwrap_or_else(|_| Value::String(text.to_string())),
        Data::String(text) => Value::String(text.to_string()),
        Data::Array(elements) => elements.iter().map(value_of).collect(),
        Data::Object(members) => members.iter().map(|member| (member.key.to_string(), value_of(&member.value))).collect(),
        Data::Tagged(tag, inner) => {
            let name = tag.trim_start_matches('!');
            let name = if matches!(name, "Ref" | "Condition") { name.to_string() } else { format!("Fn::{name}") };
            Value::Object([(name, value_of(inner))].into_iter().collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::CheckKind;

    #[test]
    fn templates_are_read_with_their_short_forms_and_streams_as_lists() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let read_text = |text: &str| {
            std::fs::write(folder.path().join("a.yaml"), text).expect("writes");
            read(folder.path(), "a.yaml").map(|value| value.to_string())
        };
        assert_eq!(
            read_text("Roles: [!Ref Role, !GetAtt Role.Arn]"),
            Ok(r#"{"Roles":[{"Ref":"Role"},{"Fn::GetAtt":"Role.Arn"}]}"#.to_string())
        );
        assert_eq!(read_text("a: 1\n---\nb: 2.5\n"), Ok(r#"[{"a":1},{"b":2.5}]"#.to_string()));
        assert!(read_text("a: [").is_err_and(|error| error.starts_with("a.yaml:")));
    }

    #[test]
    fn a_document_has_and_lacks() {
        let document: DocumentCheck =
            serde_yaml::from_str("{file: a.json, has: [{at: /x, is: 1}], lacks: [/y, /list/name=web]}").expect("a check");
        let check =
            Check { id: "a".to_string(), title: "b".to_string(), needs: None, hint: None, kind: CheckKind::Document(document.clone()) };
        let folder = tempfile::tempdir().expect("a temporary folder");
        for (text, expected) in [
            (r#"{"x": 1}"#, None),
            (r#"{"x": 1, "list": [{"name": "log"}]}"#, None),
            (r#"{"x": 2}"#, Some("in a.json, at /x, what this check is about")),
            (r#"{"x": 1, "y": null}"#, Some("nothing at /y in a.json")),
            (r#"{"x": 1, "list": [{"name": "web"}]}"#, Some("nothing at /list/name=web in a.json")),
            ("{", Some("a document a.json")),
            (
                r#"{"x": 1, // no comment
                }"#,
                Some("a document a.json"),
            ),
        ] {
            std::fs::write(folder.path().join("a.json"), text).expect("writes");
            assert_eq!(run(&check, &document, folder.path()).expected.as_deref(), expected, "{text}");
        }
    }
}
