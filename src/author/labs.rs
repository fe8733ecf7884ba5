//! Labs: the starter fails as declared, the solution passes, every mutant fails.

use std::collections::BTreeSet;

use crate::course::{CheckKind, ContentFile, Course, Hint, Lab, Problem};
use crate::diagnostics::Severity;
use crate::lab::{CheckState, LabReport, Workspace, check_lab, write_files};
use crate::lint::lint_source;
use crate::runtime::{Cancel, Engine};
use crate::source::SourceFile;

/// Wrong answers that a lab must tell from the right one, at least.
const MIN_MUTANTS: usize = 3;
/// Labs are proved side by side, beside a compiler too: what should pass gets this many times as long, and is waited for no longer
/// than it takes. What should fail gets the time that it is written with, since all of it is waited for.
const PATIENCE: u64 = 5;
/// The levels of hints, in order.
const HINT_LEVELS: [&str; 4] = ["observe", "locate", "principle", "solution"];

/// What proving a lab gave.
#[derive(Debug)]
pub struct LabProof {
    /// Claims that were tried: the starter, the solution, each mutant.
    pub tried: usize,
    /// Claims that did not hold.
    pub problems: Vec<Problem>,
}

/// What is wrong with a lab's form, without running anything.
pub fn static_lab_problems(course: &Course, lab: &Lab) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut report = |pointer: &str, message: String| problems.push(lab.problem(pointer, message));
    if course.lesson(&lab.lesson).is_none() {
        report("/lesson", format!("no lesson is called {}", lab.lesson));
    }
    let levels: Vec<&str> = lab.hints.iter().map(|hint| hint.level.as_str()).collect();
    if levels != HINT_LEVELS {
        report("/hints", format!("the hints are {}, in this order", HINT_LEVELS.join(", ")));
    }
    if lab.mutants.len() < MIN_MUTANTS {
        report("/mutants", format!("a lab has at least {MIN_MUTANTS} mutants"));
    }
    let declared: BTreeSet<&String> = lab.mutants.keys().collect();
    let found: BTreeSet<&String> = lab.files.mutants.keys().collect();
    for name in declared.symmetric_difference(&found) {
        let message = format!("the mutant {name} is declared without a folder, or has a folder without being declared");
        report(&format!("/mutants/{name}"), message);
    }
    let known: BTreeSet<&str> = lab.checks.iter().map(|check| check.id.as_str()).collect();
    if known.len() < lab.checks.len() {
        report("/checks", "two checks have the same id".to_string());
    }
    for (index, check) in lab.checks.iter().enumerate() {
        let place = format!("/checks/{index}");
        let earlier = |id: &&String| lab.checks[..index].iter().any(|check| check.id == **id);
        for id in check.needs.iter().flatten().filter(|id| !earlier(id)) {
            report(&place, format!("the check {} needs {id}, and no check before it is called so", check.id));
        }
        if check.hint.is_none() {
            report(&place, format!("the check {} names no hint for those who fail it", check.id));
        }
        if let Some(level) = check.hint.as_ref().filter(|level| !HINT_LEVELS.contains(&level.as_str())) {
            report(&place, format!("the check {} points to the hint {level}; the levels are {}", check.id, HINT_LEVELS.join(", ")));
        }
    }
    let of_mutants = lab.mutants.iter().map(|(name, fails)| (format!("/mutants/{name}"), fails));
    for (place, fails) in of_mutants.chain([("/starter/fails".to_string(), &lab.starter.fails)]) {
        if fails.is_empty() {
            report(&place, "the starter and every mutant fail at least one check".to_string());
        }
        fails.iter().filter(|id| !known.contains(id.as_str())).for_each(|id| report(&place, format!("no check is called {id}")));
    }
    for (place, missing) in absent_inputs(lab) {
        report(&place, missing);
    }
    if lab.images.is_empty() == lab.needs_engine() {
        report("/images", "a lab names images exactly when it has a check with containers".to_string());
    }
    problems.extend(starter_findings(lab));
    problems.extend(leaks(lab));
    problems.extend(reset_problem(lab));
    problems
}

/// A reset brings the starter back byte for byte, whatever the learner has done to it.
fn reset_problem(lab: &Lab) -> Option<Problem> {
    let tried = || -> Result<Option<String>, Box<dyn std::error::Error>> {
        let place = tempfile::tempdir()?;
        let workspace = Workspace::start(lab, &place.path().join("workspace"))?;
        for (path, _) in &lab.files.starter {
            std::fs::write(workspace.folder().join(path), "changed")?;
        }
        std::fs::write(workspace.folder().join("a file of the learner"), "new")?;
        workspace.reset(lab)?;
        for (path, file) in &lab.files.starter {
            if std::fs::read(workspace.folder().join(path))? != file.bytes {
                return Ok(Some(path.clone()));
            }
        }
        Ok(None)
    };
    let message = match tried() {
        Ok(None) => return None,
        Ok(Some(path)) => format!("a reset does not bring {path} back as it was"),
        Err(error) => format!("a workspace cannot be made and reset: {error}"),
    };
    Some(lab.problem("", message))
}

