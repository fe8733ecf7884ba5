//! `--write-baseline` and `--baseline`.

use crate::program::{Place, Ran};

const TASK: &str = r#"{
  "family": "web",
  "containerDefinitions": [
    {"name": "web", "image": "nginx:latest", "memory": 128, "logConfiguration": {"logDriver": "json-file"}}
  ]
}
"#;

/// A second container, before the first.
fn with_container(image: &str) -> String {
    let new = format!(
        "\n    {{\"name\": \"new\", \"image\": \"{image}\", \"memory\": 64, \"logConfiguration\": {{\"logDriver\": \"json-file\"}}}},"
    );
    TASK.replacen("[\n", &format!("[{new}\n"), 1)
}

fn lint(place: &Place, arguments: &[&str]) -> Ran {
    place.run(&[&["lint", "--select", "ECS401", "--fail-on", "warning", "--format", "concise"], arguments].concat())
}

#[test]
fn only_new_findings_are_shown() {
    let place = Place::new();
    place.write("deploy/td.json", TASK);
    let written = lint(&place, &["deploy", "--write-baseline", "known.json"]);
    assert_eq!(written.code, 0, "{written:?}");
    assert!(written.stdout.starts_with("1 finding written to known.json"), "{written:?}");
    insta::assert_snapshot!("baseline", std::fs::read_to_string(place.path().join("known.json")).expect("it is written"));
    let code = |arguments: &[&str]| lint(&place, &[&["--baseline", "known.json"], arguments].concat()).code;
    assert_eq!((lint(&place, &["deploy"]).code, code(&["deploy"])), (1, 0));
    // However the file is named.
    let whole = place.path().join("deploy/td.json").display().to_string();
    assert_eq!((code(&["deploy/../deploy/td.json"]), code(&[&whole])), (0, 0));
    // Lines and numbers change, the place by names does not.
    place.write("deploy/td.json", &format!("\n\n{}", with_container("nginx:1.28")));
    assert_eq!(code(&["deploy"]), 0);
    place.write("deploy/td.json", &with_container("httpd:latest"));
    let ran = lint(&place, &["--baseline", "known.json", "deploy"]);
    assert!(ran.code == 1 && ran.stdout.lines().count() == 1 && ran.stdout.contains("httpd:latest"), "{ran:?}");
    // Another file with the same finding is new.
    place.write("deploy/td.json", TASK).write("deploy/other.json", TASK);
    let ran = lint(&place, &["--baseline", "known.json", "deploy"]);
    assert!(ran.code == 1 && ran.stdout.starts_with("deploy/other.json:"), "{ran:?}");
}

#[test]
fn equal_findings_are_counted() {
    let place = Place::new();
    let one = "family: web\ncontainerDefinitions:\n  - {name: web, image: 'nginx:latest', memory: 64}\n";
    place.write("td.yaml", &format!("{one}---\n{one}"));
    assert!(lint(&place, &["td.yaml", "--write-baseline", "known.json"]).stdout.starts_with("2 findings written"));
    place.write("td.yaml", &format!("{one}---\n{one}---\n{one}"));
    let ran = lint(&place, &["td.yaml", "--baseline", "known.json"]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (1, 1), "{ran:?}");
}

