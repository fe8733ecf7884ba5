//! A check by a simulator.

use std::path::Path;

use serde_json::{Map, Value};

use super::simulation::answer;
use super::workspace::read_file;
use super::{CheckReport, CheckState, unmet};
use crate::course::{Check, InputFile, Lab, SimulateCheck, Simulation};

/// Simulates with the learner's files and holds the answer against what is expected.
pub fn run(check: &Check, simulate: &SimulateCheck, lab: &Lab, folder: &Path) -> CheckReport {
    let report = |state| CheckReport::new(check, state);
    let failed = |expected: String, seen: String| {
        let mut failed = report(CheckState::Failed).because(expected, seen);
        failed.logs.push(format!("try it yourself: {}", command_line(simulate)));
        failed
    };
    let mut options = simulate.run.clone();
    for given in &simulate.given {
        let text = lab.files.starter.iter().find(|(path, _)| *path == given.file).and_then(|(_, file)| file.text().ok());
        add(&mut options, &given.option, text.unwrap_or_default());
    }
    for input in &simulate.files {
        match read_file(folder, &input.file) {
            Ok(source) => add(&mut options, &input.option, source.text()),
            Err(error) => return failed(format!("a file {}", input.file), format!("it cannot be read: {error}")),
        }
    }
    let simulation: Simulation = match serde_json::from_value(Value::Object(options)) {
        Ok(simulation) => simulation,
        Err(error) => return failed("a simulation".to_string(), error.to_string()),
    };
    match answer(&simulation) {
        Err(error) => failed("files that can be simulated".to_string(), with_file_name(&error, simulate)),
        Ok(answer) => match unmet(&answer, &simulate.has) {
            Some(unmet) => failed(format!("in the simulator's answer, {}", unmet.expected), unmet.seen),
            None => report(CheckState::Passed),
        },
    }
}

/// Sets an option, or adds to one that takes several values.
fn add(options: &mut Map<String, Value>, option: &str, text: &str) {
    let value = Value::String(text.to_string());
    let several = match options.get("simulator").and_then(Value::as_str) {
        Some("policy") => ["identity", "resource-policy", "boundary", "session"].contains(&option),
        Some("autoscaling") => ["policy", "alarm"].contains(&option),
        _ => false,
    };
    match options.get_mut(option) {
        Some(Value::Array(values)) => values.push(value),
        _ if several => {
            options.insert(option.to_string(), Value::Array(vec![value]));
        }
        _ => {
            options.insert(option.to_string(), value);
        }
    }
}

/// A document's place begins with the option's name; the learner knows the file's.
fn with_file_name(error: &str, simulate: &SimulateCheck) -> String {
    let inputs = simulate.files.iter().chain(&simulate.given);
    let rest_of = |input: &InputFile| error.strip_prefix(input.option.as_str()).filter(|rest| rest.starts_with(':'));
    let mut meant = inputs.filter(|input| rest_of(input).is_some()).peekable();
    let Some(rest) = meant.peek().copied().and_then(rest_of) else { return error.to_string() };
    // Of several files for one option, it is one of these.
    let files: Vec<&str> = meant.map(|input| input.file.as_str()).collect();
    format!("{}{rest}", files.join(" or "))
}

/// What the learner can run to see the whole answer.
fn command_line(simulate: &SimulateCheck) -> String {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_string);
    let mut words = vec!["ecslab simulate".to_string()];
    words.extend(simulate.run.get("simulator").map(text));
    for input in simulate.files.iter().chain(&simulate.given) {
        words.push(format!("--{} {}", input.option, input.file));
    }
    for (option, value) in simulate.run.iter().filter(|(option, _)| *option != "simulator") {
        match value {
            Value::Array(values) => words.extend(values.iter().map(|value| format!("--{option} {}", text(value)))),
            Value::Object(members) => words.extend(members.iter().map(|(key, value)| format!("--{option} {key}={}", text(value)))),
            value => words.push(format!("--{option} {}", text(value))),
        }
    }
    words.join(" ")
}