/// Files that a check reads and the starter or the solution does not have, each with the place of the check.
fn absent_inputs(lab: &Lab) -> Vec<(String, String)> {
    let has = |files: &[(String, ContentFile)], wanted: &str| files.iter().any(|(path, _)| path == wanted);
    let mut missing = Vec::new();
    for (index, check) in lab.checks.iter().enumerate() {
        let CheckKind::Simulate(simulate) = &check.kind else { continue };
        let mut report = |message: String| missing.push((format!("/checks/{index}"), format!("the check {} {message}", check.id)));
        for given in simulate.given.iter().filter(|given| !has(&lab.files.starter, &given.file)) {
            report(format!("is given {}, which the starter does not have", given.file));
        }
        for input in simulate.files.iter().filter(|input| !has(&lab.files.solution, &input.file)) {
            report(format!("reads {}, which the solution does not have", input.file));
        }
        if simulate.files.is_empty() || simulate.has.is_empty() {
            report("looks at no file of the learner, or at nothing of the answer".to_string());
        }
    }
    missing
}

/// The starter's errors must be the declared ones: a starter that is broken for another reason teaches something else.
fn starter_findings(lab: &Lab) -> Option<Problem> {
    let mut found = BTreeSet::new();
    // Scripts and notes are none of the linter's business, although they may read as YAML.
    let is_document = |path: &str| [".json", ".yaml", ".yml"].iter().any(|extension| path.ends_with(extension));
    for (path, file) in lab.files.starter.iter().filter(|(path, _)| is_document(path)) {
        let Ok(text) = file.text() else { continue };
        let Ok(linted) = lint_source(&SourceFile::new(path.as_str(), text), None) else { continue };
        found.extend(linted.diagnostics.iter().filter(|d| d.severity == Severity::Error).map(|d| d.code.to_string()));
    }
    let declared: BTreeSet<String> = lab.starter.findings.iter().cloned().collect();
    (found != declared).then(|| {
        let message = format!("the starter is declared to show {declared:?}, but the linter finds {found:?}");
        lab.problem("/starter/findings", message)
    })
}

/// Lines that only the solution has must not stand in a hint before the last.
fn leaks(lab: &Lab) -> Vec<Problem> {
    let text = |files: &[(String, ContentFile)]| files.iter().filter_map(|(_, file)| file.text().ok()).collect::<Vec<_>>().join("\n");
    let (starter, solution) = (text(&lab.files.starter), text(&lab.files.solution));
    let given: BTreeSet<&str> = starter.lines().map(str::trim).collect();
    let answers: Vec<&str> =
        solution.lines().map(|line| line.trim().trim_end_matches(',')).filter(|line| line.len() > 8 && !given.contains(line)).collect();
    let hints = lab.hints.iter().enumerate().take(lab.hints.len().saturating_sub(1));
    let leaking = hints.flat_map(|hint| answers.iter().filter(move |line| hint.1.text.contains(**line)).map(move |line| (hint, line)));
    let told = |((index, hint), line): ((usize, &Hint), &&str)| {
        lab.problem(format!("/hints/{index}"), format!("the hint `{}` gives away `{line}`", hint.level))
    };
    leaking.map(told).collect()
}

/// Proves a lab by running it; without an engine, one that needs none.
///
/// # Errors
/// When a folder for the files cannot be made.
pub fn prove_lab(lab: &Lab, engine: Option<&dyn Engine>, cancel: &Cancel) -> std::io::Result<LabProof> {
    let mut problems = Vec::new();
    let mut report = |place: &str, what: String| problems.push(lab.problem(place, what));
    let mut tried = 0;
    let mut run = |files: &[(String, ContentFile)], fails: &[String]| {
        tried += 1;
        check_files(&patient(lab, fails), files, engine, cancel)
    };
    let starter = run(&lab.files.starter, &lab.starter.fails)?;
    if let Some(wrong) = differs(&starter, &lab.starter.fails) {
        report("/starter", format!("the starter: {wrong}"));
    }
    let solution = run(&lab.files.solution, &[])?;
    if !solution.passed() {
        report("", format!("the solution does not pass: {}", told(&solution)));
    }
    for (name, fails) in &lab.mutants {
        let mutant = run(&lab.mutant_files(name), fails)?;
        if let Some(wrong) = differs(&mutant, fails) {
            report(&format!("/mutants/{name}"), format!("the mutant {name}: {wrong}"));
        }
    }
    Ok(LabProof { tried, problems })
}

/// The lab with patience for all checks but those that should fail.
fn patient(lab: &Lab, fails: &[String]) -> Lab {
    let mut lab = lab.clone();
    lab.checks.iter_mut().filter(|check| !fails.contains(&check.id)).for_each(|check| check.wait_longer(PATIENCE));
    lab
}

