//! Definitions that would take the machine: each is bounded, told, and gone afterwards.

use std::time::{Duration, Instant};

use ecslab::runtime::{Engine, PlanOptions, Status, StopCode};
use serde_json::json;

use crate::engine::{BUSYBOX, engine_for};
use crate::running::{finish, run, start, start_with, stopped, wait};
use crate::task_command::{Definition, parts};

#[test]
fn a_fork_bomb_ends_at_the_limit_of_processes() {
    let Some(engine) = engine_for("a_fork_bomb_ends_at_the_limit_of_processes") else { return };
    let many = "i=0; while [ $i -lt 2000 ]; do sleep 60 & i=$((i+1)); done; echo all";
    let (exit_code, output) = run(engine, json!({"name": "one", "image": BUSYBOX, "memory": 256, "command": ["sh", "-c", many]}));
    assert!(exit_code != Some(0) && output.contains("fork") && !output.contains("all"), "{exit_code:?} {output}");
}

#[test]
fn a_fork_bomb_that_goes_on_is_ended_by_the_timeout_and_leaves_nothing() {
    let Some(engine) = engine_for("a_fork_bomb_that_goes_on_is_ended_by_the_timeout_and_leaves_nothing") else { return };
    let bomb = "bomb() { bomb | bomb & }; bomb 2>/dev/null; while :; do bomb 2>/dev/null; done";
    let definition = Definition::of(json!({"cpu": "256", "containerDefinitions": [
        {"name": "one", "image": BUSYBOX, "memory": 64, "stopTimeout": 1, "command": ["sh", "-c", bomb]}]}));
    let started = Instant::now();
    let (_, stdout, stderr) = parts(&definition.run(&["--timeout", "2s"]));
    assert!(stdout.contains("STOPPED: ") && stdout.contains("exit code"), "{stdout}{stderr}");
    assert!(started.elapsed() < Duration::from_secs(60));
    assert_eq!(definition.containers(engine), []);
}

#[test]
fn a_task_that_never_ends_is_ended_by_the_timeout() {
    let Some(engine) = engine_for("a_task_that_never_ends_is_ended_by_the_timeout") else { return };
    let definition = Definition::one(&["sh", "-c", "trap '' TERM; while :; do sleep 0.1; done"]);
    let (exit, stdout, stderr) = parts(&definition.run(&["--timeout", "500ms"]));
    assert_eq!(exit, Some(0), "{stdout}{stderr}");
    assert!(stdout.contains("Task stopped after 0.5 s (--timeout)") && stdout.contains("one exit code 137"), "{stdout}");
    assert_eq!(definition.containers(engine), []);
}

#[test]
fn output_without_end_is_bounded_where_it_is_shown_and_where_it_is_kept() {
    let Some(engine) = engine_for("output_without_end_is_bounded_where_it_is_shown_and_where_it_is_kept") else { return };
    let definition = Definition::one(&["sh", "-c", "head -c 200000000 /dev/zero | tr '\\0' x | fold -w 8000; echo end"]);
    let (exit, stdout, stderr) = parts(&definition.run(&["--timeout", "300s"]));
    assert_eq!(exit, Some(0), "{stderr}");
    assert!(stdout.len() < 18 * 1024 * 1024, "{} bytes", stdout.len());
    assert!(stdout.contains("(it writes more than is kept whole; the rest is not shown)") && stdout.contains("one STOPPED, exit code 0"));
    assert_eq!(definition.containers(engine), []);
}

#[test]
fn a_disk_that_fills_is_noticed_and_the_task_killed() {
    let Some(engine) = engine_for("a_disk_that_fills_is_noticed_and_the_task_killed") else { return };
    let script = "i=0; while :; do head -c 10000000 /dev/zero > /file$i; i=$((i+1)); sleep 0.1; done";
    let container = json!({"name": "one", "image": BUSYBOX, "memory": 64, "stopTimeout": 60, "command": ["sh", "-c", script]});
    let options = PlanOptions { disk_limit_mib: Some(40), ..PlanOptions::default() };
    let mut task = start_with(engine, &json!({"family": "fills", "containerDefinitions": [container]}), options);
    wait(&mut task, stopped);
    assert!(!task.ended_well());
    let task = finish(engine, task);
    assert_eq!(task.stop_code, Some(StopCode::UserInitiated));
    assert_eq!(task.stopped_reason.as_deref(), Some("one wrote more than 40 MiB to its file system (--disk-limit)"));
    assert_eq!(task.containers[0].exit_code, Some(137));
}

#[test]
fn memory_without_a_limit_in_the_definition_has_one_here() {
    let Some(engine) = engine_for("memory_without_a_limit_in_the_definition_has_one_here") else { return };
    let task =
        start(engine, &json!({"family": "none", "containerDefinitions": [{"name": "one", "image": BUSYBOX, "command": ["sleep", "600"]}]}));
    assert_eq!(task.status(), Status::Running);
    let id = task.container("one").and_then(|one| one.id.clone()).expect("it started");
    assert_eq!(engine.inspect(&id).expect("it is there").memory_limit, Some(2048 << 20));
    drop(task);
}
