//! Runs the checks of a lab, one after the other.

use std::path::Path;

use super::{CheckReport, CheckState, LabReport, answer_check, document_check, lint_check, simulate_check, task_check};
use crate::course::{Check, CheckKind, Lab};
use crate::runtime::{Cancel, Engine};

/// What happens while a lab is checked.
#[derive(Debug)]
pub enum CheckEvent<'r> {
    /// A check begins; some take several seconds.
    Started(&'r Check),
    /// A check ended.
    Ended(&'r CheckReport),
}

/// Checks the files of a folder. A check after one that failed is blocked: a definition that AWS would refuse never runs.
/// Without an engine, and why, checks with containers are missing and the others count.
pub fn check_lab(
    lab: &Lab,
    folder: &Path,
    engine: Result<&dyn Engine, &str>,
    cancel: &Cancel,
    tell: &mut dyn FnMut(CheckEvent<'_>),
) -> LabReport {
    let mut report = LabReport { lab: lab.id.clone(), checks: Vec::new() };
    for check in &lab.checks {
        tell(CheckEvent::Started(check));
        let blocker = report.checks.iter().find(|earlier| matches!(earlier.state, CheckState::Failed | CheckState::Blocked));
        let outcome = match (&check.kind, blocker) {
            (_, Some(blocker)) => CheckReport::new(&check.id, &check.title, CheckState::Blocked)
                .because("the checks before it pass", format!("`{}` does not pass", blocker.id)),
            (CheckKind::Lint(lint), None) => lint_check::run(check, lint, folder),
            (CheckKind::Simulate(simulate), None) => simulate_check::run(check, simulate, lab, folder),
            (CheckKind::Answer(answer), None) => answer_check::run(check, answer, folder),
            (CheckKind::Document(document), None) => document_check::run(check, document, folder),
            (CheckKind::Task(task), None) => match engine {
                Ok(engine) => task_check::run(check, task, folder, engine, cancel),
                Err(why) => CheckReport::new(&check.id, &check.title, CheckState::Missing).because("a container engine", why),
            },
        };
        tell(CheckEvent::Ended(&outcome));
        report.checks.push(outcome);
        if cancel.asked() {
            break;
        }
    }
    report
}
