//! `ecslab task logs` and `ecslab task exec` as people run them.

use std::path::PathBuf;
use std::process::{Command, Output};

use ecslab::runtime::{Engine, Label, TestcontainersEngine, random_session};
use rexpect::session::spawn_command;
use serde_json::{Value, json};

use crate::engine::{BUSYBOX, engine_for};

/// Milliseconds until an expectation counts as failed.
const PATIENCE: Option<u64> = Some(60_000);

/// A definition in a folder that is also the learner's home.
struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ecslab"));
        command.env("NO_COLOR", "1").env("ECSLAB_HOME", self.folder.path()).args(words);
        command
    }

    fn run(&self, words: &[&str]) -> (Option<i32>, String, String) {
        let Output { status, stdout, stderr } = self.command(words).output().expect("ecslab starts");
        (status.code(), String::from_utf8_lossy(&stdout).into_owned(), String::from_utf8_lossy(&stderr).into_owned())
    }

    fn definition(&self, containers: Value, more: &[(&str, Value)]) -> PathBuf {
        let mut definition =
            json!({"family": format!("test-{}", random_session()), "networkMode": "awsvpc", "containerDefinitions": containers});
        for (key, value) in more {
            definition[*key] = value.clone();
        }
        let path = self.folder.path().join("task.json");
        std::fs::write(&path, definition.to_string()).expect("a file");
        path
    }

    /// Runs it detached and gives its id.
    fn detach(&self, containers: Value, more: &[(&str, Value)]) -> String {
        let path = self.definition(containers, more);
        let (exit, stdout, stderr) = self.run(&["task", "run", path.to_str().expect("a plain path"), "--detach", "--format", "json"]);
        assert_eq!(exit, Some(0), "{stdout}{stderr}");
        let report: Value = serde_json::from_str(&stdout).expect("one JSON document");
        report["tasks"][0]["taskArn"].as_str().and_then(|arn| arn.rsplit('/').next()).expect("an ARN").to_string()
    }
}

fn awslogs(more: &[(&str, &str)]) -> Value {
    let mut options = json!({"awslogs-group": "/lab/web", "awslogs-region": "us-east-1", "awslogs-stream-prefix": "app"});
    for (key, value) in more {
        options[*key] = json!(value);
    }
    json!({"logDriver": "awslogs", "options": options})
}

fn nothing_left(engine: &TestcontainersEngine, task: &str) {
    assert_eq!(engine.containers(Label::Task, Some(task)).expect("the engine works"), []);
}

