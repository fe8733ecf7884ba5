//! Documents that AWS accepts and that work: none of them may have a finding of severity error.

use std::path::Path;

use ecslab::diagnostics::Severity;
use ecslab::lint::lint_source;
use ecslab::source::SourceFile;

#[test]
fn correct_documents_have_no_errors() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures/correct");
    let mut files: Vec<_> =
        std::fs::read_dir(&folder).expect("the fixtures are there").map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    assert!(files.len() >= 12, "only {} correct documents", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let name = file.file_name().expect("a file has a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(file).expect("a fixture is text");
        let linted = lint_source(&SourceFile::new(name.as_str(), text), None).expect("a fixture is of a known kind");
        assert!(linted.unknown.is_empty(), "{name} holds a document of no known kind");
        for found in linted.diagnostics.iter().filter(|found| found.severity == Severity::Error) {
            wrong.push(format!("{name}:{}: {} {}", found.start.line, found.code, found.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
