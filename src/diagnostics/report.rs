//! A whole answer, as the formats of other tools need it.

use std::collections::HashMap;

use super::{Diagnostic, ProjectFolder, ReportFile};
use crate::source::{Position, SourceFile};

/// A finding with what is only known while its text is at hand.
#[derive(Debug, Clone)]
pub struct Reported {
    /// The finding.
    pub diagnostic: Diagnostic,
    /// Whether it makes the run fail.
    pub fails: bool,
    /// First character and one past the last of each edit of its fix, in order.
    pub edits: Vec<(Position, Position)>,
}

impl Reported {
    /// A finding in `source`.
    pub fn new(diagnostic: Diagnostic, fails: bool, source: &SourceFile) -> Self {
        let place = |offset: usize| source.position(u32::try_from(offset).unwrap_or(u32::MAX));
        let edits = diagnostic.fix.iter().flat_map(|fix| &fix.edits).map(|edit| (place(edit.start), place(edit.end))).collect();
        Self { diagnostic, fails, edits }
    }

    /// The line of its last character; the end of a finding is one past it.
    pub(super) fn last_line(&self) -> usize {
        let Diagnostic { start, end, .. } = &self.diagnostic;
        if end.column == 1 && end.line > start.line { end.line - 1 } else { end.line }
    }
}

/// What was read and found.
pub struct Report<'a> {
    /// Documents in order.
    pub files: &'a [ReportFile],
    /// Findings in order.
    pub findings: &'a [Reported],
    /// What could not be read or told, each a sentence without its end.
    pub failures: &'a [String],
    /// The folder that paths are told from.
    pub folder: &'a ProjectFolder,
    /// Identifies a finding, in the file of that path below the root, over edits elsewhere in it; equal ones share one.
    pub fingerprint: fn(&str, &Diagnostic) -> String,
    /// How the program ends.
    pub exit_code: u8,
}

impl<'a> Report<'a> {
    /// The files in order, each once with its findings.
    pub(super) fn by_file(&self) -> Vec<(&'a str, Vec<&'a Reported>)> {
        let mut files: Vec<(&str, Vec<&Reported>)> = Vec::new();
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let named = self.files.iter().map(|file| (file.path.as_str(), None));
        let found = self.findings.iter().map(|finding| (finding.diagnostic.path.as_str(), Some(finding)));
        for (path, finding) in named.chain(found) {
            let number = *numbers.entry(path).or_insert_with(|| {
                files.push((path, Vec::new()));
                files.len() - 1
            });
            files[number].1.extend(finding);
        }
        files
    }

    /// A fingerprint for each finding that no other has: equal ones are numbered in their order.
    pub(super) fn distinct_fingerprints(&self) -> Vec<String> {
        let mut seen: HashMap<String, usize> = HashMap::new();
        let number = |finding: &Reported| {
            let fingerprint = (self.fingerprint)(&self.folder.path(&finding.diagnostic.path), &finding.diagnostic);
            let count = seen.entry(fingerprint.clone()).or_default();
            *count += 1;
            if *count == 1 { fingerprint } else { format!("{fingerprint}-{count}") }
        };
        self.findings.iter().map(number).collect()
    }
}

/// What a message says besides: what to do, and what AWS answers.
pub(super) fn remarks(diagnostic: &Diagnostic) -> impl Iterator<Item = String> {
    let help = diagnostic.help.iter().map(|help| format!("help: {help}"));
    help.chain(diagnostic.aws_message.map(|message| format!("AWS says: {message}")))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::diagnostics::{Applicability, Edit, Fix, Related, Severity};

    /// Text in which the end of the first line is not ASCII.
    pub const TEXT: &str = "{\"füñ\": \"a:b,c%d\",\n \"cpu\": 1}\n";

    /// A finding at `start..end` of [`TEXT`], with whatever text a document may bring in.
    pub fn finding(path: &str, start: u32, end: u32) -> Reported {
        let source = SourceFile::new(path, TEXT);
        let related = Related {
            message: "[cpu](9) is {here}".to_string(),
            path: None,
            start: source.position(22),
            end: source.position(27),
            pointer: "/cpu".to_string(),
        };
        let diagnostic = Diagnostic {
            code: "ECS101",
            name: "fargate-invalid-size",
            severity: Severity::Error,
            message: "100%, a:b\r\n::error::\u{1b}[2J {0} [x](1)".to_string(),
            path: path.to_string(),
            start: source.position(start),
            end: source.position(end),
            pointer: "/füñ".to_string(),
            named_pointer: "/füñ".to_string(),
            document: None,
            resource: None,
            help: Some("use <1>".to_string()),
            aws_message: None,
            url: "https://docs.aws.amazon.com/",
            lesson: "fargate/sizes",
            related: vec![related],
            fix: Some(Fix { applicability: Applicability::Unsafe, edits: vec![Edit { start: 10, end: 19, text: "1".to_string() }] }),
        };
        Reported::new(diagnostic, true, &source)
    }

    /// A report on findings that fail the run.
    pub fn report<'a>(findings: &'a [Reported], failures: &'a [String], folder: &'a ProjectFolder) -> Report<'a> {
        Report { files: &[], findings, failures, folder, fingerprint: |_, _| "f00d".to_string(), exit_code: 1 }
    }

    #[test]
    fn equal_findings_get_fingerprints_of_their_own() {
        let findings = [finding("a", 10, 19), finding("a", 22, 27), finding("a", 29, 30)];
        let folder = ProjectFolder::new("/p", "/p");
        assert_eq!(report(&findings, &[], &folder).distinct_fingerprints(), ["f00d", "f00d-2", "f00d-3"]);
    }

    #[test]
    fn edits_are_placed_in_characters() {
        let edits = finding("a", 10, 19).edits;
        assert_eq!(edits.iter().map(|(start, end)| (start.column, end.column)).collect::<Vec<_>>(), [(9, 18)]);
    }
}
