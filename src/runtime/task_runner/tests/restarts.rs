//! Restart policies against scripts.

use super::*;

const POLICY: &str = "restartPolicy: {enabled: true, ignoredExitCodes: [42], restartAttemptPeriod: 60}";

fn exits(after: u64, code: i64) -> Script {
    Script::default().exits(seconds(after), code)
}

#[test]
fn an_essential_container_is_restarted_in_its_place_until_it_runs_too_short() {
    let containers = format!("\n- {{name: web, image: web, {POLICY}}}\n- {{name: side, image: side, stopTimeout: 2}}\n");
    let report = run(&containers, &[("web", exits(100, 1).then(exits(60, 137).then(exits(59, 3))))]);
    assert_eq!(
        told(&report),
        [
            "0s - PROVISIONING",
            "0s - PENDING",
            "0s web RUNNING",
            "0s side RUNNING",
            "0s - RUNNING",
            "100s web restart 1 after 1",
            "160s web restart 2 after 137",
            "219s web not restarted: it ran for 59 s, and its restartAttemptPeriod is 60 s",
            "219s web STOPPED 3",
            "219s - Essential container in task exited",
            "219s - STOPPING",
            "219s side SIGTERM",
            "219s side STOPPED 143",
            "219s - DEPROVISIONING",
            "219s - STOPPED",
        ]
    );
    let task = &report.tasks[0];
    assert_eq!(task.stop_code, Some(StopCode::EssentialContainerExited));
    assert_eq!(task.containers.iter().map(|container| container.restart_count).collect::<Vec<_>>(), [Some(2), None]);
}

#[test]
fn who_is_restarted_depends_on_policy_code_and_time() {
    // The policy, how the container ends, how often it is restarted within ten minutes.
    let every_minute = "restartPolicy: {enabled: true, restartAttemptPeriod: 60}";
    for (policy, script, restarts) in [
        (POLICY, exits(300, 42), Some(0)),
        (POLICY, exits(59, 1), Some(0)),
        (POLICY, exits(100, 0).then(exits(100, 42)), Some(1)),
        (every_minute, exits(250, 0), Some(2)),
        ("restartPolicy: {enabled: true}", exits(299, 1), Some(0)),
        ("restartPolicy: {enabled: true}", exits(300, 1).then(exits(299, 1)), Some(1)),
        ("restartPolicy: {enabled: false}", exits(300, 1), None),
        ("essential: true", exits(300, 1), None),
        (POLICY, exits(100, 1).then(Script::default().cannot_start("no such file")), Some(0)),
    ] {
        let case = format!("{policy}: {script:?}");
        let report = run(&format!("\n- {{name: web, image: web, {policy}}}\n"), &[("web", script)]);
        assert_eq!(report.tasks[0].containers[0].restart_count, restarts, "{case}: {:?}", told(&report));
    }
}

#[test]
fn a_task_that_stops_restarts_nothing_and_a_restart_starts_health_anew() {
    let check = "healthCheck: {command: [CMD, check]}";
    let containers = format!("\n- {{name: web, image: web, {check}, {POLICY}}}\n");
    let first = exits(100, 1).reports(seconds(10), Health::Healthy);
    let engine = FakeEngine::new([("web", first.then(Script::default().reports(seconds(20), Health::Healthy)))]);
    let mut task = RunningTask::start(&engine, plan(&containers), RunOptions::default()).expect("it starts");
    task.wait_for(|_| false, seconds(200), &Cancel::default()).expect("the fake does not fail");
    let events = told(&task.finish().expect("the fake does not fail"));
    let health: Vec<&str> = events.iter().map(String::as_str).filter(|event| event.contains("web") && !event.contains("RUNNING")).collect();
    let expected = [
        "10s web HEALTHY",
        "100s web restart 1 after 1",
        "100s web UNKNOWN",
        "120s web HEALTHY",
        "200s web SIGTERM",
        "200s web STOPPED 143",
    ];
    assert_eq!(health, expected);
}
