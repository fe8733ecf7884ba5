//! The state machine against scripts, in virtual time.

use std::time::Duration;

use super::*;
use crate::runtime::{FakeEngine, PlanOptions, Removed, Script, plan_source, sweep};
use crate::source::SourceFile;

mod provisions;
mod restarts;

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// A plan of containers as YAML: what stands below `containerDefinitions`.
fn plan(containers: &str) -> TaskPlan {
    let text = format!("family: demo\nnetworkMode: awsvpc\nvolumes: [{{name: data}}]\ncontainerDefinitions:\n{containers}");
    plan_source(&SourceFile::new("task.yaml", text), &PlanOptions::default()).expect("the definition can be run")
}

/// What happened, one line each: `container event`, or `- event` for the task, with whole seconds of virtual time.
fn told(report: &TaskReport) -> Vec<String> {
    let start = report.events[0].at;
    let line = |event: &TaskEvent| {
        let at = event.at.duration_since(start).expect("time goes on").as_secs();
        let what = match &event.kind {
            EventKind::Status { status, exit_code: Some(code), .. } => format!("{} {code}", status.name()),
            EventKind::Status { status, .. } => status.name().to_string(),
            EventKind::Health { health_status } => health_status.name().to_string(),
            EventKind::Waiting { dependency, condition } => format!("waits for {dependency} {condition}"),
            EventKind::Restarted { exit_code, restart_count } => format!("restart {restart_count} after {exit_code}"),
            EventKind::Stopping { reason } => reason.clone(),
            EventKind::Note { note } => note.clone(),
            EventKind::Signal { signal } => signal.clone(),
        };
        format!("{at}s {} {what}", event.container.as_deref().unwrap_or("-"))
    };
    report.events.iter().map(line).collect()
}

