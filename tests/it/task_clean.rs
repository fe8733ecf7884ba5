//! Nothing is left of a run, whenever it is killed, and runs beside it go on.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use ecslab::runtime::{Engine, Label, ListedContainer, TestcontainersEngine};
use serde_json::json;

use crate::engine::{BUSYBOX, engine_for};
use crate::task_command::{Definition, ecslab, parts, signal, start_and_await_running};

/// Starts a run with a temporary folder of its own, which tells its session, and reads until a line has the text.
fn run_until(definition: &Definition, text: &str, folder: &Path) -> (Child, String) {
    let mut command = definition.command(&["--timeout", "60s"]);
    let mut child = command.env("TMPDIR", folder).stdout(Stdio::piped()).spawn().expect("ecslab starts");
    let mut stdout = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut line = String::new();
    let mut interrupted = false;
    while !line.contains(text) {
        line.clear();
        assert_ne!(stdout.read_line(&mut line).expect("it prints text"), 0, "{text} never came");
        if line.contains("task RUNNING") && !interrupted {
            // So that the later stages come.
            signal(&child, "-INT");
            interrupted = true;
        }
    }
    let sessions = std::fs::read_dir(folder.join("ecslab-sessions")).expect("a session is held");
    let session = sessions.map(|entry| entry.expect("an entry").file_name().into_string().expect("plain text")).next();
    (child, session.expect("a session is held"))
}

fn left(engine: &TestcontainersEngine, session: &str) -> usize {
    let containers = engine.containers(Label::Session, Some(session)).expect("the engine works");
    containers.len() + engine.volumes(Label::Session, Some(session)).expect("the engine works").len()
}

#[test]
fn what_is_left_by_a_kill_at_any_stage_is_cleaned() {
    let Some(engine) = engine_for("what_is_left_by_a_kill_at_any_stage_is_cleaned") else { return };
    let beside = Definition::one(&["sleep", "600"]);
    let (mut beside_child, _beside_stdout) = start_and_await_running(&beside);
    let before = beside.containers(engine);
    let stubborn = || {
        Definition::of(json!({"networkMode": "awsvpc", "volumes": [{"name": "data"}], "containerDefinitions": [
            {"name": "one", "image": BUSYBOX, "memory": 32, "command": ["sleep", "600"], "stopTimeout": 2},
            {"name": "two", "image": BUSYBOX, "memory": 32, "command": ["sleep", "600"], "stopTimeout": 60,
             "dependsOn": [{"containerName": "one", "condition": "START"}],
             "mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}]}))
    };
    for stage in ["task PROVISIONING", "task PENDING", "one RUNNING", "task RUNNING", "two gets SIGTERM"] {
        let folder = tempfile::tempdir().expect("a folder");
        let definition = stubborn();
        let (mut child, session) = run_until(&definition, stage, folder.path());
        child.kill().expect("SIGKILL can be sent");
        child.wait().expect("it ends");
        // The engine may be about to do what it was asked for last: that is why people may have to clean twice.
        let mut tries = 0;
        loop {
            let (exit, _, stderr) = parts(&ecslab().args(["clean", "--session", &session]).output().expect("ecslab starts"));
            assert_eq!((exit, stderr.as_str()), (Some(0), ""), "{stage}");
            tries += 1;
            if left(engine, &session) == 0 {
                break;
            }
            assert!(tries < 5, "{stage}: something is left");
        }
        assert_eq!(definition.containers(engine), [], "{stage}");
    }
    let ids = |containers: &[ListedContainer]| containers.iter().map(|container| container.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&beside.containers(engine)), ids(&before), "the run beside them goes on");
    assert!(beside_child.try_wait().expect("it can be asked").is_none());
    signal(&beside_child, "-INT");
    assert_eq!(beside_child.wait().expect("it ends").code(), Some(0));
    assert_eq!(beside.containers(engine), []);
}

#[test]
fn a_task_whose_run_was_killed_is_listed_as_such_and_can_be_stopped() {
    let Some(engine) = engine_for("a_task_whose_run_was_killed_is_listed_as_such_and_can_be_stopped") else { return };
    let definition = Definition::one(&["sh", "-c", "trap 'exit 0' TERM; while :; do sleep 0.1; done"]);
    let (mut child, _stdout) = start_and_await_running(&definition);
    let task = definition.containers(engine)[0].task.clone();
    let list = || parts(&ecslab().args(["task", "list"]).output().expect("ecslab starts")).1;
    let after_id = |list: &str| list.split(&task).nth(1).and_then(|rest| rest.lines().nth(1)).expect("it is listed").to_string();
    assert!(!after_id(&list()).contains("its run was killed"));
    child.kill().expect("SIGKILL can be sent");
    child.wait().expect("it ends");
    assert!(after_id(&list()).contains("its run was killed"), "{}", list());
    let (_, json, _) = parts(&ecslab().args(["task", "list", "--format", "json"]).output().expect("ecslab starts"));
    let listed: serde_json::Value = serde_json::from_str(&json).expect("one JSON document");
    let orphans = listed["orphans"].as_array().expect("a list");
    assert!(orphans.iter().any(|arn| arn.as_str().is_some_and(|arn| arn.ends_with(&task))), "{json}");
    let (exit, stdout, _) = parts(&ecslab().args(["task", "stop", &task]).output().expect("ecslab starts"));
    assert_eq!(exit, Some(0), "{stdout}");
    assert_eq!(definition.containers(engine), []);
}

#[test]
fn docker_host_says_where_the_engine_is() {
    let Some(engine) = engine_for("docker_host_says_where_the_engine_is") else { return };
    let version = engine.version().expect("it answers");
    let minor = version.api.split_once('.').and_then(|(_, minor)| minor.parse::<u32>().ok()).expect("such as 1.41");
    assert!(minor >= 41, "{version:?}");
    let context =
        Command::new("docker").args(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"]).output().expect("docker starts");
    let host = String::from_utf8_lossy(&context.stdout).trim().to_string();
    // Elsewhere the engine has no socket that can be given another name.
    let Some(socket) = host.strip_prefix("unix://") else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let link = folder.path().join("engine.sock");
    std::os::unix::fs::symlink(socket, &link).expect("a link");
    let ran = ecslab().args(["task", "list"]).env("DOCKER_HOST", format!("unix://{}", link.display())).output().expect("ecslab starts");
    assert_eq!(parts(&ran).0, Some(0), "{:?}", parts(&ran));
}
