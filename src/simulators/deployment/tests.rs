//! Deployments as a whole: tables of outcomes, and what holds for all of them.

use proptest::prelude::*;

use super::*;
use crate::source::{Fault, SourceFile};
use crate::syntax::{Notation, parse};

fn read(service: &str, scenario: &str) -> Result<(Service, Scenario), Fault> {
    let (service, scenario) = (SourceFile::new("service.json", service), SourceFile::new("scenario.json", scenario));
    let document = |source: &'_ SourceFile| parse(source.text(), Notation::Json).documents.len();
    assert_eq!((document(&service), document(&scenario)), (1, 1), "the test's documents parse");
    let mut of_service = parse(service.text(), Notation::Json);
    let mut of_scenario = parse(scenario.text(), Notation::Json);
    let (service_node, scenario_node) = (of_service.documents.remove(0), of_scenario.documents.remove(0));
    let read = read_service(&service, &service_node, read_instances(&scenario, &scenario_node)?)?;
    let scenario = read_scenario(&scenario, &scenario_node, &read)?;
    Ok((read, scenario))
}

fn run(service: &str, scenario: &str) -> Simulation {
    let (service, scenario) = read(service, scenario).expect("the test's documents are right");
    simulate(&service, &scenario)
}

/// A service of `desired` tasks with this deploymentConfiguration.
fn service(desired: u64, configuration: &str) -> String {
    format!(r#"{{"serviceName": "web", "desiredCount": {desired}, "deploymentConfiguration": {{{configuration}}}}}"#)
}

/// A scenario in which tasks take 20 seconds to start, 30 to become healthy and 10 to stop.
fn scenario(new_tasks: &str, more: &str) -> String {
    format!(r#"{{"newTasks": {new_tasks}, "startSeconds": 20, "healthySeconds": 30, "stopSeconds": 10{more}}}"#)
}

const BREAKER: &str = r#""deploymentCircuitBreaker": {"enable": true, "rollback": true}"#;
const BREAKER_ALONE: &str = r#""deploymentCircuitBreaker": {"enable": true, "rollback": false}"#;

#[test]
fn choices_are_said_where_they_were_met() {
    let alarms = r#""alarms": {"enable": true, "rollback": true, "alarmNames": ["a", "b"]}"#;
    let twice = r#", "alarms": [{"name": "a", "at": 30}, {"name": "b", "at": 35}]"#;
    for (configuration, new_tasks, more, part) in
        [(alarms, r#""healthy""#, twice, "what an alarm does to a rollback"), ("", r#""crash""#, "", "never gives up on a deployment")]
    {
        let met = run(&service(2, configuration), &scenario(new_tasks, more)).choices;
        assert!(met.iter().any(|choice| choice.contains(part)), "{part}: {met:?}");
        let not_met = run(&service(2, configuration), &scenario(r#""healthy""#, "")).choices;
        assert!(!not_met.iter().any(|choice| choice.contains(part)), "{part}: {not_met:?}");
    }
}

#[test]
fn outcomes_are_those_of_ecs() {
    let percents = |minimum: u64, maximum: u64| format!(r#""minimumHealthyPercent": {minimum}, "maximumPercent": {maximum}"#);
    for (name, desired, configuration, new_tasks, more, outcome) in [
        ("healthy tasks", 4, String::new(), r#""healthy""#, "", Outcome::Completed),
        ("nothing to do", 0, String::new(), r#""crash""#, "", Outcome::Completed),
        ("in place", 4, percents(50, 100), r#""healthy""#, "", Outcome::Completed),
        ("both 100", 4, percents(100, 100), r#""healthy""#, "", Outcome::Stuck),
        ("2 at 75", 2, percents(75, 100), r#""healthy""#, "", Outcome::Stuck),
        ("3 at 125", 3, percents(100, 125), r#""healthy""#, "", Outcome::Stuck),
        ("a death makes room once", 3, percents(100, 125), r#""healthy""#, r#", "deaths": [{"at": 100}]"#, Outcome::Stuck),
        ("crash without breaker", 4, String::new(), r#""crash""#, "", Outcome::Stuck),
        ("unhealthy without breaker", 4, String::new(), r#""unhealthy""#, "", Outcome::Stuck),
        ("crash with breaker", 4, BREAKER.into(), r#""crash""#, "", Outcome::RolledBack),
        ("unhealthy with breaker", 4, BREAKER.into(), r#""unhealthy""#, "", Outcome::RolledBack),
        ("breaker without rollback", 4, BREAKER_ALONE.into(), r#""crash""#, "", Outcome::Failed),
        (
            "disabled breaker",
            1,
            r#""deploymentCircuitBreaker": {"enable": false, "rollback": true}"#.into(),
            r#""crash""#,
            "",
            Outcome::Stuck,
        ),
        ("no completed deployment", 4, BREAKER.into(), r#""crash""#, r#", "completedBefore": false, "runningOldTasks": 0"#, Outcome::Stuck),
        (
            "the rollback fails too",
            2,
            format!("{BREAKER}, {}", percents(0, 100)),
            r#""crash""#,
            r#", "rollbackTasks": "crash""#,
            Outcome::Stuck,
        ),
        ("two failures, then healthy", 1, BREAKER.into(), r#"["crash", "crash", "healthy"]"#, "", Outcome::Completed),
        ("slow tasks without grace", 2, BREAKER.into(), r#""healthy""#, r#", "unhealthyAfterSeconds": 10"#, Outcome::RolledBack),
        ("blue/green", 2, r#""strategy": "BLUE_GREEN", "bakeTimeInMinutes": 5"#.into(), r#""healthy""#, "", Outcome::Completed),
        ("linear", 2, r#""strategy": "LINEAR""#.into(), r#""healthy""#, "", Outcome::Completed),
        ("canary that crashes", 2, format!(r#""strategy": "CANARY", {BREAKER}"#), r#""crash""#, "", Outcome::RolledBack),
    ] {
        let simulation = run(&service(desired, &configuration), &scenario(new_tasks, more));
        assert_eq!(simulation.outcome, outcome, "{name}: {simulation:#?}");
        assert!(!simulation.explanation.is_empty(), "{name}");
    }
}

#[test]
fn blue_tasks_that_fail_at_once_for_ever_end_too() {
    let scenario = r#"{"newTasks": "healthy", "startSeconds": 0, "healthySeconds": 5, "unhealthyAfterSeconds": 0, "stopSeconds": 0, "deaths": [{"at": 1}]}"#;
    for configuration in [r#""strategy": "BLUE_GREEN""#, r#""strategy": "CANARY""#, ""] {
        assert_eq!(run(&service(2, configuration), scenario).outcome, Outcome::Stuck, "{configuration}");
    }
}

#[test]
fn grace_gives_slow_tasks_their_time() {
    let service = r#"{"desiredCount": 2, "healthCheckGracePeriodSeconds": 30, "deploymentConfiguration": {}}"#;
    assert_eq!(run(service, &scenario(r#""healthy""#, r#", "unhealthyAfterSeconds": 10"#)).outcome, Outcome::Completed);
}

#[test]
fn every_failed_task_has_an_entry_and_the_breaker_one() {
    for (desired, threshold) in [(1, 3), (4, 3), (25, 13), (400, 200), (800, 200)] {
        for behaviour in [r#""crash""#, r#""unhealthy""#] {
            let simulation = run(&service(desired, BREAKER), &scenario(behaviour, ""));
            assert_eq!((simulation.threshold, simulation.outcome), (Some(threshold), Outcome::RolledBack));
            let failed: Vec<u64> = simulation
                .timeline
                .windows(2)
                .filter(|two| two[1].failed_tasks > two[0].failed_tasks)
                .map(|two| two[1].failed_tasks)
                .collect();
            assert_eq!(failed, (1..=threshold).collect::<Vec<u64>>());
            let fired: Vec<&TimelineEntry> = simulation.timeline.iter().filter(|entry| entry.breaker).collect();
            assert_eq!((fired.len(), fired[0].failed_tasks), (1, threshold));
            let last = simulation.timeline.last().expect("entries");
            assert_eq!((last.old, last.new, last.healthy), (desired, 0, desired));
        }
    }
}

#[test]
fn a_healthy_task_resets_the_count_unless_told_otherwise() {
    let breaker = |reset: bool| {
        format!(
            r#""minimumHealthyPercent": 50, "maximumPercent": 150, "deploymentCircuitBreaker": {{"enable": true, "rollback": true, "resetOnHealthyTask": {reset}, "thresholdConfiguration": {{"type": "COUNT", "value": 2}}}}"#
        )
    };
    let tasks = r#"["unhealthy", "healthy", "unhealthy", "healthy"]"#;
    let more = r#", "runningOldTasks": 0"#;
    // One at a time: the ceiling lets a second task start when the first is gone.
    let one = |reset| run(&service(2, &breaker(reset)), &scenario(tasks, more));
    assert_eq!(one(true).outcome, Outcome::Completed);
    assert_eq!(one(false).outcome, Outcome::RolledBack);
}

#[test]
fn alarms_fail_a_deployment_unless_they_were_on_before() {
    let alarms = |rollback: bool| format!(r#""alarms": {{"alarmNames": ["errors"], "enable": true, "rollback": {rollback}}}"#);
    let at = |at: u64| scenario(r#""healthy""#, &format!(r#", "alarms": [{{"name": "errors", "at": {at}}}]"#));
    assert_eq!(run(&service(2, &alarms(true)), &at(30)).outcome, Outcome::RolledBack);
    assert_eq!(run(&service(2, &alarms(false)), &at(30)).outcome, Outcome::Failed);
    assert_eq!(run(&service(2, &alarms(true)), &at(0)).outcome, Outcome::Completed);
    let baked = format!(r#"{}, "bakeTimeInMinutes": 5"#, alarms(true));
    assert_eq!(run(&service(2, &baked), &at(200)).outcome, Outcome::RolledBack, "the bake time is watched");
    assert_eq!(run(&service(2, &alarms(true)), &at(200)).outcome, Outcome::Completed, "it is over before");
}

/// The stages in the order of their entries.
fn stages(simulation: &Simulation) -> Vec<&'static str> {
    let mut stages: Vec<_> =
        simulation.timeline.iter().filter_map(|entry| entry.event.starts_with("stage ").then_some(entry.stage).flatten()).collect();
    stages.dedup();
    stages
}

#[test]
fn stages_come_in_the_order_of_the_guide() {
    let simulation = run(&service(2, r#""strategy": "BLUE_GREEN", "bakeTimeInMinutes": 10"#), &scenario(r#""healthy""#, ""));
    assert_eq!(
        stages(&simulation),
        [
            "RECONCILE_SERVICE",
            "PRE_SCALE_UP",
            "SCALE_UP",
            "POST_SCALE_UP",
            "TEST_TRAFFIC_SHIFT",
            "POST_TEST_TRAFFIC_SHIFT",
            "PRE_PRODUCTION_TRAFFIC_SHIFT",
            "PRODUCTION_TRAFFIC_SHIFT",
            "POST_PRODUCTION_TRAFFIC_SHIFT",
            "BAKE_TIME",
            "CLEAN_UP"
        ]
    );
    let last = simulation.timeline.last().expect("entries");
    assert_eq!((last.t, last.old, last.new), (20 + 30 + 600 + 10, 0, 2));
}

#[test]
fn traffic_moves_in_the_configured_steps() {
    let shifts = |configuration: &str| {
        let simulation = run(&service(1, configuration), &scenario(r#""healthy""#, ""));
        let mut shares: Vec<(u64, f64)> =
            simulation.timeline.iter().map(|entry| (entry.t, entry.production_traffic.unwrap_or_default())).collect();
        shares.dedup_by_key(|(_, share)| *share);
        shares
    };
    assert_eq!(shifts(r#""strategy": "CANARY""#), [(0, 0.0), (50, 5.0), (650, 100.0)]);
    let linear = r#""strategy": "LINEAR", "linearConfiguration": {"stepPercent": 33.4, "stepBakeTimeInMinutes": 1}"#;
    assert_eq!(shifts(linear), [(0, 0.0), (50, 33.4), (110, 66.8), (170, 100.0)]);
    assert_eq!(shifts(r#""strategy": "LINEAR""#).len(), 11);
}

#[test]
fn hooks_hold_and_fail_a_deployment() {
    let with = |hook: &str, answer: &str| {
        let configuration = format!(r#""strategy": "BLUE_GREEN", "bakeTimeInMinutes": 0, "lifecycleHooks": [{hook}]"#);
        let simulation = run(&service(1, &configuration), &scenario(r#""healthy""#, &format!(r#", "hooks": [{answer}]"#)));
        (simulation.outcome, simulation.timeline.last().expect("entries").t)
    };
    let lambda = r#"{"lifecycleStages": ["POST_SCALE_UP"], "hookTargetArn": "arn"}"#;
    let answer = |result: &str| format!(r#"{{"stage": "POST_SCALE_UP", "seconds": 100, "result": "{result}"}}"#);
    assert_eq!(with(lambda, ""), (Outcome::Completed, 60));
    assert_eq!(with(lambda, &answer("SUCCEEDED")), (Outcome::Completed, 160));
    assert_eq!(with(lambda, &answer("FAILED")), (Outcome::RolledBack, 160));
    let day = 24 * 3600;
    assert_eq!(with(lambda, &answer("IN_PROGRESS")), (Outcome::RolledBack, 60 + day));
    let pause = |action: &str| {
        format!(
            r#"{{"targetType": "PAUSE", "lifecycleStages": ["POST_SCALE_UP"], "timeoutConfiguration": {{"timeoutInMinutes": 1, "action": "{action}"}}}}"#
        )
    };
    assert_eq!(with(&pause("CONTINUE"), &answer("SUCCEEDED")), (Outcome::Completed, 120));
    assert_eq!(with(&pause("ROLLBACK"), &answer("SUCCEEDED")), (Outcome::RolledBack, 120));
    let before = r#"{"lifecycleStages": ["PRE_SCALE_UP"], "hookTargetArn": "arn"}"#;
    assert_eq!(with(before, r#"{"stage": "PRE_SCALE_UP", "result": "FAILED"}"#), (Outcome::RolledBack, 0), "nothing had started");
}

#[test]
fn daemons_are_replaced_in_place() {
    let daemon = r#"{"schedulingStrategy": "DAEMON"}"#;
    let simulation = run(daemon, &scenario(r#""healthy""#, r#", "instances": 3"#));
    assert_eq!((simulation.floor, simulation.ceiling, simulation.outcome), (0, 3, Outcome::Completed));
    assert_eq!(simulation.timeline[1].event, "stops 3 old tasks");
}

#[test]
fn launches_are_throttled_up_to_27_minutes() {
    let simulation = run(&service(1, ""), &scenario(r#""crash""#, ""));
    let starts: Vec<u64> = simulation.timeline.iter().filter(|entry| entry.event == "starts 1 new task").map(|entry| entry.t).collect();
    let pauses: Vec<u64> = starts.windows(2).map(|two| two[1] - two[0] - 20).collect();
    assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 1280, 1620]);
}

#[test]
fn bad_input_is_told_with_its_place() {
    let healthy = scenario(r#""healthy""#, "");
    for (service, scenario, expected) in [
        (r#"{}"#, healthy.as_str(), "service.json:1:1: desiredCount is missing"),
        (r#"{"desiredCount": -1}"#, &healthy, "service.json:1:18: desiredCount is -1, not within 0 to 10000"),
        (r#"{"desiredCount": "x"}"#, &healthy, "service.json:1:18: desiredCount is \"x\", not a whole number"),
        (r#"[]"#, &healthy, "service.json:1:1: the service is a list, not an object"),
        (
            r#"{"schedulingStrategy": "DAEMON"}"#,
            &healthy,
            "service.json:1:1: the number of container instances of this DAEMON service is not known",
        ),
        (
            r#"{"desiredCount": 1, "deploymentController": {"type": "CODE_DEPLOY"}}"#,
            &healthy,
            "service.json:1:54: CodeDeploy decides over this service's deployments, not ECS",
        ),
        (&service(1, r#""minimumHealthyPercent": 101"#), &healthy, "service.json:1:96: minimumHealthyPercent is 101, not within 0 to 100"),
        (&service(1, r#""maximumPercent": 99"#), &healthy, "service.json:1:89: maximumPercent is 99, not within 100 to 10000"),
        (&service(1, r#""strategy": "GREEN_BLUE""#), &healthy, "service.json:1:83: strategy is \"GREEN_BLUE\""),
        (
            &service(1, r#""strategy": "LINEAR", "linearConfiguration": {"stepPercent": 2.95}"#),
            &healthy,
            "service.json:1:132: stepPercent is 2.95, not a multiple of 0.1 within 3 to 100",
        ),
        (&service(1, r#""deploymentCircuitBreaker": {"rollback": true}"#), &healthy, "service.json:1:99: enable is missing"),
        (r#"{"desiredCount": 1}"#, r#"{"newTasks": "healthy", "startSeconds": 1}"#, "scenario.json:1:1: healthySeconds is missing"),
        (
            r#"{"desiredCount": 1}"#,
            r#"{"newTasks": "dead", "startSeconds": 1, "healthySeconds": 1}"#,
            "scenario.json:1:14: newTasks is \"dead\"",
        ),
        (
            r#"{"desiredCount": 1}"#,
            r#"{"newTasks": [], "startSeconds": 1, "healthySeconds": 1}"#,
            "scenario.json:1:14: newTasks is an empty list",
        ),
        (r#"{"desiredCount": 1}"#, r#"{"newTask": "healthy"}"#, "scenario.json:1:2: unknown member \"newTask\""),
        (
            r#"{"desiredCount": 1}"#,
            r#"{"newTasks": "healthy", "startSeconds": 1, "healthySeconds": 1, "runningOldTasks": 2}"#,
            "scenario.json:1:84: runningOldTasks is 2, more than the desired count 1",
        ),
        (
            r#"{"desiredCount": 1}"#,
            r#"{"newTasks": "healthy", "startSeconds": 1, "healthySeconds": 1, "alarms": [{"name": "x", "at": 1}]}"#,
            "scenario.json:1:85: \"x\" is no enabled deployment alarm of the service",
        ),
    ] {
        let fault = read(service, scenario).expect_err(expected);
        assert_eq!(fault.to_string(), expected);
    }
}

#[derive(Debug, Clone)]
struct Case {
    service: Service,
    scenario: Scenario,
}

fn cases() -> impl Strategy<Value = Case> {
    let behaviour = prop_oneof![Just(Behaviour::Healthy), Just(Behaviour::Crash), Just(Behaviour::Unhealthy)];
    let deaths = prop::collection::vec((0..300_u64, any::<bool>(), 1..3_u64), 0..3);
    let strategy = prop_oneof![
        Just(DeploymentStrategy::Rolling),
        Just(DeploymentStrategy::BlueGreen),
        Just(DeploymentStrategy::Linear { step_tenths: 300, bake_minutes: 1 }),
        Just(DeploymentStrategy::Canary { tenths: 50, bake_minutes: 1 }),
    ];
    let breaker = prop::option::of((1..8_u64, any::<bool>(), any::<bool>()));
    let counts = (0..12_u64, 0..=100_u64, 100..=250_u64, 0..=100_u64);
    let seconds = (0..30_u64, 0..30_u64, 0..30_u64, prop::option::of(0..30_u64), 0..40_u64);
    (counts, strategy, breaker, prop::collection::vec(behaviour, 1..6), seconds, deaths, any::<bool>()).prop_map(
        |(
            (desired, minimum, maximum, running),
            strategy,
            breaker,
            new_tasks,
            (start, healthy, stop, unhealthy, grace),
            deaths,
            completed,
        )| Case {
            service: Service {
                limits: match strategy {
                    DeploymentStrategy::Rolling => Limits::rolling(desired, minimum, maximum),
                    _ => Limits::side_by_side(desired),
                },
                strategy,
                breaker: breaker.map(|(count, rollback, reset)| Breaker {
                    threshold: Threshold::Count(count),
                    rollback,
                    reset_on_healthy_task: reset,
                }),
                alarms: None,
                bake_minutes: 1,
                hooks: Vec::new(),
                grace_seconds: grace,
                choices: Vec::new(),
            },
            scenario: Scenario {
                new_tasks,
                rollback_tasks: vec![Behaviour::Healthy],
                start_seconds: start,
                healthy_seconds: healthy,
                unhealthy_after_seconds: unhealthy,
                stop_seconds: stop,
                running_old_tasks: desired * running / 100,
                completed_before: completed,
                active_revisions: 1,
                alarms: Vec::new(),
                deaths: deaths
                    .into_iter()
                    .map(|(at, old, count)| Death { at, revision: if old { Revision::Old } else { Revision::New }, count })
                    .collect(),
                hooks: Vec::new(),
            },
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn every_simulation_ends_within_its_limits(case in cases()) {
        let simulation = simulate(&case.service, &case.scenario);
        let started_below = case.scenario.running_old_tasks < simulation.floor;
        for entry in &simulation.timeline {
            prop_assert!(entry.old + entry.new <= simulation.ceiling, "{simulation:#?}");
            prop_assert!(started_below || !case.scenario.deaths.is_empty() || entry.healthy >= simulation.floor, "{simulation:#?}");
        }
        prop_assert!(simulation.timeline.windows(2).all(|two| two[0].t <= two[1].t));
        let last = simulation.timeline.last().expect("entries");
        // A task that dies after its revision took over is still being replaced.
        let all_healthy = last.healthy == case.service.limits.desired || !case.scenario.deaths.is_empty();
        match simulation.outcome {
            Outcome::Completed => prop_assert!(last.old == 0 && all_healthy),
            Outcome::RolledBack => prop_assert!(last.new == 0 && all_healthy),
            Outcome::Failed => prop_assert!(simulation.timeline.iter().any(|entry| entry.breaker)),
            Outcome::Stuck => prop_assert!(!simulation.explanation.is_empty()),
        }
        prop_assert_eq!(simulation, simulate(&case.service, &case.scenario));
    }
}
