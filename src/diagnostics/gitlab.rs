//! GitLab's code quality report: a list of issues.
//!
//! Source: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>.

use serde::Serialize;

use super::report::remarks;
use super::{Report, Reported, Severity, printable};

/// One issue, as GitLab reads it.
#[derive(Debug, Serialize)]
pub struct CodeQualityIssue {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Debug, Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Debug, Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// The issues of a report. GitLab shows one of those that share a fingerprint, so none do.
pub fn gitlab_issues(report: &Report<'_>) -> Vec<CodeQualityIssue> {
    report.findings.iter().zip(report.distinct_fingerprints()).map(|(finding, fingerprint)| issue(finding, fingerprint, report)).collect()
}

fn issue(finding: &Reported, fingerprint: String, report: &Report<'_>) -> CodeQualityIssue {
    let diagnostic = &finding.diagnostic;
    let description = std::iter::once(format!("{}: {}", diagnostic.code, diagnostic.message)).chain(remarks(diagnostic));
    CodeQualityIssue {
        description: printable(&description.collect::<Vec<_>>().join("; ")).into_owned(),
        check_name: diagnostic.name,
        fingerprint,
        severity: severity(diagnostic.severity),
        location: Location {
            path: report.folder.path(&diagnostic.path),
            lines: Lines { begin: diagnostic.start.line, end: finding.last_line() },
        },
    }
}

/// Of GitLab's five: `blocker` is left to what stops a pipeline by itself, and `minor` to taste, which is none of ours.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "critical",
        Severity::Warning => "major",
        Severity::Info => "info",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::ProjectFolder;
    use crate::diagnostics::report::tests::{finding, report};

    #[test]
    fn an_issue_has_a_path_below_the_root_its_lines_and_a_fingerprint_of_its_own() {
        let findings = [finding("../td.json", 10, 30), finding("../td.json", 10, 21)];
        let issues = gitlab_issues(&report(&findings, &[], &ProjectFolder::new("/p", "/p/sub")));
        let issues = serde_json::to_value(issues).expect("serializes");
        assert_eq!(issues[0]["location"], serde_json::json!({"path": "td.json", "lines": {"begin": 1, "end": 2}}));
        // Its last character is the line break.
        assert_eq!(issues[1]["location"]["lines"]["end"], 1);
        assert_eq!((&issues[0]["fingerprint"], &issues[1]["fingerprint"]), (&"f00d".into(), &"f00d-2".into()));
        assert_eq!((&issues[0]["severity"], &issues[0]["check_name"]), (&"critical".into(), &"fargate-invalid-size".into()));
    }
}