fn check_files(lab: &Lab, files: &[(String, ContentFile)], engine: Option<&dyn Engine>, cancel: &Cancel) -> std::io::Result<LabReport> {
    let folder = tempfile::Builder::new().prefix("ecslab-author-").tempdir()?;
    write_files(folder.path(), files).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(check_lab(lab, folder.path(), engine.ok_or("none was asked for"), cancel, &mut |_| {}))
}

/// How the checks that did not pass differ from those that should not.
fn differs(report: &LabReport, declared: &[String]) -> Option<String> {
    let failed: BTreeSet<String> = report.ids(|state| state != CheckState::Passed).into_iter().collect();
    let declared: BTreeSet<String> = declared.iter().cloned().collect();
    let missing = report.ids(|state| state == CheckState::Missing);
    if !missing.is_empty() {
        return Some(format!("could not be run: {}", told(report)));
    }
    (failed != declared).then(|| format!("should fail {declared:?}, but fails {failed:?}: {}", told(report)))
}

fn told(report: &LabReport) -> String {
    let tell = |check: &crate::lab::CheckReport| {
        let reason = |text: &Option<String>| text.clone().unwrap_or_default();
        format!(
            "{} {:?} (expected {}; seen {}) {}",
            check.id,
            check.state,
            reason(&check.expected),
            reason(&check.seen),
            check.logs.join(" | ")
        )
    };
    report.checks.iter().filter(|check| check.state != CheckState::Passed).map(tell).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::author::content_problems;

    #[test]
    fn the_embedded_course_has_no_problem_that_can_be_seen_without_running_it() {
        let (course, mut problems) = Course::load(&crate::course::Content::Embedded);
        problems.extend(content_problems(&course));
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(told.is_empty(), "{}", told.join("\n"));
        assert!(course.lessons.len() >= 4 && course.questions.len() >= 15 && course.labs.len() >= 3);
    }

    #[test]
    fn questions_name_pages_of_those_who_make_what_they_are_about() {
        let sites = ["https://docs.aws.amazon.com/", "https://docs.docker.com/"];
        for question in &Course::embedded().questions {
            assert!(sites.iter().any(|site| question.source.starts_with(site)), "{}: {}", question.id, question.source);
        }
    }

    fn repair() -> Lab {
        Course::embedded().lab("fargate/repair-task-definition").expect("it is part of the course").clone()
    }

    #[test]
    fn a_hint_that_gives_the_answer_away_is_found() {
        let mut lab = repair();
        assert!(leaks(&lab).is_empty());
        lab.hints[1].text = "Write `\"networkMode\": \"awsvpc\"` at the top.".to_string();
        assert_eq!(leaks(&lab).len(), 1);
    }

    #[test]
    fn a_starter_with_other_findings_than_declared_is_found() {
        let mut lab = repair();
        assert!(starter_findings(&lab).is_none());
        lab.starter.findings.push("ECS999".to_string());
        assert!(starter_findings(&lab).is_some());
    }

    fn reported(id: &str, state: CheckState) -> crate::lab::CheckReport {
        let check = crate::course::Check { id: id.to_string(), ..Course::embedded().labs[0].checks[0].clone() };
        crate::lab::CheckReport::new(&check, state)
    }

    #[test]
    fn a_mutant_that_passes_and_one_that_fails_elsewhere_are_found() {
        let report = |states: &[(&str, CheckState)]| LabReport {
            lab: "m/l".to_string(),
            checks: states.iter().map(|(id, state)| reported(id, *state)).collect(),
        };
        let declared = ["b".to_string()];
        let (pass, fail, blocked) = (CheckState::Passed, CheckState::Failed, CheckState::Blocked);
        assert_eq!(differs(&report(&[("a", pass), ("b", fail)]), &declared), None);
        assert!(differs(&report(&[("a", pass), ("b", pass)]), &declared).is_some());
        assert!(differs(&report(&[("a", fail), ("b", blocked)]), &declared).is_some());
        assert!(differs(&report(&[("a", pass), ("b", CheckState::Missing)]), &declared).is_some(), "what was not run proves nothing");
    }

    #[test]
    fn what_should_pass_is_waited_for_longer_and_what_should_fail_is_not() {
        let course = Course::embedded();
        let lab = course.lab("storage/sidecar-on-a-shared-volume").expect("the lab");
        let within = |lab: &Lab| -> Vec<u64> {
            let of_task = |check: &crate::course::Check| if let CheckKind::Task(task) = &check.kind { Some(task.within) } else { None };
            lab.checks.iter().filter_map(of_task).collect()
        };
        let [ships, sealed] = within(lab)[..] else { panic!("two checks run the task") };
        assert_eq!(within(&patient(lab, &["ships".to_string()])), [ships, PATIENCE * sealed]);
        assert_eq!(within(&patient(lab, &[])), [PATIENCE * ships, PATIENCE * sealed]);
    }
}
