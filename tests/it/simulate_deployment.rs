//! `ecslab simulate deployment` as people run it, on the examples of the book.

use std::path::Path;

use crate::program::Place;

/// A file of the book's examples.
fn example(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book/examples/deployment").join(name).display().to_string()
}

#[test]
fn the_examples_of_the_book_tell_their_stories() {
    let place = Place::new();
    for (service, scenario) in [
        ("service", "healthy"),
        ("service", "crash"),
        ("service", "unhealthy"),
        ("service-no-breaker", "crash"),
        ("service-both-100", "healthy"),
        ("service-canary", "canary"),
    ] {
        let arguments = [
            "simulate",
            "deployment",
            "--service",
            &example(&format!("{service}.json")),
            "--scenario",
            &example(&format!("{scenario}.json")),
        ];
        let ran = place.run(&arguments);
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
        insta::assert_snapshot!(format!("deployment_{service}_{scenario}"), ran.stdout);
    }
}

#[test]
fn the_contract_holds_in_json() {
    let place = Place::new();
    let arguments =
        ["simulate", "deployment", "--service", &example("service.json"), "--scenario", &example("crash.json"), "--format", "json"];
    insta::assert_json_snapshot!("deployment_json", place.json(&arguments));
}

#[test]
fn plain_text_draws_in_ascii() {
    let place = Place::new();
    let ran =
        place.run(&["--plain", "simulate", "deployment", "--service", &example("service.json"), "--scenario", &example("crash.json")]);
    assert!(ran.stdout.is_ascii(), "{}", ran.stdout);
}

#[test]
fn help_names_every_member_of_a_scenario() {
    let help = Place::new().run(&["simulate", "deployment", "--help"]).stdout;
    let page = std::fs::read_to_string(example("README.md")).expect("the page is there");
    let members: Vec<&str> = page.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next()).collect();
    assert_eq!(members.len(), 14, "{members:?}");
    for member in members {
        assert!(help.contains(&format!("\n  {member} ")), "{member}: {help}");
    }
}

#[test]
fn bad_input_is_told_with_its_place_and_exit_code_2() {
    let place = Place::new();
    place
        .write("service.json", "{\n  \"desiredCount\": 1\n}")
        .write("yes.json", "{\"newTasks\": \"healthy\", \"startSeconds\": 1, \"healthySeconds\": 1}");
    for (service, scenario, expected) in [
        ("service.json", "{\"newTasks\": \"fine\"}", "s.json:1:14: newTasks is \"fine\""),
        ("service.json", "{\"newTasks\": \"healthy\", \"startSeconds\": -1}", "s.json:1:41: startSeconds is -1"),
        ("service.json", "{", "s.json:1:1: the file ends"),
        ("service.json", "", "s.json:1:1: expected a value"),
        ("no.json", "{}", "cannot read no.json"),
    ] {
        place.write("s.json", scenario);
        let ran = place.run(&["simulate", "deployment", "--service", service, "--scenario", "s.json"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains(expected), "{expected}: {}", ran.stderr);
    }
    let ran = place.run_with_input(&["simulate", "deployment", "--service", "-", "--scenario", "yes.json"], "desiredCount: 1\n");
    assert_eq!(ran.code, 0, "{ran:?}");
}
