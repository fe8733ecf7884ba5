//! Asking the engines, and keeping what they answered as a proof.

use serde_json::Value;

use crate::course::{Proof, Simulation, SimulatorProof};
use crate::diagnostics::{Diagnostic, Severity};
use crate::lab::answer;
use crate::lint::lint_source;
use crate::source::SourceFile;

/// The answer of a simulator; `None` where it takes the documents for wrong, which makes the draw no question.
pub(super) fn simulated(run: &Simulation) -> Option<Value> {
    answer(run).ok()
}

/// The places of an answer on which a drill rests.
pub(super) fn proof(run: Simulation, answer: &Value, pointers: impl IntoIterator<Item = String>) -> SimulatorProof {
    let expects = pointers.into_iter().filter_map(|pointer| Some((pointer.clone(), answer.pointer(&pointer)?.clone()))).collect();
    SimulatorProof { run, expects }
}

/// A number of an answer.
pub(super) fn number(answer: &Value, pointer: &str) -> Option<u64> {
    answer.pointer(pointer)?.as_u64()
}

/// A text of an answer.
pub(super) fn text<'v>(answer: &'v Value, pointer: &str) -> Option<&'v str> {
    answer.pointer(pointer)?.as_str()
}

/// The elements of a list of an answer; none where it is not there.
pub(super) fn list<'v>(answer: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> {
    answer.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// The errors of a task definition; `None` where it is not even one.
pub(super) fn errors(document: &str) -> Option<Vec<Diagnostic>> {
    let linted = lint_source(&SourceFile::new("task-definition.json", document), None).ok()?;
    Some(linted.diagnostics.into_iter().filter(|diagnostic| diagnostic.severity == Severity::Error).collect())
}

/// What the linter said, as the check of the course asks it again.
pub(super) fn linted(document: String, errors: &[Diagnostic]) -> Proof {
    Proof { document, reports: errors.iter().map(|error| error.code.to_string()).collect() }
}
