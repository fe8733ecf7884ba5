//! SARIF 2.1.0, for code scanning and viewers.
//!
//! Source: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html>; numbers of
//! sections in comments are of this document. The log is deterministic: it holds no times, no absolute folders and no command line.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::report::remarks;
use super::{Applicability, Diagnostic, Report, Reported, Severity, printable};
use crate::source::Position;

const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
/// What GitHub and others call the root of the sources.
const ROOT: &str = "%SRCROOT%";
/// The name of our fingerprint; another way to compute it gets another number.
const FINGERPRINT: &str = "ecslab/v1";

/// A rule as the log describes it.
#[derive(Debug, Clone)]
pub struct RuleDescription {
    /// Its code.
    pub code: &'static str,
    /// Its name.
    pub name: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// One sentence.
    pub summary: &'static str,
    /// What it does, in short.
    pub description: String,
    /// Markdown: what it does and why, with examples.
    pub help: String,
    /// AWS's page about it.
    pub url: &'static str,
    /// What it is about, such as `security`.
    pub tags: Vec<&'static str>,
    /// What other tools call the same control.
    pub controls: &'static [&'static str],
}

/// The log of one run. `describe` knows the rules by their codes.
pub fn sarif_log(report: &Report<'_>, describe: impl Fn(&str) -> Option<RuleDescription>) -> Value {
    let codes: std::collections::BTreeSet<&str> = report.findings.iter().map(|finding| finding.diagnostic.code).collect();
    let rules: Vec<RuleDescription> = codes.into_iter().filter_map(describe).collect();
    let log = Log {
        report,
        rules: rules.iter().enumerate().map(|(index, rule)| (rule.code, index)).collect(),
        artifacts: report.by_file().into_iter().enumerate().map(|(index, (path, _))| (path, index)).collect(),
    };
    let results =
        report.findings.iter().zip(report.distinct_fingerprints()).map(|(finding, fingerprint)| log.result(finding, &fingerprint));
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {
                "name": "ecslab",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(rule).collect::<Vec<_>>(),
            }},
            "invocations": [invocation(report)],
            // Without a URI (3.14.14): whoever reads the log knows where the sources are.
            "originalUriBaseIds": {ROOT: {"description": {"text": "The root of the repository, or the folder that was linted in."}}},
            "artifacts": log.artifacts(),
            "results": results.collect::<Vec<_>>(),
            "columnKind": "unicodeCodePoints",
        }],
    })
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "note",
    }
}

fn rule(rule: &RuleDescription) -> Value {
    json!({
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.description},
        "help": {"text": rule.help, "markdown": rule.help},
        "helpUri": rule.url,
        "defaultConfiguration": {"level": level(rule.severity)},
        "properties": {"tags": rule.tags, "controls": rule.controls},
    })
}

/// How the run went: what could not be read is a notification, and makes it unsuccessful; findings do not.
fn invocation(report: &Report<'_>) -> Value {
    let notification = |failure: &String| json!({"level": "error", "message": {"text": message_text(failure)}});
    let meaning = match report.exit_code {
        0 => "nothing that fails the run was found",
        1 => "findings that fail the run",
        _ => "some input could not be read or told",
    };
    json!({
        "executionSuccessful": report.failures.is_empty(),
        "exitCode": report.exit_code,
        "exitCodeDescription": meaning,
        "toolExecutionNotifications": report.failures.iter().map(notification).collect::<Vec<_>>(),
    })
}

/// A run with the places of rules and files in its lists.
struct Log<'a> {
    report: &'a Report<'a>,
    rules: BTreeMap<&'static str, usize>,
    artifacts: BTreeMap<&'a str, usize>,
}

