//! `ecslab task` and `ecslab clean` as people run them.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use ecslab::runtime::{Engine, Label, ListedContainer, TestcontainersEngine, random_session};
use serde_json::{Value, json};

use crate::engine::{BUSYBOX, engine_for};

/// A definition in a file, with a family that nobody else has.
pub struct Definition {
    file: PathBuf,
    family: String,
    _folder: tempfile::TempDir,
}

impl Definition {
    pub fn of(mut definition: Value) -> Self {
        let family = format!("test-{}", random_session());
        definition["family"] = json!(family);
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("task.json");
        std::fs::write(&file, serde_json::to_string_pretty(&definition).expect("JSON")).expect("a file");
        Self { file, family, _folder: folder }
    }

    /// An awsvpc task of one container.
    pub fn one(words: &[&str]) -> Self {
        Self::of(json!({"networkMode": "awsvpc", "volumes": [{"name": "data"}], "containerDefinitions": [
            {"name": "one", "image": BUSYBOX, "memory": 32, "command": words, "stopTimeout": 2, "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}
        ]}))
    }

    pub fn command(&self, more: &[&str]) -> Command {
        let mut command = ecslab();
        command.args(["task", "run"]).arg(&self.file).args(more);
        command
    }

    pub fn run(&self, more: &[&str]) -> Output {
        self.command(more).output().expect("ecslab starts")
    }

    /// Its containers on the engine, by what their labels remember.
    pub fn containers(&self, engine: &TestcontainersEngine) -> Vec<ListedContainer> {
        let all = engine.containers(Label::Task, None).expect("the engine works");
        all.into_iter().filter(|container| container.remembered.contains(&self.family)).collect()
    }
}

pub fn ecslab() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ecslab"));
    // The logs of tests are no learner's.
    command.env("NO_COLOR", "1").env("ECSLAB_HOME", Path::new(env!("CARGO_TARGET_TMPDIR")).join("task-home"));
    command
}

