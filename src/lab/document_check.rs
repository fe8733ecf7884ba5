//! A check of what a document says.

use std::path::Path;

use serde_json::Value;

use super::expectation::{places, unmet};
use super::{CheckReport, CheckState};
use crate::course::{Check, DocumentCheck};
use crate::source::SourceFile;

/// Looks into the document of a check.
pub fn run(check: &Check, document: &DocumentCheck, folder: &Path) -> CheckReport {
    let report = |state| CheckReport::new(check, state);
    let value = match read(folder, &document.file) {
        Ok(value) => value,
        Err(problem) => return report(CheckState::Failed).because(format!("a document {}", document.file), problem),
    };
    if let Some(unmet) = unmet(&value, &document.has) {
        return report(CheckState::Failed).because(format!("in {}, {}", document.file, unmet.expected), unmet.seen);
    }
    match document.lacks.iter().find(|pointer| !places(&value, pointer).is_empty()) {
        Some(pointer) => report(CheckState::Failed).because(format!("nothing at {pointer} in {}", document.file), "it is there"),
        None => report(CheckState::Passed),
    }
}

/// Reads a JSON or YAML file of a workspace as a value.
///
/// # Errors
/// Why it cannot be read, with its place.
pub(super) fn read(folder: &Path, file: &str) -> Result<Value, String> {
    let source = SourceFile::read(&folder.join(file)).map_err(|error| format!("{file} cannot be read: {error}"))?;
    if Path::new(file).extension().is_some_and(|extension| extension == "json") {
        return serde_json::from_str(source.text()).map_err(|error| format!("{file}:{}:{}: {error}", error.line(), error.column()));
    }
    serde_yaml::from_str(source.text()).map_err(|error| match error.location() {
        Some(place) => format!("{file}:{}:{}: {error}", place.line(), place.column()),
        None => format!("{file}: {error}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::CheckKind;

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
            (r#"{"x": 2}"#, Some("in a.json, /x is 1")),
            (r#"{"x": 1, "y": null}"#, Some("nothing at /y in a.json")),
            (r#"{"x": 1, "list": [{"name": "web"}]}"#, Some("nothing at /list/name=web in a.json")),
            ("{", Some("a document a.json")),
        ] {
            std::fs::write(folder.path().join("a.json"), text).expect("writes");
            assert_eq!(run(&check, &document, folder.path()).expected.as_deref(), expected, "{text}");
        }
    }
}
