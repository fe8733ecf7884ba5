//! JUnit's XML: a suite for each file, and in it a test case for each finding. A file without findings is one case that passed.
//!
//! A finding below `--fail-on` passes too, with its text as output, so that a report never fails a build that the exit code lets
//! pass. Cases are called by rule and pointer: those stay when lines move, so a server keeps their history.

use quick_junit::{NonSuccessKind, Report as Document, TestCase, TestCaseStatus, TestSuite};

use super::report::remarks;
use super::{Diagnostic, Report, Reported, printable, printable_line};

/// Renders a report.
pub fn render_junit(report: &Report<'_>) -> String {
    let mut document = Document::new("ecslab");
    for (path, findings) in report.by_file() {
        document.add_test_suite(suite(path, &findings, report));
    }
    if !report.failures.is_empty() {
        let mut suite = TestSuite::new("input");
        suite.add_test_cases(report.failures.iter().map(|failure| unreadable(failure)));
        document.add_test_suite(suite);
    }
    if document.test_suites.is_empty() {
        // Build servers take a report without a case for a mistake.
        let mut suite = TestSuite::new("input");
        suite.add_test_case(TestCase::new("no ECS or ECR document found", TestCaseStatus::success()));
        document.add_test_suite(suite);
    }
    // Only a writer fails, and memory takes all.
    document.to_string().unwrap_or_default()
}

fn suite(path: &str, findings: &[&Reported], report: &Report<'_>) -> TestSuite {
    let shown = printable_line(&report.folder.path(path)).into_owned();
    let mut suite = TestSuite::new(shown.as_str());
    suite.add_test_cases(findings.iter().map(|finding| case(finding, &shown)));
    if suite.test_cases.is_empty() {
        let mut case = TestCase::new("no findings", TestCaseStatus::success());
        case.set_classname(shown);
        suite.add_test_case(case);
    }
    suite
}

fn case(finding: &Reported, path: &str) -> TestCase {
    let diagnostic = &finding.diagnostic;
    let Diagnostic { code, name, start, pointer, .. } = diagnostic;
    // Readers take a line break in an attribute for a blank.
    let message = printable_line(&diagnostic.message).into_owned();
    let text = std::iter::once(format!("{path}:{}:{}: {message}", start.line, start.column)).chain(remarks(diagnostic));
    let text = printable(&text.collect::<Vec<_>>().join("\n")).into_owned();
    let mut status = TestCaseStatus::success();
    if finding.fails {
        status = TestCaseStatus::non_success(NonSuccessKind::Failure);
        status.set_message(message).set_type(diagnostic.severity.name()).set_description(text.as_str());
    }
    let mut case = TestCase::new(printable_line(&format!("{code} {name} {pointer}")).trim_end(), status);
    case.set_classname(path);
    if !finding.fails {
        case.set_system_out(text);
    }
    // Not in the first JUnit, but GitLab and others link with them.
    case.extra.insert("file".into(), path.into());
    case.extra.insert("line".into(), start.line.to_string().into());
    case
}

fn unreadable(failure: &str) -> TestCase {
    let failure = printable_line(failure).into_owned();
    let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
    status.set_message(failure.as_str()).set_type("unreadable");
    let mut case = TestCase::new(failure, status);
    case.set_classname("input");
    case
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostics::report::tests::{finding, report};
    use crate::diagnostics::{ProjectFolder, ReportFile};

    #[test]
    fn a_finding_fails_by_its_severity_and_a_clean_file_passes() {
        let mut findings = [finding("a<b>&\".json", 10, 19), finding("a<b>&\".json", 10, 19)];
        findings[1].fails = false;
        let files = ["a<b>&\".json", "clean.json"].map(|path| ReportFile { path: path.to_string(), kind: None, document: None });
        let failures = ["cannot read x: \u{1}".to_string()];
        let folder = ProjectFolder::new("/p", "/p");
        let text = render_junit(&Report { files: &files, ..report(&findings, &failures, &folder) });
        insta::assert_snapshot!(text);
        let back = Document::deserialize_from_str(&text).expect("it reads what it wrote");
        assert_eq!((back.tests, back.failures, back.errors), (4, 1, 1));
    }

    #[test]
    fn a_report_on_nothing_has_a_case() {
        let text = render_junit(&report(&[], &[], &ProjectFolder::new("/p", "/p")));
        let back = Document::deserialize_from_str(&text).expect("it reads what it wrote");
        assert_eq!((back.tests, back.failures, back.errors), (1, 0, 0));
    }
}