/// Exit code, standard output and standard error.
pub fn parts(output: &Output) -> (Option<i32>, String, String) {
    (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Starts it and reads until the task is RUNNING.
pub fn start_and_await_running(definition: &Definition) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = definition.command(&["--timeout", "60s"]).stdout(Stdio::piped()).spawn().expect("ecslab starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut line = String::new();
    while !line.contains("task RUNNING") {
        line.clear();
        assert_ne!(stdout.read_line(&mut line).expect("it prints text"), 0, "the task never ran");
    }
    (child, stdout)
}

pub fn signal(child: &Child, signal: &str) {
    let status = Command::new("kill").args([signal, &child.id().to_string()]).status().expect("kill starts");
    assert!(status.success());
}

#[test]
fn the_answer_as_json_has_the_shape_of_describe_tasks() {
    let Some(engine) = engine_for("the_answer_as_json_has_the_shape_of_describe_tasks") else { return };
    let definition = Definition::of(json!({"networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
        "executionRoleArn": "arn:aws:iam::123456789012:role/execution",
        "containerDefinitions": [
            {"name": "init", "image": BUSYBOX, "essential": false, "command": ["true"]},
            {"name": "web", "image": BUSYBOX, "command": ["sh", "-c", "echo to the log; exit 3"], "portMappings": [{"containerPort": 8080}],
             "secrets": [{"name": "TOKEN", "valueFrom": "arn:aws:ssm:us-east-1:123456789012:parameter/token"}],
             "dependsOn": [{"containerName": "init", "condition": "SUCCESS"}]}]}));
    let secrets = definition.file.with_file_name("secrets.yaml");
    std::fs::write(&secrets, "arn:aws:ssm:us-east-1:123456789012:parameter/token: hunter2\n").expect("a file");
    let secrets = secrets.to_str().expect("a temporary folder has a plain name");
    let (exit, stdout, stderr) = parts(&definition.run(&["--format", "json", "--ports", "dynamic", "--secrets", secrets]));
    assert_eq!(exit, Some(1), "{stdout}{stderr}");
    assert!(stderr.contains("web | to the log"), "{stderr}");
    assert!(!stdout.contains("hunter2") && !stderr.contains("hunter2"));
    let report: Value = serde_json::from_str(&stdout).expect("one JSON document");
    let id = report["tasks"][0]["taskArn"].as_str().and_then(|arn| arn.rsplit('/').next()).expect("an ARN").to_string();
    insta::with_settings!({filters => vec![
        (id.as_str(), "<task>"),
        (definition.family.as_str(), "<family>"),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", "<time>"),
        (r"[0-9a-f]{64}", "<runtime id>"),
        (r#""hostPort": \d+"#, r#""hostPort": "<port>""#),
    ]}, { insta::assert_snapshot!(stdout) });
    assert_eq!(definition.containers(engine), []);
}

#[test]
fn a_run_is_told_as_it_happens_and_leaves_nothing() {
    let Some(engine) = engine_for("a_run_is_told_as_it_happens_and_leaves_nothing") else { return };
    let definition = Definition::one(&["sh", "-c", "echo hello; echo \"\u{1b}[31mred\" >&2"]);
    let (exit, stdout, stderr) = parts(&definition.run(&[]));
    assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stdout}");
    let at = |text: &str| stdout.find(text).unwrap_or_else(|| panic!("no {text:?} in {stdout}"));
    assert!(at("one RUNNING") < at("one | hello") && at("one | hello") < at("one STOPPED, exit code 0"));
    assert!(at("one | \\u{1b}[31mred") < at("EssentialContainerExited: Essential container in task exited"));
    assert_eq!(definition.containers(engine), []);
}

#[test]
fn what_cannot_run_here_is_refused_before_anything_starts() {
    let Some(engine) = engine_for("what_cannot_run_here_is_refused_before_anything_starts") else { return };
    let container = |more: Value| {
        let mut container = json!({"name": "one", "image": BUSYBOX, "memory": 32});
        container.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        json!({"executionRoleArn": "arn:aws:iam::123456789012:role/execution", "containerDefinitions": [container]})
    };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    // Definition, exit code, what standard error says, what standard output says.
    let cases = [
        (container(json!({"privileged": true})), 2, "is privileged: it would own this machine", ""),
        (container(json!({"secrets": [{"name": "PIN", "valueFrom": "pin"}]})), 2, "no value for the secret PIN of container one (pin)", ""),
        (container(json!({"image": "${IMAGE}"})), 2, "is a placeholder: ${IMAGE}", ""),
        (container(json!({"image": "localhost:1/none:1"})), 3, "docker pull localhost:1/none:1", ""),
        (container(json!({"portMappings": [{"containerPort": 80, "hostPort": port}]})), 3, "--ports dynamic", ""),
        (container(json!({"image": 5, "essential": "no"})), 1, "", "nothing was started"),
        (json!({"containerDefinitions": "{"}), 1, "", "nothing was started"),
    ];
    for (definition, exit, stderr, stdout) in cases {
        let definition = Definition::of(definition);
        let found = parts(&definition.run(&[]));
        assert_eq!(found.0, Some(exit), "{found:?}");
        assert!(found.1.contains(stdout) && found.2.contains(stderr), "{found:?}");
        assert_eq!(definition.containers(engine), []);
    }
    let definition = Definition::of(container(json!({"image": "${IMAGE}", "command": ["true"]})));
    assert_eq!(definition.run(&["--image", &format!("${{IMAGE}}={BUSYBOX}")]).status.code(), Some(0));
}

#[test]
fn an_image_that_cannot_be_pulled_fails_the_task_in_the_words_of_ecs() {
    let Some(engine) = engine_for("an_image_that_cannot_be_pulled_fails_the_task_in_the_words_of_ecs") else { return };
    // A port that nothing listens on.
    let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port").port();
    let image = format!("127.0.0.1:{port}/shop/web:1");
    let definition = Definition::of(json!({"containerDefinitions": [{"name": "one", "image": image, "memory": 32}]}));
    let (exit, stdout, stderr) = parts(&definition.run(&["--pull"]));
    assert_eq!(exit, Some(1), "{stdout}{stderr}");
    assert!(stdout.contains("TaskFailedToStart: CannotPullContainerError: Error response from daemon: "), "{stdout}");
    assert_eq!(definition.containers(engine), []);
}

#[test]
fn a_pull_from_a_registry_that_never_answers_is_cut_short_by_ctrl_c() {
    let Some(engine) = engine_for("a_pull_from_a_registry_that_never_answers_is_cut_short_by_ctrl_c") else { return };
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let image = format!("{}/shop/web:1", silent.local_addr().expect("an address"));
    let definition = Definition::of(json!({"containerDefinitions": [{"name": "one", "image": image, "memory": 32}]}));
    let mut child = definition.command(&["--pull"]).stdout(Stdio::piped()).spawn().expect("ecslab starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut line = String::new();
    while !line.contains("task PENDING") {
        line.clear();
        assert_ne!(stdout.read_line(&mut line).expect("it prints text"), 0, "it never came so far");
    }
    signal(&child, "-INT");
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut stdout, &mut rest).expect("it prints text");
    assert_eq!(child.wait().expect("it ends").code(), Some(1), "{rest}");
    assert!(rest.contains("CannotPullContainerError: the pull was cut short"), "{rest}");
    assert_eq!(definition.containers(engine), []);
}

#[test]
fn what_stands_in_is_refused_where_it_cannot_be_used() {
    let definition = Definition::one(&["true"]);
    let folder = definition.file.parent().expect("a folder");
    let broken = folder.join("broken.env");
    std::fs::write(&broken, b"A=1\nB=\xff\n").expect("a file");
    let long = folder.join("long.env");
    std::fs::write(&long, format!("A=1\nB={}\n", "x".repeat(70_000))).expect("a file");
    let mapped = |path: &std::path::Path| format!("arn:aws:s3:::shop/app.env={}", path.display());
    for (arguments, says) in [
        (["--env-file", &mapped(&broken)], "broken.env: byte 6 (line 2) is not UTF-8"),
        (["--env-file", &mapped(&long)], "long.env:2: the line has 70002 bytes"),
        (["--env-file", &mapped(folder)], "it is a directory"),
        (["--env-file", "app.env"], "arn:aws:s3:::bucket/app.env=./app.env"),
        (["--workspace", "/no/such/folder"], "there is no such file or folder"),
        (["--workspace", definition.file.to_str().expect("a plain name")], "is no directory"),
        (["--efs", "fs-1=/no/such/folder"], "there is no such file or folder"),
        (["--access-point", "fsap-1=root"], "write it as ID=UID:GID/PATH"),
        (["--disk-limit", "much"], "write it as 500m or 2g"),
    ] {
        let (exit, _, stderr) = parts(&definition.run(&arguments));
        assert!(exit == Some(2) && stderr.contains(says), "{arguments:?}: {exit:?} {stderr}");
    }
}

#[test]
fn without_an_engine_a_run_says_what_to_do() {
    let definition = Definition::one(&["true"]);
    let (exit, stdout, stderr) =
        parts(&definition.command(&[]).env("DOCKER_HOST", "unix:///no/such/socket").output().expect("ecslab starts"));
    assert_eq!((exit, stdout.as_str()), (Some(3), ""));
    assert!(stderr.contains("no container engine answers") && stderr.contains("DOCKER_HOST is set"), "{stderr}");
}

#[test]
fn ctrl_c_stops_in_order_and_a_second_one_kills() {
    let Some(engine) = engine_for("ctrl_c_stops_in_order_and_a_second_one_kills") else { return };
    let polite = Definition::one(&["sh", "-c", "trap 'exit 5' TERM; while :; do sleep 0.1; done"]);
    let (mut child, mut stdout) = start_and_await_running(&polite);
    signal(&child, "-INT");
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut stdout, &mut rest).expect("it prints text");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{rest}");
    assert!(rest.contains("one gets SIGTERM") && rest.contains("UserInitiated: Task stopped by user"), "{rest}");
    assert_eq!(polite.containers(engine), []);

    let mut definition: Value = serde_json::from_str(&std::fs::read_to_string(&polite.file).expect("a file")).expect("JSON");
    definition["containerDefinitions"][0]["stopTimeout"] = json!(120);
    definition["containerDefinitions"][0]["command"] = json!(["sleep", "600"]);
    let stubborn = Definition::of(definition);
    let (mut child, mut stdout) = start_and_await_running(&stubborn);
    signal(&child, "-INT");
    let mut line = String::new();
    while !line.contains("gets SIGTERM") {
        line.clear();
        assert_ne!(stdout.read_line(&mut line).expect("it prints text"), 0, "SIGTERM was never sent");
    }
    signal(&child, "-INT");
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut stdout, &mut rest).expect("it prints text");
    assert_eq!(child.wait().expect("it ends").code(), Some(0), "{rest}");
    assert!(rest.contains("one gets SIGKILL") && rest.contains("one STOPPED, exit code 137"), "{rest}");
    assert_eq!(stubborn.containers(engine), []);
}