#[test]
fn what_is_mended_is_told() {
    let place = Place::new();
    place.write("td.json", &with_container("httpd:latest")).write("other.json", TASK).write("gone.json", TASK);
    lint(&place, &[".", "--write-baseline", "known.json"]);
    place.write("td.json", &with_container("httpd:2.4"));
    std::fs::remove_file(place.path().join("gone.json")).expect("it is there");
    let full = |paths: &[&str]| place.run(&[&["lint", "--select", "ECS401", "--baseline", "known.json"], paths].concat()).stdout;
    // Of a file that is not looked at nothing is known.
    assert_eq!(
        full(&["td.json"]),
        "1 file checked, no findings; 1 in the baseline\n2 entries of the baseline no longer occur; --write-baseline leaves them out\n"
    );
    assert_eq!(
        full(&["other.json"]),
        "1 file checked, no findings; 1 in the baseline\n1 entry of the baseline no longer occurs; --write-baseline leaves them out\n"
    );
    // A rule that is not asked for is there all the same, and other formats stay whole.
    let ran = place.run(&["lint", "--select", "ECS101", "--baseline", "known.json", "--format", "json", "td.json", "other.json"]);
    let answer: serde_json::Value = serde_json::from_str(&ran.stdout).expect("JSON");
    assert_eq!(answer["summary"]["known"], 2);
    assert!(ran.stderr.starts_with("note: 2 entries of the baseline no longer occur"), "{ran:?}");
    // Broken text hides findings; they are not gone.
    place.write("other.json", "{\"containerDefinitions\": [");
    assert!(full(&["other.json"]).contains("1 entry of the baseline"), "{}", full(&["other.json"]));
}

#[test]
fn a_configuration_names_it_and_writing_looks_past_it() {
    let place = Place::new();
    place.write("app/td.json", TASK).write("ecslab.toml", "baseline = 'ci/known.json'\n");
    let missing = lint(&place, &["app"]);
    assert_eq!((missing.code, missing.stdout.as_str()), (2, ""), "{missing:?}");
    assert!(
        missing.stderr.contains("the baseline cannot be read: there is no such file") && missing.stderr.contains("--write-baseline"),
        "{missing:?}"
    );
    std::fs::create_dir(place.path().join("ci")).expect("a folder");
    for _ in 0..2 {
        assert!(lint(&place, &["app", "--write-baseline", "ci/known.json"]).stdout.starts_with("1 finding written"));
        assert_eq!(lint(&place, &["app"]).code, 0);
    }
}

#[test]
fn what_is_no_baseline_is_refused() {
    let place = Place::new();
    place.write("td.json", TASK);
    let cases = [
        (r#"{"version": 2, "entries": []}"#, "known.json:1:1: this baseline has version 2, and this ecslab reads version 1"),
        (r#"{"version": "1", "entries": []}"#, "has version \"1\""),
        ("{\n  \"entries\": []}", "known.json:2:16: this is no baseline: missing field `version`"),
        (r#"{"version": 1, "findings": []}"#, "this is no baseline: unknown field `findings`"),
        ("", "known.json:1:1: this is no baseline"),
        ("[1", "this is no baseline"),
    ];
    for (text, message) in cases {
        place.write("known.json", text);
        let ran = lint(&place, &["td.json", "--baseline", "known.json"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (2, ""), "{text}: {ran:?}");
        assert!(ran.stderr.contains(message), "{message}: {}", ran.stderr);
        assert!(ran.stderr.contains("write it anew with --write-baseline"), "{ran:?}");
    }
}

#[test]
fn a_baseline_is_written_whole_or_not_at_all() {
    let place = Place::new();
    place.write("td.json", TASK).write("known.json", "kept").write("unknown.json", "{\"a\": 1}");
    // Its findings would come back as new.
    for path in ["nowhere.json", "unknown.json"] {
        let ran = lint(&place, &["td.json", path, "--write-baseline", "known.json"]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("the baseline known.json is not written"), "{ran:?}");
    }
    for target in ["no/folder/known.json", "."] {
        let ran = lint(&place, &["td.json", "--write-baseline", target]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.stderr.contains("cannot write the baseline"), "{ran:?}");
    }
    assert_eq!(std::fs::read_to_string(place.path().join("known.json")).expect("it is there"), "kept");
    let names: Vec<_> =
        std::fs::read_dir(place.path()).expect("a folder").filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    assert!(names.iter().all(|name| ["td.json", "known.json", "unknown.json", "home"].contains(&name.as_str())), "{names:?}");
    let mut permissions = std::fs::metadata(place.path().join("known.json")).expect("it is there").permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(place.path().join("known.json"), permissions).expect("it may be changed");
    let ran = lint(&place, &["td.json", "--write-baseline", "known.json"]);
    assert!(ran.code == 2 && ran.stderr.contains("it is read-only"), "{ran:?}");
}
