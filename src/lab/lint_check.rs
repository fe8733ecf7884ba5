//! A check by the linter.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::workspace::read_file;
use super::{CheckReport, CheckState};
use crate::course::{Check, LintCheck};
use crate::diagnostics::Severity;
use crate::lint::{LintError, lint_source};
use crate::model::{Document, Literal};
use crate::source::SourceFile;
use crate::syntax::{Notation, parse};

/// More at once help nobody.
const MOST_FINDINGS: usize = 20;

/// Lints the file of a check.
pub fn run(check: &Check, lint: &LintCheck, folder: &Path) -> CheckReport {
    let report = |state| CheckReport::new(check, state);
    let source = match read_file(folder, &lint.file) {
        Ok(source) => source,
        Err(error) => {
            return report(CheckState::Failed).because(format!("a file {}", lint.file), format!("it cannot be read: {error}"));
        }
    };
    let linted = match lint_source(&source, None) {
        Ok(linted) => linted,
        Err(LintError::Empty) => return report(CheckState::Failed).because("a document", format!("{} is empty", lint.file)),
        Err(LintError::UnknownKind(_)) => {
            let seen = format!("{} is none: its members are not those of one", lint.file);
            return report(CheckState::Failed).because("a document that ECS or ECR knows", seen);
        }
    };
    let counts = |code: &str, severity| severity == Severity::Error || lint.without.iter().any(|unwanted| unwanted == code);
    let diagnostics: Vec<_> = linted.diagnostics.into_iter().filter(|found| counts(found.code, found.severity)).collect();
    if !diagnostics.is_empty() {
        let codes: BTreeSet<_> = diagnostics.iter().map(|found| found.code).collect();
        let codes = codes.into_iter().collect::<Vec<_>>().join(", ");
        let more = diagnostics.len().saturating_sub(MOST_FINDINGS);
        let mut report = report(CheckState::Failed).because("no findings", codes);
        report.diagnostics = diagnostics;
        report.diagnostics.truncate(MOST_FINDINGS);
        // A fix would be the answer.
        report.diagnostics.iter_mut().for_each(|found| found.fix = None);
        if more > 0 {
            report.logs.push(format!("and {more} findings more"));
        }
        return report;
    }
    match missing_container(lint, &source) {
        Some((expected, seen)) => report(CheckState::Failed).because(expected, seen),
        None => report(CheckState::Passed),
    }
}

/// What was expected and seen of a container, or of its image, that the definition should still have.
fn missing_container(lint: &LintCheck, source: &SourceFile) -> Option<(String, String)> {
    let images = container_images(source);
    let missing: Vec<&str> = lint.containers.iter().filter(|name| !images.contains_key(*name)).map(String::as_str).collect();
    if !missing.is_empty() {
        let seen = format!("there is no container {}", missing.join(" and no container "));
        return Some((format!("the containers {}", lint.containers.join(" and ")), seen));
    }
    lint.images.iter().find_map(|(name, image)| {
        let found = images.get(name).filter(|found| *found != image)?;
        Some((format!("{name} runs {image}"), format!("it runs {found}")))
    })
}

/// The image of each container by its name.
fn container_images(source: &SourceFile) -> BTreeMap<String, String> {
    let parsed = parse(source.text(), Notation::of(source.path(), source.text()));
    let Some(root) = parsed.documents.first() else { return BTreeMap::new() };
    let text = |value: Option<&str>| value.unwrap_or_default().to_string();
    let images = |(kind, node)| match Document::read(kind, node) {
        Some(Document::TaskDefinition(task)) => {
            task.container_definitions.iter().map(|container| (text(container.name.literal()), text(container.image.literal()))).collect()
        }
        _ => Vec::new(),
    };
    Document::detect(root).map(|documents| documents.into_iter().flat_map(images).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::CheckKind;

    fn checked(text: &str) -> CheckReport {
        let lint: LintCheck = serde_yaml::from_str("{file: task-definition.json}").expect("a check");
        let kind = CheckKind::Lint(lint.clone());
        let check = Check { id: "accepted".to_string(), title: "It is accepted".to_string(), needs: None, hint: None, kind };
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("task-definition.json"), text).expect("writes");
        run(&check, &lint, folder.path())
    }

    #[test]
    fn findings_without_end_are_counted_and_not_all_shown() {
        let containers = vec![r#"{"name": "same", "image": "nginx:1.28", "memory": 64}"#; 60].join(",");
        let report = checked(&format!(r#"{{"family": "many", "containerDefinitions": [{containers}]}}"#));
        assert_eq!((report.state, report.diagnostics.len()), (CheckState::Failed, MOST_FINDINGS));
        assert!(report.logs.iter().any(|line| line.starts_with("and ") && line.ends_with(" findings more")), "{:?}", report.logs);
    }

    #[test]
    fn a_finding_comes_without_its_fix_which_would_be_the_answer() {
        let text = r#"{"family": "a", "networkMode": "bridge", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
            "containerDefinitions": [{"name": "web", "image": "nginx:1.28"}]}"#;
        let linted = lint_source(&SourceFile::new("task-definition.json", text), None).expect("a task definition");
        assert!(linted.diagnostics.iter().any(|found| found.severity == Severity::Error && found.fix.is_some()), "one can be fixed");
        let report = checked(text);
        assert!(!report.diagnostics.is_empty() && report.diagnostics.iter().all(|found| found.fix.is_none()));
    }

    #[test]
    fn what_is_no_document_is_told_in_a_sentence() {
        for (text, seen) in
            [("", "task-definition.json is empty"), ("{\"a\": 1}", "task-definition.json is none: its members are not those of one")]
        {
            assert_eq!(checked(text).seen.as_deref(), Some(seen), "{text}");
        }
    }
}