#[test]
fn what_a_killed_run_left_is_cleaned_by_its_session() {
    let Some(engine) = engine_for("what_a_killed_run_left_is_cleaned_by_its_session") else { return };
    let definition = Definition::one(&["sleep", "600"]);
    let (mut child, _stdout) = start_and_await_running(&definition);
    let session = definition.containers(engine)[0].session.clone();
    child.kill().expect("SIGKILL can be sent");
    child.wait().expect("it ends");
    let left = definition.containers(engine);
    assert_eq!(left.len(), 3, "the container, the pause container and the one of the endpoints");
    let (exit, stdout, stderr) = parts(&ecslab().args(["clean", "--session", &session]).output().expect("ecslab starts"));
    assert_eq!((exit, stderr.as_str()), (Some(0), ""));
    assert_eq!(stdout.lines().filter(|line| line.starts_with("removed container")).count(), 3, "{stdout}");
    assert_eq!(stdout.lines().filter(|line| line.starts_with("removed volume")).count(), 1, "{stdout}");
    assert_eq!(definition.containers(engine), []);
    assert_eq!(engine.volumes(Label::Session, Some(&session)).expect("the engine works"), [""; 0]);
    let again = parts(&ecslab().args(["clean", "--session", &session]).output().expect("ecslab starts"));
    assert_eq!(again, (Some(0), "nothing to remove\n".to_string(), String::new()));
}

