//! The shape of every JSON answer: programs rely on names and types, so they change only on purpose.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use serde_json::Value;

use crate::program::Place;

/// One line a member: its path and its type; items of a list are taken together.
pub fn shape(value: &Value) -> String {
    let mut lines = BTreeSet::new();
    collect("", value, &mut lines);
    lines.iter().fold(String::new(), |mut text, line| {
        writeln!(text, "{line}").expect("a String takes all");
        text
    })
}

fn collect(path: &str, value: &Value, lines: &mut BTreeSet<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(items) => {
            items.iter().for_each(|item| collect(&format!("{path}[]"), item, lines));
            "list"
        }
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| collect(&format!("{path}.{name}"), member, lines));
            "object"
        }
    };
    lines.insert(format!("{path} {kind}").trim_start().to_string());
}

#[test]
fn every_answer_has_version_1_and_the_documented_shape() {
    let place = Place::new();
    place.run_with_input(&["quiz", "fargate/sizes", "--count", "1", "--format", "json"], "a\n");
    place.run(&["lab", "start", "essential-container"]);
    for file in ["task-definition.json", "service.json", "checkout-execution.role.json", "checkout-task.role.json"] {
        let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("book/examples/roles").join(file);
        place.write(&format!("roles/{file}"), &std::fs::read_to_string(example).expect("the example is there"));
    }
    // Without an engine the answers are the same on every machine.
    let json = |arguments: &[&str]| -> Value {
        let output = place.command(arguments).env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().expect("runs");
        serde_json::from_slice(&output.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}: {output:?}"))
    };
    let calls: &[(&str, &[&str])] = &[
        ("author_check", &["author", "check", "--static", "--format", "json"]),
        ("author_coverage", &["author", "coverage", "--format", "json"]),
        ("commands", &["commands", "ecr", "--format", "json"]),
        ("doctor", &["doctor", "--format", "json"]),
        ("drill", &["drill", "--level", "1", "--count", "10", "--seed", "1", "--format", "json"]),
        ("drill_list", &["drill", "list", "--format", "json"]),
        ("explain", &["explain", "ECS101", "--format", "json"]),
        ("glossary", &["glossary", "--format", "json"]),
        ("lab_check", &["lab", "check", "--format", "json"]),
        ("lab_hint", &["lab", "hint", "--format", "json"]),
        ("lab_list", &["lab", "list", "--format", "json"]),
        ("lab_reset", &["lab", "reset", "--format", "json"]),
        ("lab_solution", &["lab", "solution", "--format", "json"]),
        ("lab_start", &["lab", "start", "repair-task-definition", "--format", "json"]),
        ("learn", &["learn", "fargate/sizes", "--format", "json"]),
        ("learn_list", &["learn", "--list", "--format", "json"]),
        ("progress", &["progress", "--format", "json"]),
        ("registry_list", &["registry", "list", "--format", "json"]),
        ("quiz", &["quiz", "fargate/sizes", "--format", "json"]),
        ("roles", &["roles", "roles/task-definition.json", "roles/service.json", "--format", "json"]),
        ("roles_check", &["roles", "--check", "roles/task-definition.json", "roles/service.json", "--format", "json"]),
        ("search", &["search", "lifecycle", "--format", "json"]),
        ("rules", &["rules", "--format", "json"]),
    ];
    let mut shapes = String::new();
    for (name, arguments) in calls {
        let answer = json(arguments);
        assert_eq!(answer["version"], 1, "{name}");
        writeln!(shapes, "# {name}\n{}", shape(&answer)).expect("a String takes all");
    }
    insta::assert_snapshot!(shapes);
}