/// Runs the containers by their scripts until the task stops, at most ten minutes of virtual time, and finds nothing left.
fn run(containers: &str, scripts: &[(&'static str, Script)]) -> TaskReport {
    let engine = FakeEngine::new(scripts.iter().cloned());
    let mut task = RunningTask::start(&engine, plan(containers), RunOptions::default()).expect("it starts");
    task.wait_for(|task| task.status() == Status::Stopped, seconds(600), &Cancel::default()).expect("the fake does not fail");
    let report = task.finish().expect("the fake does not fail");
    assert_eq!(engine.left(), 0, "something is left");
    report
}

const WEB_AFTER_DB: &str = "
- {name: web, image: web, stopTimeout: 5, dependsOn: [{containerName: db, condition: CONDITION}]}
- {name: db, image: db, essential: ESSENTIAL, startTimeout: 20, healthCheck: {command: [CMD, check]}}
";

fn web_after_db(condition: &str, essential: bool) -> String {
    WEB_AFTER_DB.replace("CONDITION", condition).replace("ESSENTIAL", &essential.to_string())
}

#[test]
fn a_task_starts_in_order_and_stops_in_reverse() {
    let scripts = [
        ("db", Script::default().reports(seconds(7), Health::Healthy).ends_on_signal(seconds(1), 0)),
        ("web", Script::default().exits(seconds(3), 0)),
    ];
    let report = run(&web_after_db("HEALTHY", true), &scripts);
    assert_eq!(
        told(&report),
        [
            "0s - PROVISIONING",
            "0s - PENDING",
            "0s db RUNNING",
            "0s web waits for db HEALTHY",
            "7s db HEALTHY",
            "7s - HEALTHY",
            "7s web RUNNING",
            "7s - RUNNING",
            "10s web STOPPED 0",
            "10s - Essential container in task exited",
            "10s - STOPPING",
            "10s db SIGTERM",
            "11s db STOPPED 0",
            "11s - DEPROVISIONING",
            "11s - STOPPED",
        ]
    );
}

#[test]
fn a_dependent_stops_before_what_it_depends_on() {
    let containers = web_after_db("START", true);
    let engine = FakeEngine::new([("web", Script::default().ignores_signal()), ("db", Script::default())]);
    let mut task = RunningTask::start(&engine, plan(&containers), RunOptions::default()).expect("it starts");
    task.stop("Task stopped by user", &Cancel::default()).expect("the fake does not fail");
    let events = told(&task.finish().expect("the fake does not fail"));
    let expected = ["0s - STOPPING", "0s web SIGTERM", "5s web SIGKILL", "5s web STOPPED 137", "5s db SIGTERM", "5s db STOPPED 143"];
    assert_eq!(events[events.len() - 8..events.len() - 2], expected);
}

#[test]
fn a_task_ends_with_the_code_and_the_reason_of_ecs() {
    let exits = |after, code| Script::default().exits(seconds(after), code);
    let exited = ("EssentialContainerExited", "Essential container in task exited");
    let never = "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [db] for target [web] as dependency did not exit successfully.";
    let unhealthy = "CannotStartContainerError: dependency graph: failed to resolve container ordering dependency [db] for target [web] as dependency stopped before it was healthy.";
    let timed_out = "CannotStartContainerError: dependency graph: container ordering dependency [db] for target [web] has timed out.";
    let no_such_file = "CannotStartContainerError: exec: no such file";
    let failed = |reason| ("TaskFailedToStart", reason);
    let web_exits = ("web", exits(1, 0));
    // Condition, whether db is essential, scripts, stop code and reason, exit codes of db and web, seconds until STOPPED.
    let cases = [
        ("SUCCESS", false, vec![("db", exits(2, 0)), web_exits.clone()], exited, [Some(0), Some(0)], 3),
        ("SUCCESS", false, vec![("db", exits(2, 3))], failed(never), [Some(3), Some(143)], 2),
        ("COMPLETE", false, vec![("db", exits(2, 3)), web_exits.clone()], exited, [Some(3), Some(0)], 3),
        ("COMPLETE", false, vec![], failed(timed_out), [Some(143), Some(143)], 20),
        (
            "HEALTHY",
            true,
            vec![("db", Script::default().reports(seconds(9), Health::Unhealthy))],
            failed(timed_out),
            [Some(143), Some(143)],
            20,
        ),
        ("HEALTHY", false, vec![("db", exits(2, 0))], failed(unhealthy), [Some(0), Some(143)], 2),
        ("HEALTHY", true, vec![("db", exits(2, 1))], exited, [Some(1), None], 2),
        ("START", false, vec![("db", exits(0, 1)), web_exits], exited, [Some(1), Some(0)], 1),
        ("START", true, vec![("db", Script::default().cannot_start("exec: no such file"))], failed(no_such_file), [None, None], 0),
        ("START", true, vec![("web", Script::default().cannot_start("exec: no such file"))], failed(no_such_file), [Some(143), None], 0),
        ("START", true, vec![("web", Script::default().ignores_signal()), ("db", exits(1, 7))], exited, [Some(7), Some(137)], 6),
    ];
    for (condition, essential, scripts, (code, reason), exit_codes, stopped_at) in cases {
        let case = format!("{condition}, essential {essential}: {scripts:?}");
        let report = run(&web_after_db(condition, essential), &scripts);
        let task = &report.tasks[0];
        assert_eq!(task.stop_code.map(StopCode::name), Some(code), "{case}");
        assert_eq!(task.stopped_reason.as_deref(), Some(reason), "{case}");
        assert_eq!(task.last_status, Status::Stopped, "{case}");
        assert_eq!([task.containers[0].exit_code, task.containers[1].exit_code], exit_codes, "{case}: {:?}", told(&report));
        assert_eq!(task.stopped_at.expect("it stopped").duration_since(task.created_at).expect("later"), seconds(stopped_at), "{case}");
    }
}

#[test]
fn a_container_that_is_not_essential_may_end() {
    let containers = "\n- {name: side, image: side, essential: false}\n- {name: web, image: web}\n";
    let engine = FakeEngine::new([("side", Script::default().exits(seconds(1), 1))]);
    let mut task = RunningTask::start(&engine, plan(containers), RunOptions::default()).expect("it starts");
    let waited = task.wait_for(|_| false, seconds(60), &Cancel::default()).expect("the fake does not fail");
    assert_eq!((waited, task.status()), (Waited::TimedOut, Status::Running));
    assert!(task.ended_well());
}

#[test]
fn the_task_is_healthy_when_all_essential_containers_with_a_check_are() {
    let container = |name, essential, check| {
        let check = if check { ", healthCheck: {command: [CMD, check]}" } else { "" };
        format!("- {{name: {name}, image: x, essential: {essential}{check}}}\n")
    };
    let report = |at, health| Script::default().reports(seconds(at), health);
    // Containers (name, essential, with a check), their scripts, and the task's health after 10 s.
    let cases = [
        (vec![("a", true, false)], vec![], Health::Unknown),
        (vec![("a", true, true)], vec![], Health::Unknown),
        (vec![("a", true, true), ("b", true, false)], vec![("a", report(1, Health::Healthy))], Health::Healthy),
        (vec![("a", true, true), ("b", true, true)], vec![("a", report(1, Health::Healthy))], Health::Unknown),
        (
            vec![("a", true, true), ("b", false, true)],
            vec![("a", report(1, Health::Healthy)), ("b", report(1, Health::Unhealthy))],
            Health::Healthy,
        ),
        (vec![("a", true, true), ("b", true, true)], vec![("a", report(1, Health::Unhealthy))], Health::Unhealthy),
        (vec![("a", true, true)], vec![("a", report(1, Health::Unhealthy).reports(seconds(2), Health::Healthy))], Health::Healthy),
    ];
    for (containers, scripts, expected) in cases {
        let case = format!("{containers:?} {scripts:?}");
        let text: String = containers.into_iter().map(|(name, essential, check)| container(name, essential, check)).collect();
        let engine = FakeEngine::new(scripts);
        let mut task = RunningTask::start(&engine, plan(&format!("\n{text}")), RunOptions::default()).expect("it starts");
        task.wait_for(|_| false, seconds(10), &Cancel::default()).expect("the fake does not fail");
        assert_eq!(task.health(), expected, "{case}");
    }
}

#[test]
fn cancelled_twice_a_task_is_killed_at_once() {
    let containers = web_after_db("START", true);
    let engine = FakeEngine::new([("web", Script::default().ignores_signal()), ("db", Script::default().ignores_signal())]);
    let mut task = RunningTask::start(&engine, plan(&containers), RunOptions::default()).expect("it starts");
    let cancel = Cancel::default();
    cancel.ask();
    assert_eq!(task.wait_for(|_| false, seconds(60), &cancel).expect("the fake does not fail"), Waited::Cancelled);
    cancel.ask();
    task.stop("Task stopped by user", &cancel).expect("the fake does not fail");
    let task = &task.finish().expect("the fake does not fail").tasks[0];
    assert_eq!(task.stop_code, Some(StopCode::UserInitiated));
    assert_eq!(task.containers.iter().map(|container| container.exit_code).collect::<Vec<_>>(), [Some(137), Some(137)]);
    assert_eq!(task.stopped_at, task.stopping_at);
}

#[test]
fn out_of_memory_is_told_as_ecs_tells_it() {
    let report = run("\n- {name: web, image: web}\n", &[("web", Script::default().exits(seconds(1), 137).out_of_memory())]);
    assert_eq!(report.tasks[0].containers[0].reason.as_deref(), Some("OutOfMemoryError: Container killed due to memory usage"));
}

#[test]
fn missing_images_are_all_named_and_nothing_is_made() {
    let engine = FakeEngine::new([]).without_image("web").without_image("db");
    let error = RunningTask::start(&engine, plan(&web_after_db("START", true)), RunOptions::default()).expect_err("no images");
    assert_eq!(error, EngineError::MissingImages(vec!["db".to_string(), "web".to_string()]));
    assert_eq!(engine.left(), 0);
}

#[test]
fn an_image_that_may_be_pulled_and_cannot_be_fails_the_task_in_the_words_of_ecs() {
    let engine = FakeEngine::new([]).without_image("web");
    let options = RunOptions { pull: true, ..RunOptions::default() };
    let mut task = RunningTask::start(&engine, plan(&web_after_db("START", true)), options).expect("it starts");
    task.wait_for(|_| false, seconds(60), &Cancel::default()).expect("the fake does not fail");
    let task = &task.finish().expect("the fake does not fail").tasks[0];
    let reason = "CannotPullContainerError: Error response from daemon: manifest for web not found";
    assert_eq!((task.stop_code, task.stopped_reason.as_deref()), (Some(StopCode::TaskFailedToStart), Some(reason)));
    assert_eq!(task.containers[1].reason.as_deref(), Some(reason));
    assert_eq!(engine.left(), 0);
}

#[test]
fn a_dropped_task_leaves_nothing_and_a_detached_one_can_be_adopted() {
    let engine = FakeEngine::new([("web", Script::default().ignores_signal())]);
    let start = || RunningTask::start(&engine, plan(&web_after_db("START", true)), RunOptions::default()).expect("it starts");
    drop(start());
    assert_eq!(engine.left(), 0);
    let detached = start().detach();
    let id = detached.tasks[0].task_arn.rsplit('/').next().expect("an ARN").to_string();
    assert_eq!(engine.left(), 4, "web, db, pause and the volume");
    let task = RunningTask::adopt(&engine, &id, RunOptions::default()).expect("the fake does not fail").expect("it is there");
    let report = task.finish().expect("the fake does not fail");
    let events = [
        "0s web SIGTERM",
        "5s web SIGKILL",
        "5s web STOPPED 137",
        "5s db SIGTERM",
        "5s db STOPPED 143",
        "5s - DEPROVISIONING",
        "5s - STOPPED",
    ];
    assert_eq!(told(&report)[2..], events);
    assert_eq!(report.tasks[0].task_definition_arn, detached.tasks[0].task_definition_arn);
    assert_eq!(engine.left(), 0);
    assert!(RunningTask::adopt(&engine, &id, RunOptions::default()).expect("the fake does not fail").is_none());
}

#[test]
fn a_task_whose_process_is_gone_unasked_is_an_orphan() {
    for (detach, orphan) in [(true, false), (false, true)] {
        let engine = FakeEngine::new([]);
        let start = |detach| {
            let options = RunOptions { detach, ..RunOptions::default() };
            RunningTask::start(&engine, plan("\n- {name: web, image: web}\n"), options).expect("it starts")
        };
        let is_orphan = |id: &str| {
            RunningTask::adopt(&engine, id, RunOptions::default()).expect("the fake does not fail").expect("it is there").is_orphan()
        };
        let running = start(detach);
        let id = running.id().to_string();
        assert!(!is_orphan(&id), "its process lives");
        running.detach();
        assert_eq!(is_orphan(&id), orphan, "detached as it was meant to be: {detach}");
    }
}

#[test]
fn a_sweep_removes_what_is_detached_and_spares_what_runs() {
    let engine = FakeEngine::new([]);
    let start = || RunningTask::start(&engine, plan("\n- {name: web, image: web}\n"), RunOptions::default()).expect("it starts");
    let detached = start();
    let gone = detached.id().to_string();
    detached.detach();
    let running = start();
    let session = running.options.session.clone();
    let removed = sweep(&engine, None).expect("the fake does not fail");
    assert!(removed.containers.iter().all(|container| container.task == gone));
    assert_eq!((removed.containers.len(), removed.volumes.len(), &removed.spared[..]), (2, 1, &[session.clone()][..]));
    assert_eq!(engine.left(), 3, "web, pause and the volume of the one that runs");
    assert_eq!(sweep(&engine, Some(&session)).expect("the fake does not fail").containers.len(), 2);
    assert_eq!(sweep(&engine, None), Ok(Removed::default()));
}
