//! `ecslab simulate autoscaling` as people run it, on the examples of the book.

use std::path::Path;

use crate::program::Place;

/// A file of the book's examples.
fn example(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("book/examples/autoscaling").join(name).display().to_string()
}

/// The command on examples: files by option, then more.
fn arguments(policies: &[&str], metrics: &str, more: &[&str]) -> Vec<String> {
    let mut arguments: Vec<String> = ["simulate", "autoscaling", "--target"].map(str::to_string).to_vec();
    arguments.push(example("target.json"));
    for policy in policies {
        arguments.extend(["--policy".to_string(), example(policy)]);
    }
    arguments.extend(["--metrics".to_string(), example(metrics)]);
    arguments.extend(more.iter().map(|word| if word.ends_with(".json") { example(word) } else { (*word).to_string() }));
    arguments
}

fn words(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

#[test]
fn the_examples_of_the_book_tell_their_stories() {
    let place = Place::new();
    for (name, arguments) in [
        ("tracking", arguments(&["cpu.json", "requests.json"], "two-metrics.csv", &[])),
        ("step", arguments(&["queue.json"], "queue.csv", &["--alarm", "queue-alarm.json", "--running", "4"])),
        ("scheduled", arguments(&["cpu.json", "evening.json"], "evening.csv", &["--running", "4", "--deployment", "300..400"])),
    ] {
        let ran = place.run(&words(&arguments));
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{ran:?}");
        insta::assert_snapshot!(format!("autoscaling_{name}"), ran.stdout);
    }
}

#[test]
fn the_contract_holds_in_json() {
    let arguments = arguments(&["cpu.json", "evening.json"], "evening.csv", &["--format", "json"]);
    insta::assert_json_snapshot!("autoscaling_json", Place::new().json(&words(&arguments)));
}

#[test]
fn a_drawing_replaces_a_file_or_leaves_it() {
    let place = Place::new();
    place.write("old.svg", "old");
    let drawn = arguments(&["cpu.json", "requests.json"], "two-metrics.csv", &["--svg", "old.svg", "--deployment", "60..120"]);
    assert_eq!(place.run(&words(&drawn)).code, 0);
    let svg = std::fs::read_to_string(place.path().join("old.svg")).expect("a drawing");
    insta::assert_snapshot!("autoscaling_svg", svg);
    let nowhere = arguments(&["cpu.json"], "two-metrics.csv", &["--svg", "no/folder.svg"]);
    let ran = place.run(&words(&nowhere));
    assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
    assert!(ran.stderr.contains("cannot write no/folder.svg"), "{}", ran.stderr);
    let left: Vec<_> = std::fs::read_dir(place.path()).expect("a folder").flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["old.svg"], "nothing else is left");
}

#[test]
fn a_long_course_stays_a_small_drawing() {
    let place = Place::new();
    let rows: String = (0..5000).map(|minute| format!("{},{}\n", minute * 60, 30 + minute * 7919 % 61)).collect();
    place.write("long.csv", &format!("time,cpu\n{rows}"));
    let (target, cpu) = (example("target.json"), example("cpu.json"));
    let ran = place.run(&["simulate", "autoscaling", "--target", &target, "--policy", &cpu, "--metrics", "long.csv", "--svg", "long.svg"]);
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let size = std::fs::metadata(place.path().join("long.svg")).expect("a drawing").len();
    assert!(size < 100_000, "{size} bytes");
}

#[test]
fn plain_text_draws_in_ascii() {
    let mut arguments = arguments(&["cpu.json"], "two-metrics.csv", &[]);
    arguments.insert(0, "--plain".to_string());
    let ran = Place::new().run(&words(&arguments));
    assert!(ran.stdout.is_ascii(), "{}", ran.stdout);
}

#[test]
fn bad_input_is_told_with_its_place_and_exit_code_2() {
    let place = Place::new();
    place.write("m.csv", "time,cpu\n0,50\n60,high\n").write("other.json", "{\"PolicyName\": \"p\", \"ResourceId\": \"service/a/b\"}");
    let target = example("target.json");
    let cpu = example("cpu.json");
    let queue = example("queue.json");
    let day = example("evening.csv");
    for (policy, metrics, more, expected) in [
        (cpu.as_str(), "m.csv", "", "m.csv:3:4: \"high\" is not a number"),
        ("other.json", day.as_str(), "", "other.json:1:35: ResourceId is \"service/a/b\", but the scalable target is \"service/shop/web\""),
        (&queue, &day, "", "the step policy \"queue-out\" has no alarm"),
        (&cpu, &day, "--deployment=now", "--deployment: \"now\" is not FROM..TO"),
        (&cpu, &day, "--running=-1", "invalid value '-1' for '--running <N>'"),
        (&cpu, "none.csv", "", "cannot read none.csv"),
    ] {
        let mut words = vec!["simulate", "autoscaling", "--target", &target, "--policy", policy, "--metrics", metrics];
        words.extend((!more.is_empty()).then_some(more));
        let ran = place.run(&words);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{ran:?}");
        assert!(ran.stderr.contains(expected), "{expected}: {}", ran.stderr);
    }
}
