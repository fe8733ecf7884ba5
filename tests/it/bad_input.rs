//! Bad input: one clear paragraph, the documented exit code, nothing lost, never a panic.

use crate::program::{Place, Ran};

fn refused(ran: &Ran, code: i32, says: &[&str]) {
    assert_eq!(ran.code, code, "{ran:?}");
    assert!(!ran.stderr.contains("panicked"), "{ran:?}");
    for word in says {
        assert!(ran.stderr.contains(word), "expected {word:?} in {ran:?}");
    }
}

#[test]
fn files_that_cannot_be_linted_are_named_with_exit_2() {
    let place = Place::new();
    place.write("other.json", "{\"a\": 1}").write("empty.yaml", "").write("folder/x.txt", "");
    std::fs::write(place.path().join("latin1.json"), b"{\"family\": \"caf\xe9\"}").expect("writes");
    for (file, says) in [
        ("missing.json", vec!["missing.json", "no such file", "check the path"]),
        ("other.json", vec!["other.json", "--kind"]),
        ("empty.yaml", vec!["empty.yaml", "no document"]),
        ("latin1.json", vec!["latin1.json", "UTF-8", "line 1"]),
    ] {
        refused(&place.run(&["lint", file]), 2, &says);
    }
    let ran = place.run(&["lint", "folder"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (0, "no ECS or ECR document found\n"));
}

#[test]
fn what_can_be_checked_is_still_printed_when_something_cannot() {
    let place = Place::new();
    place.write("td.json", "{\"family\": \"x\", \"containerDefinitions\": []}");
    let ran = place.run(&["lint", "td.json", "missing.json", "--format", "concise"]);
    refused(&ran, 2, &["missing.json"]);
    assert!(ran.stdout.contains("td.json"), "{ran:?}");
}

#[test]
fn broken_text_is_a_finding_and_not_a_failure() {
    let place = Place::new();
    place.write("td.json", "{\"family\": \"x\", \"containerDefinitions\": [").write("td.yaml", "family: x\ncontainerDefinitions:\n\t- a\n");
    for file in ["td.json", "td.yaml"] {
        let ran = place.run(&["lint", file, "--format", "concise"]);
        assert_eq!(ran.code, 1, "{ran:?}");
        assert!(ran.stdout.contains("DOC001"), "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_fifo_is_refused_instead_of_waited_for() {
    let place = Place::new();
    let fifo = place.path().join("pipe.json");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
    refused(&place.run(&["lint", "pipe.json"]), 2, &["not a regular file"]);
}

#[test]
fn unknown_names_are_answered_with_the_nearest() {
    let place = Place::new();
    refused(&place.run(&["explain", "ECS11"]), 2, &["ECS11", "Did you mean", "ecslab rules"]);
    refused(&place.run(&["lint", ".", "--select", "XYZ"]), 2, &["XYZ", "ecslab rules"]);
    refused(&place.run(&["lint", ".", "--kind", "pod"]), 2, &["task-definition"]);
    refused(&place.run(&["learn", "fargate/size"]), 2, &["Did you mean fargate/sizes?"]);
    refused(&place.run(&["quiz", "nothing-like-it"]), 2, &["ecslab learn --list"]);
    refused(&place.run(&["lab", "start", "repair"]), 2, &["ecslab lab list"]);
    refused(&place.run(&["lab", "check"]), 2, &["no lab is started"]);
    refused(&place.run(&["lab", "check", "repair-task-definition"]), 2, &["is not started", "ecslab lab start"]);
    refused(&place.run(&["frobnicate"]), 2, &["frobnicate"]);
}

#[test]
fn a_home_that_cannot_be_written_is_said_with_the_remedy() {
    let place = Place::new();
    // A file where the folder should be: refused for root too, unlike permissions.
    place.write("occupied", "");
    let run = |arguments: &[&str]| {
        let output = place.command(arguments).env("ECSLAB_HOME", place.path().join("occupied/home")).output().expect("runs");
        Ran { code: output.status.code().unwrap_or(-1), stdout: String::new(), stderr: String::from_utf8(output.stderr).expect("UTF-8") }
    };
    refused(&run(&["quiz", "fargate"]), 2, &["occupied/home", "ECSLAB_HOME"]);
    refused(&run(&["lab", "start", "fargate/repair-task-definition"]), 2, &["ECSLAB_HOME"]);
    assert!(!place.path().join("ecslab-labs").exists(), "nothing is begun that cannot be remembered");
    assert_eq!(run(&["lint", "."]).code, 0, "the linter needs no home");
    refused(&run(&[]), 2, &["ECSLAB_HOME"]);
}

#[test]
fn a_workspace_is_never_overwritten() {
    let place = Place::new();
    place.write("mine/task-definition.json", "mine");
    refused(&place.run(&["lab", "start", "fargate/repair-task-definition", "--dir", "mine"]), 2, &["is there already"]);
    assert_eq!(std::fs::read_to_string(place.path().join("mine/task-definition.json")).expect("reads"), "mine");
}

#[test]
fn answers_that_do_not_fit_a_question_are_told_with_their_line() {
    let place = Place::new();
    let quiz = ["quiz", "fargate/sizes", "--format", "json"];
    refused(&place.run_with_input(&quiz, "z\n"), 2, &["line 1", "a to d"]);
    let many = "a\n".repeat(99);
    let ran = place.run_with_input(&quiz, &many);
    assert_eq!(ran.code, 2, "{ran:?}");
}

#[test]
fn hostile_documents_end_quickly() {
    let place = Place::new();
    let bomb: String = (1..30).fold("a0: &a0 [x, x]\n".to_string(), |text, i| format!("{text}a{i}: &a{i} [*a{0}, *a{0}]\n", i - 1));
    place.write("deep.json", &"[".repeat(100_000)).write("bomb.yaml", &bomb).write("deep.yaml", &"- ".repeat(50_000));
    place.write("nul.json", "{\"containerDefinitions\": \"\u{0}\"}");
    for file in ["deep.json", "bomb.yaml", "deep.yaml", "nul.json"] {
        let ran = place.run(&["lint", file, "--format", "json"]);
        assert_eq!(ran.code, 1, "{file}: {}", ran.stderr);
    }
}