#[test]
fn a_reader_that_goes_away_stops_the_task() {
    let Some(engine) = engine_for("a_reader_that_goes_away_stops_the_task") else { return };
    let definition = Definition::one(&["sh", "-c", "trap 'exit 0' TERM; while :; do echo tick; sleep 0.1; done"]);
    let (mut child, stdout) = start_and_await_running(&definition);
    drop(stdout);
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    assert_eq!(definition.containers(engine), []);
}

#[test]
fn a_detached_task_is_listed_and_stopped() {
    let Some(engine) = engine_for("a_detached_task_is_listed_and_stopped") else { return };
    let definition = Definition::one(&["sh", "-c", "trap 'exit 6' TERM; while :; do sleep 0.1; done"]);
    let (exit, stdout, stderr) = parts(&definition.run(&["--detach", "--format", "json"]));
    assert_eq!(exit, Some(0), "{stderr}");
    assert!(stderr.contains("no task metadata and no credentials"), "{stderr}");
    let report: Value = serde_json::from_str(&stdout).expect("one JSON document");
    assert_eq!(report["tasks"][0]["lastStatus"], "RUNNING");
    let id = report["tasks"][0]["taskArn"].as_str().and_then(|arn| arn.rsplit('/').next()).expect("an ARN").to_string();
    let (_, listed, _) = parts(&ecslab().args(["task", "list"]).output().expect("ecslab starts"));
    assert!(listed.contains(&format!("{id} {}:1", definition.family)), "{listed}");
    let (exit, stdout, _) = parts(&ecslab().args(["task", "stop", &id[..16], "--format", "json"]).output().expect("ecslab starts"));
    assert_eq!(exit, Some(0));
    let report: Value = serde_json::from_str(&stdout).expect("one JSON document");
    assert_eq!(report["tasks"][0]["containers"][0]["exitCode"], 6);
    assert_eq!(definition.containers(engine), []);
    let (exit, _, stderr) = parts(&ecslab().args(["task", "stop", &id]).output().expect("ecslab starts"));
    assert!(exit == Some(2) && stderr.contains("ecslab task list"), "{stderr}");
}

#[test]
fn what_cannot_be_printed_fails_and_still_leaves_nothing() {
    let Some(engine) = engine_for("what_cannot_be_printed_fails_and_still_leaves_nothing") else { return };
    let definition = Definition::one(&["sh", "-c", "echo hello; sleep 60"]);
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
    let output = definition.command(&["--timeout", "60s"]).stdout(full).output().expect("ecslab starts");
    let (code, _, stderr) = parts(&output);
    assert_ne!(code, Some(0), "{stderr}");
    assert!(stderr.contains("No space left"), "{stderr}");
    assert_eq!(definition.containers(engine).len(), 0);
}