#[test]
fn logs_of_a_failed_task_are_there_afterwards_by_the_names_of_cloudwatch() {
    let Some(_engine) = engine_for("logs_of_a_failed_task_are_there_afterwards_by_the_names_of_cloudwatch") else { return };
    let room = Room::new();
    let script = "echo starting; echo 'ERROR lost'; echo '  at db'; echo '  at web'; exit 3";
    let path = room.definition(
        json!([
            {"name": "web", "image": BUSYBOX, "memory": 32, "command": ["sh", "-c", script],
             "dependsOn": [{"containerName": "beside", "condition": "SUCCESS"}],
             "logConfiguration": awslogs(&[("awslogs-multiline-pattern", "^(starting|ERROR)")])},
            {"name": "beside", "image": BUSYBOX, "memory": 32, "essential": false, "command": ["echo", "beside"]},
        ]),
        &[("executionRoleArn", json!("arn:aws:iam::123456789012:role/execution"))],
    );
    let (exit, stdout, stderr) = room.run(&["task", "run", path.to_str().expect("a plain path"), "--format", "json"]);
    assert_eq!(exit, Some(1), "{stdout}{stderr}");
    assert!(stderr.contains("awslogs writes to this machine"), "{stderr}");
    let report: Value = serde_json::from_str(&stdout).expect("one JSON document");
    let id = report["tasks"][0]["taskArn"].as_str().and_then(|arn| arn.rsplit('/').next()).expect("an ARN").to_string();

    let (exit, stdout, stderr) = room.run(&["task", "logs", &id]);
    assert_eq!(exit, Some(0), "{stderr}");
    assert!(stdout.contains(&format!("app/web/{id} starting\n")) && stdout.contains(" beside beside\n"), "{stdout}");
    assert_eq!(stderr, "note: beside has no logConfiguration: on Fargate nothing of this would be kept\n");

    let (exit, stdout, stderr) = room.run(&["task", "logs", &id[..8], "--group", "/lab/web", "--format", "json"]);
    assert_eq!((exit, stderr.as_str()), (Some(0), ""));
    let family =
        report["tasks"][0]["taskDefinitionArn"].as_str().and_then(|arn| arn.split('/').nth(1)).and_then(|family| family.split(':').next());
    insta::with_settings!({filters => vec![
        (id.as_str(), "<task>"),
        (family.expect("a family"), "<family>"),
        (r"\b\d{13}\b", r#""<milliseconds>""#),
        (r#""eventId": "\d{32}""#, r#""eventId": "<id>""#),
    ]}, { insta::assert_snapshot!(stdout) });

    let (_, stdout, _) = room.run(&["task", "logs", "--stream", &format!("app/web/{id}"), "--tail", "1"]);
    assert!(stdout.lines().count() == 3 && stdout.ends_with(" ERROR lost\n  at db\n  at web\n"), "{stdout}");
    let (exit, _, stderr) = room.run(&["task", "logs", &id, "--follow"]);
    assert!(exit == Some(2) && stderr.contains("has ended"), "{stderr}");
    for words in [
        &["task", "logs", &id, "--container", "nobody"][..],
        &["task", "logs", "ffff0000ffff"],
        &["task", "logs", "--follow", "--format", "json"],
    ] {
        assert_eq!(room.run(words).0, Some(2), "{words:?}");
    }
    std::fs::read_dir(room.folder.path().join("logs")).expect("they are kept there");
}

#[test]
fn logs_of_a_running_task_are_followed_to_its_end_and_kept_when_it_is_stopped() {
    let Some(engine) = engine_for("logs_of_a_running_task_are_followed_to_its_end_and_kept_when_it_is_stopped") else { return };
    let room = Room::new();
    let script = "trap 'echo bye; exit 0' TERM; for n in 1 2 3; do echo line $n; done; while :; do sleep 0.1; done";
    let id = room.detach(
        json!([{"name": "web", "image": BUSYBOX, "memory": 32, "command": ["sh", "-c", script], "logConfiguration": awslogs(&[])}]),
        &[("executionRoleArn", json!("arn:aws:iam::123456789012:role/execution"))],
    );
    let mut following = spawn_command(room.command(&["task", "logs", &id, "--follow", "--tail", "2"]), PATIENCE).expect("a terminal");
    let seen = following.exp_string("line 3").expect("it is written");
    assert!(seen.contains("line 2") && !seen.contains("line 1"), "{seen}");
    let (_, stdout, _) = room.run(&["task", "logs", &id]);
    assert_eq!(stdout.lines().count(), 3, "{stdout}");
    let (exit, _, stderr) = room.run(&["task", "stop", &id]);
    assert_eq!(exit, Some(0), "{stderr}");
    following.exp_string("bye").expect("it is written");
    following.exp_eof().expect("it ends with the container");
    nothing_left(engine, &id);
    let (_, stdout, _) = room.run(&["task", "logs", &id]);
    assert!(stdout.lines().count() == 4 && stdout.ends_with(&format!("app/web/{id} bye\n")), "{stdout}");
}

#[test]
fn a_command_runs_in_a_container_as_root_with_its_variables_and_its_exit_code_is_handed_on() {
    let name = "a_command_runs_in_a_container_as_root_with_its_variables_and_its_exit_code_is_handed_on";
    let Some(engine) = engine_for(name) else { return };
    let room = Room::new();
    let container = |name: &str| {
        json!({"name": name, "image": BUSYBOX, "memory": 32, "user": "nobody", "stopTimeout": 2, "command": ["sleep", "600"],
            "environment": [{"name": "GREETING", "value": "hello"}]})
    };
    let id = room.detach(json!([container("web"), container("beside")]), &[]);
    let exec = |words: &[&str]| {
        let mut all = vec!["task", "exec", &id[..10]];
        all.extend(words);
        room.run(&all)
    };
    let (exit, stdout, stderr) = exec(&["--container", "web", "--", "sh", "-c", "echo $GREETING $(id -u); echo problem >&2; exit 42"]);
    assert_eq!((exit, stdout.as_str()), (Some(42), "hello 0\n"));
    assert!(stderr.contains("problem\n") && stderr.contains("note: on AWS this needs a taskRoleArn"), "{stderr}");
    let (exit, _, stderr) = exec(&["--", "true"]);
    assert!(exit == Some(2) && stderr.contains("--container, one of web, beside"), "{stderr}");
    let (exit, _, stderr) = exec(&["--container", "db", "--", "true"]);
    assert!(exit == Some(2) && stderr.contains("no container db"), "{stderr}");
    let (exit, ..) = exec(&["--container", "web", "--", "/no/such/program"]);
    assert!(exit.is_some_and(|code| code > 100), "{exit:?}");
    let (exit, _, stderr) = room.run(&["task", "exec", "ffff0000ffff", "--", "true"]);
    assert!(exit == Some(2) && stderr.contains("ecslab task list"), "{stderr}");

    // Piped input reaches the command, and its end too.
    let mut child = room
        .command(&["task", "exec", &id, "--container", "web", "--interactive", "--", "cat"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("ecslab starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("it is piped"), b"through\n").expect("it is read");
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(0), &b"through\n"[..]));
    assert_eq!(room.run(&["task", "stop", &id]).0, Some(0));
    nothing_left(engine, &id);
}

#[test]
fn an_interactive_command_has_the_terminal() {
    let Some(engine) = engine_for("an_interactive_command_has_the_terminal") else { return };
    let room = Room::new();
    let id = room.detach(
        json!([{"name": "web", "image": BUSYBOX, "memory": 32, "stopTimeout": 2, "command": ["sleep", "600"], "readonlyRootFilesystem": true}]),
        &[("taskRoleArn", json!("arn:aws:iam::123456789012:role/app"))],
    );
    let mut session = spawn_command(room.command(&["task", "exec", &id, "-i", "--", "sh"]), PATIENCE).expect("a terminal");
    session.exp_string("does not work with readonlyRootFilesystem").expect("a note");
    session.send_line("tty; echo ma''de; exit 5").expect("it is typed");
    session.exp_string("/dev/pts/").expect("it has a terminal");
    session.exp_string("made").expect("it runs");
    session.exp_eof().expect("it ends");
    let status = session.process().wait().expect("it ends");
    assert!(format!("{status:?}").ends_with(", 5)"), "{status:?}");
    assert_eq!(room.run(&["task", "stop", &id]).0, Some(0));
    nothing_left(engine, &id);
}

#[test]
fn kept_logs_are_removed_by_clean() {
    let Some(_engine) = engine_for("kept_logs_are_removed_by_clean") else { return };
    let room = Room::new();
    let path = room.definition(json!([{"name": "web", "image": BUSYBOX, "memory": 32, "command": ["echo", "hi"]}]), &[]);
    assert_eq!(room.run(&["task", "run", path.to_str().expect("a plain path")]).0, Some(0));
    let files = || std::fs::read_dir(room.folder.path().join("logs")).expect("a folder").count();
    assert_eq!(files(), 1);
    // A session that nobody has: the engine's containers of other tests are not touched, and neither are logs.
    assert_eq!(room.run(&["clean", "--session", &random_session()]).0, Some(0));
    assert_eq!(files(), 1);
    // Without an engine, so that tasks of other tests stay.
    let output = room.command(&["clean"]).env("DOCKER_HOST", "unix:///nowhere/docker.sock").output().expect("ecslab starts");
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(3), &b"removed 1 kept log\n"[..]));
    assert_eq!(files(), 0);
}
