//! A check that runs the learner's script of commands and looks at what the registry holds then.

use std::path::Path;
use std::time::Duration;

use super::commands::{CommandsError, CommandsOptions, Ended, Step, run as run_script};
use super::workspace::read_file;
use super::{CheckReport, CheckState, unmet};
use crate::course::{Check, CommandsCheck};
use crate::runtime::{Cancel, Engine};

/// Lines of each failed command that a failed check shows.
const OUTPUT_LINES: usize = 4;

/// Runs the script of a check and holds what came of it against the expectations.
pub fn run(check: &Check, commands: &CommandsCheck, folder: &Path, engine: &dyn Engine, cancel: &Cancel) -> CheckReport {
    let report = |state| CheckReport::new(check, state);
    let Some(images) = engine.images() else {
        return report(CheckState::Missing).because("an engine that pushes and pulls", "this one does not");
    };
    let script = match read_file(folder, &commands.file) {
        Ok(source) => source,
        Err(error) => {
            return report(CheckState::Failed).because(format!("a script {}", commands.file), format!("it cannot be read: {error}"));
        }
    };
    let home = match tempfile::tempdir() {
        Ok(home) => home,
        Err(error) => return report(CheckState::Missing).because("a folder for the registry", error.to_string()),
    };
    let options = CommandsOptions { time: Duration::from_secs(commands.within), cancel: cancel.clone() };
    let ran = match run_script(&script, folder, images, home.path(), &options, &mut |_| {}) {
        Ok(ran) => ran,
        Err(CommandsError::Input(fault)) => return report(CheckState::Failed).because("a script that ecslab can run", fault.to_string()),
        Err(error @ CommandsError::Engine(_)) => return report(CheckState::Missing).because("an engine that answers", error.to_string()),
        Err(error) => return report(CheckState::Failed).because("a registry that answers", error.to_string()),
    };
    let failed = |expected: String, seen: String| {
        let mut failed = report(CheckState::Failed).because(expected, seen);
        failed.logs = ran.steps.iter().filter(|step| !step.ok).flat_map(told).collect();
        failed
    };
    match ran.ended {
        Ended::TimedOut => return failed(format!("a script that ends within {} s", commands.within), "it was broken off".to_string()),
        Ended::Cancelled => return failed("a script that ends".to_string(), "it was cancelled".to_string()),
        Ended::Finished | Ended::AtFailure => {}
    }
    match unmet(&ran.as_json(), &commands.has) {
        Some(unmet) => failed(format!("after the script, {}", unmet.expected), unmet.seen),
        None => report(CheckState::Passed),
    }
}

fn told(step: &Step) -> Vec<String> {
    let output = step.output.trim_end();
    let lines: Vec<&str> = output.lines().collect();
    let last = lines[lines.len().saturating_sub(OUTPUT_LINES)..].iter();
    std::iter::once(format!("line {}: {}", step.line, step.command)).chain(last.map(|line| format!("  {line}"))).collect()
}
