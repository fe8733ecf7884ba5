//! Runs the checks of a lab, side by side where none waits for another.

use std::path::Path;
use std::sync::mpsc::{Sender, channel};
use std::thread::Scope;

use super::scratch::Scratch;
use super::{CheckReport, CheckState, LabReport, answer_check, document_check, lint_check, simulate_check, task_check};
use crate::course::{Check, CheckKind, Lab};
use crate::runtime::{Cancel, Engine};

/// What happens while a lab is checked.
#[derive(Debug)]
pub enum CheckEvent<'r> {
    /// A check begins; some take several seconds, and others may begin meanwhile.
    Started(&'r Check),
    /// A check ended, and all those before it in the lab have.
    Ended(&'r CheckReport),
}

/// What the checks of one run share.
#[derive(Clone, Copy)]
struct Run<'r> {
    lab: &'r Lab,
    folder: &'r Path,
    engine: Result<&'r dyn Engine, &'r str>,
    scratch: &'r Scratch,
    cancel: &'r Cancel,
}

/// Checks the files of a folder. A check waits for those before it, or for those that it names, and is blocked when one of them does
/// not pass: a definition that AWS would refuse never runs. Without an engine, and why, checks with containers are missing and the
/// others count.
pub fn check_lab(
    lab: &Lab,
    folder: &Path,
    engine: Result<&dyn Engine, &str>,
    cancel: &Cancel,
    tell: &mut dyn FnMut(CheckEvent<'_>),
) -> LabReport {
    let scratch = Scratch::new();
    let run = Run { lab, folder, engine, scratch: &scratch, cancel };
    let mut slots: Vec<Slot> = lab.checks.iter().map(|_| Slot::Waiting).collect();
    let mut told = 0;
    std::thread::scope(|scope| {
        let (sender, ended) = channel();
        loop {
            begin_what_may(run, &mut slots, scope, &sender, tell);
            // What ended because somebody asked it to says nothing about the files.
            while let Some(Slot::Ended(report)) = slots.get(told).filter(|_| !cancel.asked()) {
                tell(CheckEvent::Ended(report));
                told += 1;
            }
            if !slots.iter().any(|slot| matches!(slot, Slot::Running)) {
                break;
            }
            // A sender is held here, so the channel does not close.
            let Ok((index, report)) = ended.recv() else { break };
            slots[index] = Slot::Ended(report);
        }
    });
    if let Ok(engine) = engine {
        scratch.remove(engine);
    }
    let ended = slots.into_iter().filter_map(|slot| match slot {
        Slot::Ended(report) => Some(report),
        Slot::Waiting | Slot::Running => None,
    });
    LabReport { lab: lab.id.clone(), checks: ended.collect() }
}

/// Where a check is.
enum Slot {
    Waiting,
    Running,
    Ended(CheckReport),
}

/// Begins every check that waits for nothing more, and blocks those that can no longer be tried.
fn begin_what_may<'scope, 'env>(
    run: Run<'env>,
    slots: &mut [Slot],
    scope: &'scope Scope<'scope, 'env>,
    sender: &Sender<(usize, CheckReport)>,
    tell: &mut dyn FnMut(CheckEvent<'_>),
) {
    for (index, check) in run.lab.checks.iter().enumerate() {
        if run.cancel.asked() {
            return;
        }
        if !matches!(slots[index], Slot::Waiting) {
            continue;
        }
        match standing(run.lab, index, slots) {
            Standing::Waits => {}
            Standing::Blocked(by) => {
                let report = CheckReport::new(check, CheckState::Blocked);
                slots[index] = Slot::Ended(report.because("the checks before it pass", format!("this does not: {by}")));
            }
            Standing::MayBegin => {
                tell(CheckEvent::Started(check));
                slots[index] = Slot::Running;
                let sender = sender.clone();
                scope.spawn(move || {
                    let report = run_check(run, check);
                    // Whoever asked waits for it.
                    let _ = sender.send((index, report));
                });
            }
        }
    }
}

/// Whether a check may begin.
enum Standing {
    MayBegin,
    Waits,
    /// By the check of that title.
    Blocked(String),
}

fn standing(lab: &Lab, index: usize, slots: &[Slot]) -> Standing {
    let earlier = lab.checks.iter().zip(slots).take(index);
    let needed = earlier.filter(|(earlier, _)| match &lab.checks[index].needs {
        Some(needs) => needs.contains(&earlier.id),
        None => true,
    });
    let mut waits = false;
    for (earlier, slot) in needed {
        match slot {
            Slot::Ended(report) if matches!(report.state, CheckState::Failed | CheckState::Blocked) => {
                return Standing::Blocked(earlier.title.clone());
            }
            Slot::Ended(_) => {}
            Slot::Waiting | Slot::Running => waits = true,
        }
    }
    if waits { Standing::Waits } else { Standing::MayBegin }
}

fn run_check(run: Run<'_>, check: &Check) -> CheckReport {
    let Run { lab, folder, engine, scratch, cancel } = run;
    match &check.kind {
        CheckKind::Lint(lint) => lint_check::run(check, lint, folder),
        CheckKind::Simulate(simulate) => simulate_check::run(check, simulate, lab, folder),
        CheckKind::Answer(answer) => answer_check::run(check, answer, folder),
        CheckKind::Document(document) => document_check::run(check, document, folder),
        CheckKind::Task(task) => match engine {
            Ok(engine) => task_check::run(check, task, folder, engine, scratch, cancel),
            Err(why) => without_engine(check, why),
        },
        #[cfg(feature = "containers")]
        CheckKind::Service(service) => match engine {
            Ok(engine) => super::service_check::run(check, service, folder, engine, cancel),
            Err(why) => without_engine(check, why),
        },
        #[cfg(feature = "containers")]
        CheckKind::Commands(commands) => match engine {
            Ok(engine) => super::commands_check::run(check, commands, folder, engine, cancel),
            Err(why) => without_engine(check, why),
        },
        #[cfg(not(feature = "containers"))]
        CheckKind::Service(_) | CheckKind::Commands(_) => without_engine(check, "this ecslab was built without containers"),
    }
}

fn without_engine(check: &Check, why: &str) -> CheckReport {
    CheckReport::new(check, CheckState::Missing).because("a container engine", why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::{AnswerCheck, Course};

    /// A lab whose checks ask for the answer `yes` under their own ids.
    fn lab(needs: &[(&str, Option<&[&str]>)]) -> Lab {
        let check = |(id, needs): &(&str, Option<&[&str]>)| Check {
            id: id.to_string(),
            title: id.to_string(),
            needs: needs.map(|needs| needs.iter().map(ToString::to_string).collect()),
            hint: None,
            kind: CheckKind::Answer(AnswerCheck {
                file: "answers.yaml".to_string(),
                accepts: [(id.to_string(), vec!["yes".to_string()])].into(),
            }),
        };
        Lab { checks: needs.iter().map(check).collect(), ..Course::embedded().labs[0].clone() }
    }

    #[test]
    fn a_check_waits_for_what_it_needs_and_is_blocked_by_nothing_else() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        std::fs::write(folder.path().join("answers.yaml"), "{a: yes, b: no, c: yes, d: yes, e: yes}").expect("writes");
        let lab = lab(&[("a", None), ("b", None), ("c", Some(&["a"])), ("d", Some(&["b"])), ("e", None)]);
        let mut told = Vec::new();
        let report = check_lab(&lab, folder.path(), Err("none"), &Cancel::default(), &mut |event| {
            if let CheckEvent::Ended(report) = event {
                told.push(format!("{} {:?}", report.id, report.state));
            }
        });
        assert_eq!(told, ["a Passed", "b Failed", "c Passed", "d Blocked", "e Blocked"], "told in the lab's order");
        assert_eq!(report.ids(|state| state == CheckState::Passed), ["a", "c"]);
    }

    #[test]
    fn after_a_cancellation_nothing_more_begins() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let lab = lab(&[("a", None), ("b", None)]);
        let cancel = Cancel::default();
        cancel.ask();
        assert!(check_lab(&lab, folder.path(), Err("none"), &cancel, &mut |_| {}).checks.is_empty());
    }
}
