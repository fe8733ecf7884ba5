//! Workflow commands of GitHub Actions, which show as annotations: one line a finding.
//!
//! Source: <https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands>; how data and properties are
//! escaped is decided by `actions/toolkit` (`packages/core/src/command.ts`).

use super::report::remarks;
use super::{Diagnostic, Report, Reported, Severity, printable};

/// Renders all findings, and what could not be read.
pub fn render_github(report: &Report<'_>) -> String {
    let mut commands = String::new();
    for finding in report.findings {
        commands += &format!("::{} {}::{}\n", level(finding.diagnostic.severity), properties(finding, report), text(&finding.diagnostic));
    }
    for failure in report.failures {
        commands += &format!("::error title=ecslab::{}\n", data(failure));
    }
    commands
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    }
}

fn properties(finding: &Reported, report: &Report<'_>) -> String {
    let Diagnostic { path, start, end, code, name, .. } = &finding.diagnostic;
    let title = property(&format!("{code} {name}"));
    if path == "-" {
        return format!("title={title}");
    }
    let file = property(&report.folder.path(path));
    let last = finding.last_line();
    // Columns are refused where a finding has several lines.
    let place = if last == start.line && end.line == last {
        format!("line={},col={},endLine={last},endColumn={}", start.line, start.column, end.column)
    } else {
        format!("line={},endLine={last}", start.line)
    };
    format!("file={file},{place},title={title}")
}

fn text(diagnostic: &Diagnostic) -> String {
    let lines: Vec<String> = std::iter::once(diagnostic.message.clone()).chain(remarks(diagnostic)).collect();
    data(&lines.join("\n"))
}

/// Text after the second `::`.
fn data(text: &str) -> String {
    printable(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between `::` and `::`.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostics::ProjectFolder;
    use crate::diagnostics::report::tests::{finding, report};

    #[test]
    fn nothing_in_a_document_or_a_name_can_end_a_command_or_begin_another() {
        let findings = [finding("a,b:c\n::warning::x.json", 10, 19), finding("two.json", 10, 30), finding("-", 10, 19)];
        let failures = ["cannot read x: 1%\n::stop-commands::".to_string()];
        let text = "::100%25, a:b\\r%0A::error::\\u{1b}[2J {0} [x](1)%0Ahelp: use <1>\n";
        assert_eq!(
            render_github(&report(&findings, &failures, &ProjectFolder::new("/p", "/p"))),
            format!(
                "::error file=a%2Cb%3Ac%0A%3A%3Awarning%3A%3Ax.json,line=1,col=9,endLine=1,endColumn=18,title=ECS101 fargate-invalid-size{text}\
                 ::error file=two.json,line=1,endLine=2,title=ECS101 fargate-invalid-size{text}\
                 ::error title=ECS101 fargate-invalid-size{text}\
                 ::error title=ecslab::cannot read x: 1%25%0A::stop-commands::\n"
            )
        );
    }

    proptest! {
        #[test]
        fn whatever_text_comes_in_a_finding_is_one_command(message in any::<String>(), path in any::<String>()) {
            let mut one = finding("a", 10, 19);
            (one.diagnostic.message, one.diagnostic.path) = (message.clone(), path);
            let commands = render_github(&report(&[one], &[], &ProjectFolder::new("/p", "/p")));
            prop_assert_eq!(commands.lines().count(), 1);
            // What the runner does: the text begins after the second pair of colons.
            let parts: Vec<&str> = commands.trim_end_matches('\n').splitn(3, "::").collect();
            prop_assert_eq!((parts[0], parts.len()), ("", 3));
            prop_assert!(parts[1].starts_with("error ") && parts[1].ends_with("title=ECS101 fargate-invalid-size"));
            let text = parts[2].replace("%0A", "\n").replace("%0D", "\r").replace("%25", "%");
            prop_assert_eq!(text, format!("{}\nhelp: use <1>", printable(&message)));
        }
    }
}