impl Log<'_> {
    fn artifacts(&self) -> Vec<Value> {
        let artifact = |(path, _): (&str, _)| json!({"location": self.location_of(path), "roles": ["analysisTarget"]});
        self.report.by_file().into_iter().map(artifact).collect()
    }

    fn result(&self, finding: &Reported, fingerprint: &str) -> Value {
        let diagnostic = &finding.diagnostic;
        let text: Vec<String> = std::iter::once(format!("{}.", diagnostic.message)).chain(remarks(diagnostic)).collect();
        let mut result = Map::new();
        result.insert("ruleId".into(), diagnostic.code.into());
        if let Some(index) = self.rules.get(diagnostic.code) {
            result.insert("ruleIndex".into(), (*index).into());
        }
        result.insert("level".into(), level(diagnostic.severity).into());
        result.insert("message".into(), json!({"text": message_text(&text.join("\n"))}));
        result.insert("locations".into(), json!([self.location(diagnostic)]));
        result.insert("partialFingerprints".into(), json!({FINGERPRINT: fingerprint}));
        if !diagnostic.related.is_empty() {
            result.insert("relatedLocations".into(), self.related(diagnostic).into());
        }
        if let Some(fix) = self.fix(finding) {
            result.insert("fixes".into(), json!([fix]));
        }
        result.insert("properties".into(), properties(diagnostic));
        result.into()
    }

    fn location(&self, diagnostic: &Diagnostic) -> Value {
        let mut location = Map::new();
        location.insert("physicalLocation".into(), self.physical(&diagnostic.path, diagnostic.start, diagnostic.end));
        // For structured documents a logical location is a JSON Pointer (3.33.5).
        if !diagnostic.pointer.is_empty() {
            location.insert("logicalLocations".into(), json!([{"fullyQualifiedName": printable(&diagnostic.pointer), "kind": "value"}]));
        }
        location.into()
    }

    fn related(&self, diagnostic: &Diagnostic) -> Vec<Value> {
        let location = |(index, related): (usize, &super::Related)| {
            let path = related.path.as_deref().unwrap_or(&diagnostic.path);
            json!({
                "id": index + 1,
                "message": {"text": message_text(&related.message)},
                "physicalLocation": self.physical(path, related.start, related.end),
            })
        };
        diagnostic.related.iter().enumerate().map(location).collect()
    }

    fn fix(&self, finding: &Reported) -> Option<Value> {
        let fix = finding.diagnostic.fix.as_ref()?;
        let replacement = |(edit, (start, end)): (&super::Edit, &(Position, Position))| json!({"deletedRegion": region(*start, *end), "insertedContent": {"text": edit.text}});
        let replacements: Vec<Value> = fix.edits.iter().zip(&finding.edits).map(replacement).collect();
        let applicability = match fix.applicability {
            Applicability::Safe => "safe",
            Applicability::Unsafe => "unsafe",
        };
        let what = finding.diagnostic.help.as_deref().unwrap_or(finding.diagnostic.name);
        Some(json!({
            "description": {"text": message_text(what)},
            "artifactChanges": [{"artifactLocation": self.location_of(&finding.diagnostic.path), "replacements": replacements}],
            "properties": {"applicability": applicability},
        }))
    }

    fn physical(&self, path: &str, start: Position, end: Position) -> Value {
        json!({"artifactLocation": self.location_of(path), "region": region(start, end)})
    }

    fn location_of(&self, path: &str) -> Value {
        let (uri, is_relative) = self.report.folder.uri(path);
        let mut location = json!({"uri": uri});
        if is_relative {
            location["uriBaseId"] = ROOT.into();
        }
        // Another file of a pair may not be among those that were read.
        if let Some(index) = self.artifacts.get(path) {
            location["index"] = (*index).into();
        }
        location
    }
}

fn region(start: Position, end: Position) -> Value {
    json!({"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column})
}

fn properties(diagnostic: &Diagnostic) -> Value {
    let mut properties = Map::new();
    properties.insert("lesson".into(), diagnostic.lesson.into());
    properties.insert("url".into(), diagnostic.url.into());
    if let Some(resource) = &diagnostic.resource {
        properties.insert("resource".into(), printable(resource).into());
    }
    if let Some(document) = diagnostic.document {
        properties.insert("document".into(), document.into());
    }
    properties.into()
}

/// Text that no reader takes for placeholders (3.11.5) or embedded links (3.11.6).
fn message_text(text: &str) -> String {
    let text = printable(text).replace('{', "{{").replace('}', "}}");
    if text.contains("](") { text.replace('[', "\\[").replace(']', "\\]") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::ProjectFolder;
    use crate::diagnostics::report::tests::{finding, report};

    fn description(code: &str) -> Option<RuleDescription> {
        (code == "ECS101").then(|| RuleDescription {
            code: "ECS101",
            name: "fargate-invalid-size",
            severity: Severity::Error,
            summary: "The pair does not exist.",
            description: "What.".to_string(),
            help: "Why.".to_string(),
            url: "https://docs.aws.amazon.com/",
            tags: vec!["rejected"],
            controls: &["E3047"],
        })
    }

    #[test]
    fn a_result_has_places_in_characters_and_text_that_is_only_text() {
        let findings = [finding("a b.json", 10, 19)];
        let failures = ["cannot read {x}".to_string()];
        let mut log = sarif_log(&report(&findings, &failures, &ProjectFolder::new("/p", "/p")), description);
        log["runs"][0]["tool"]["driver"]["semanticVersion"] = "VERSION".into();
        insta::assert_json_snapshot!(log["runs"][0]);
    }
}
