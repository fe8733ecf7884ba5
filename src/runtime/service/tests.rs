//! The controller against scripts, in virtual time.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::*;
use crate::runtime::{
    Balancer, Cancel, Engine, EngineError, FakeEngine, Health, Label, PlanOptions, Script, StopCode, TargetState, Waited,
};
use crate::source::SourceFile;

const fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

/// Nothing here takes so long.
const PATIENCE: Duration = seconds(1200);

/// A service of one container that runs this image; `more` stands in the service, `container` in the container.
fn plan(image: &str, desired: u64, more: &str, container: &str) -> ServicePlan {
    let service = format!(r#"{{"serviceName": "web", "taskDefinition": "app", "desiredCount": {desired}{more}}}"#);
    let definition = format!(
        r#"{{"family": "app", "containerDefinitions": [{{"name": "web", "image": "{image}", "memory": 64, "portMappings": [{{"containerPort": 80}}]{container}}}]}}"#
    );
    let (service, definition) = (SourceFile::new("service.json", service), SourceFile::new("task.json", definition));
    plan_service(&service, &definition, &PlanOptions::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn simple(image: &str, desired: u64) -> ServicePlan {
    plan(image, desired, "", "")
}

const BREAKER: &str = r#", "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true}}"#;
const CHECK: &str = r#", "healthCheck": {"command": ["CMD", "check"]}"#;
const TARGETS: &str = r#", "loadBalancers": [{"targetGroupArn": "tg", "containerName": "web", "containerPort": 80}]"#;

/// A script of a task that ends before it counts as RUNNING.
fn crash() -> Script {
    Script::default().exits(Duration::ZERO, 1)
}

/// What was told, without ids.
#[derive(Clone, Default)]
struct Heard(Arc<Mutex<Vec<(u64, ToldKind, String)>>>);

impl Heard {
    fn options(&self, engine: &FakeEngine) -> ServiceOptions {
        let (heard, start) = (self.0.clone(), engine.now());
        let on_told: OnTold = Box::new(move |told| {
            let at = told.at.duration_since(start).expect("time goes on").as_secs();
            heard.lock().expect("no panic").push((at, told.kind, without_ids(&told.message)));
        });
        ServiceOptions { on_told: Some(on_told), ..ServiceOptions::default() }
    }

    fn events(&self) -> Vec<String> {
        let heard = self.0.lock().expect("no panic");
        let events = heard.iter().filter(|(_, kind, _)| *kind == ToldKind::Event);
        events.map(|(at, _, message)| format!("{at}s {}", message.trim_start_matches("(service web) "))).collect()
    }

    fn all(&self) -> String {
        let heard = self.0.lock().expect("no panic");
        heard.iter().map(|(at, kind, message)| format!("{at}s {kind:?} {message}\n")).collect()
    }
}

fn without_ids(message: &str) -> String {
    let is_id = |word: &str| word.len() >= 19 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
    let words = message.split(' ').map(|word| {
        let core = word.trim_matches(['(', ')', '.', ',']);
        let id = core.strip_prefix("ecs-svc/").unwrap_or(core);
        if is_id(id) { word.replace(core, "X") } else { word.to_string() }
    });
    words.collect::<Vec<_>>().join(" ")
}

fn start<'e>(engine: &'e FakeEngine, plan: ServicePlan, heard: &Heard) -> ServiceRun<'e> {
    ServiceRun::start(engine, vec![plan], heard.options(engine)).expect("the images are there")
}

fn drive<'e>(run: &mut ServiceRun<'e>, until: impl FnMut(&ServiceRun<'e>) -> bool, heard: &Heard) {
    let waited = run.drive(until, PATIENCE, &Cancel::default()).expect("the fake does not fail");
    assert_eq!(waited, Waited::Met, "{}", heard.all());
}

fn finish(engine: &FakeEngine, run: ServiceRun<'_>) -> ServiceReport {
    let report = run.finish(&Cancel::default()).expect("the fake does not fail");
    assert_eq!(engine.left(), 0, "something is left");
    report
}

#[test]
fn a_service_starts_its_tasks_and_reaches_a_steady_state() {
    let (engine, heard) = (FakeEngine::new([]), Heard::default());
    let mut run = start(&engine, simple("v1", 2), &heard);
    drive(&mut run, ServiceRun::is_steady, &heard);
    let service = &run.describe().services[0];
    assert_eq!((service.desired_count, service.running_count, service.pending_count), (2, 2, 0));
    assert_eq!((service.deployments[0].status, service.deployments[0].rollout_state), ("PRIMARY", RolloutState::Completed));
    assert_eq!(
        heard.events(),
        ["0s has started 2 tasks: (task X) (task X).", "1s (deployment X) deployment completed.", "1s has reached a steady state."]
    );
    let report = finish(&engine, run);
    assert_eq!(report.tasks.len(), 2);
    assert!(report.tasks.iter().all(|task| task.task.stop_code == Some(StopCode::UserInitiated) && task.group == "service:web"));
    assert_eq!(report.services[0].running_count, 2, "as it was before the end");
}

#[test]
fn a_new_revision_takes_over_within_floor_and_ceiling() {
    let (engine, heard) = (FakeEngine::new([]), Heard::default());
    let half = r#", "deploymentConfiguration": {"minimumHealthyPercent": 50, "maximumPercent": 100}"#;
    let mut run = start(&engine, plan("v1", 2, half, ""), &heard);
    drive(&mut run, ServiceRun::is_steady, &heard);
    assert!(run.update(plan("v2", 2, half, "")));
    drive(&mut run, ServiceRun::is_steady, &heard);
    assert!(run.is_completed());
    assert_eq!(
        heard.events()[3..],
        [
            "1s has stopped 1 running tasks: (task X).",
            "1s has started 1 tasks: (task X).",
            "2s has stopped 1 running tasks: (task X).",
            "2s has started 1 tasks: (task X).",
            "3s (deployment X) deployment completed.",
            "3s has reached a steady state."
        ],
        "{}",
        heard.all()
    );
    let report = finish(&engine, run);
    let [new, old] = &report.services[0].deployments[..] else { panic!("{report:#?}") };
    assert_eq!((new.status, old.status), ("PRIMARY", "INACTIVE"));
    assert!(new.task_definition.ends_with("task-definition/app:2") && report.services[0].task_definition == new.task_definition);
    let stopped = &report.tasks[0].task;
    assert_eq!(stopped.stop_code, Some(StopCode::ServiceSchedulerInitiated));
    assert_eq!(stopped.stopped_reason.as_deref(), Some(format!("Scaling activity initiated by (deployment {})", new.id).as_str()));
}

#[test]
fn the_breaker_trips_at_its_threshold_and_rolls_back() {
    let no_file = Script::default().cannot_start("exec: no such file");
    for (name, image, script, container) in [
        ("it ends at once", "bad", crash(), ""),
        ("it cannot start", "bad", no_file, ""),
        ("its health check fails", "bad", Script::default().reports(seconds(5), Health::Unhealthy), CHECK),
        ("it ends before it is healthy", "bad", Script::default().exits(seconds(3), 1), CHECK),
        ("its image is not there", "missing", Script::default(), ""),
    ] {
        let heard = Heard::default();
        let healthy = Script::default().reports(seconds(2), Health::Healthy);
        let engine = FakeEngine::new([("v1", healthy), ("bad", script)]).without_image("missing");
        let mut run = start(&engine, plan("v1", 2, BREAKER, container), &heard);
        drive(&mut run, ServiceRun::is_steady, &heard);
        run.update(plan(image, 2, BREAKER, container));
        drive(&mut run, ServiceRun::is_settled, &heard);
        drive(&mut run, ServiceRun::is_steady, &heard);
        assert!(!run.is_completed(), "{name}");
        let report = finish(&engine, run);
        let [new, old] = &report.services[0].deployments[..] else { panic!("{report:#?}") };
        assert_eq!((new.rollout_state, new.failed_tasks), (RolloutState::Failed, 3), "{name}: {}", heard.all());
        assert_eq!(new.rollout_state_reason, "ECS deployment circuit breaker: tasks failed to start.");
        assert_eq!((old.status, old.rollout_state), ("PRIMARY", RolloutState::Completed), "{name}");
        assert_eq!(report.services[0].running_count, 2, "{name}");
        let events = heard.events().join("\n");
        for expected in
            ["(deployment X) deployment failed: tasks failed to start.", "rolling back to deployment X.", "has reached a steady state."]
        {
            assert!(events.contains(expected), "{name}: {}", heard.all());
        }
        assert!(heard.all().contains("3 of 3)"), "{name}: {}", heard.all());
    }
}

#[test]
fn without_a_completed_deployment_a_failed_one_stalls() {
    let (engine, heard) = (FakeEngine::new([("bad", crash())]), Heard::default());
    let mut run = start(&engine, plan("bad", 1, BREAKER, ""), &heard);
    drive(&mut run, ServiceRun::is_settled, &heard);
    assert!(!run.is_completed() && heard.all().contains("no COMPLETED deployment to go back to"), "{}", heard.all());
    run.drive(|_| false, seconds(600), &Cancel::default()).expect("the fake does not fail");
    let starts = heard.events().iter().filter(|event| event.contains("has started")).count();
    assert_eq!(starts, 3, "nothing more is launched");
    // A revision that works ends it.
    run.update(plan("good", 1, BREAKER, ""));
    drive(&mut run, ServiceRun::is_steady, &heard);
    finish(&engine, run);
}

#[test]
fn a_task_that_is_killed_is_replaced_and_the_deployment_stays_completed() {
    let (engine, heard) = (FakeEngine::new([]), Heard::default());
    let mut run = start(&engine, plan("v1", 2, BREAKER, ""), &heard);
    drive(&mut run, ServiceRun::is_steady, &heard);
    for _ in 0..4 {
        let one = &engine.containers(Label::Session, Some(run.session())).expect("the fake does not fail")[0];
        engine.kill(&one.id).expect("the fake does not fail");
        run.drive(|_| false, seconds(1), &Cancel::default()).expect("the fake does not fail");
        drive(&mut run, ServiceRun::is_steady, &heard);
    }
    let report = finish(&engine, run);
    assert_eq!((report.services[0].running_count, report.services[0].deployments[0].rollout_state), (2, RolloutState::Completed));
    assert_eq!(report.tasks.len(), 6);
    assert_eq!(report.tasks[0].task.stop_code, Some(StopCode::EssentialContainerExited));
}

#[test]
fn another_desired_count_takes_effect_at_once() {
    let (engine, heard) = (FakeEngine::new([]), Heard::default());
    let mut run = start(&engine, simple("v1", 1), &heard);
    drive(&mut run, ServiceRun::is_steady, &heard);
    for desired in [4, 2, 0] {
        run.update(simple("v1", desired));
        drive(&mut run, ServiceRun::is_steady, &heard);
        let service = &run.describe().services[0];
        assert_eq!((service.running_count, service.deployments.len()), (desired, 1));
    }
    finish(&engine, run);
}

#[test]
fn that_nothing_moves_between_equal_floor_and_ceiling_is_told_with_what_to_change() {
    let (engine, heard) = (FakeEngine::new([]), Heard::default());
    let narrow = r#", "deploymentConfiguration": {"minimumHealthyPercent": 100, "maximumPercent": 125}"#;
    let mut run = start(&engine, plan("v1", 3, narrow, ""), &heard);
    drive(&mut run, ServiceRun::is_steady, &heard);
    run.update(plan("v2", 3, narrow, ""));
    drive(&mut run, ServiceRun::is_settled, &heard);
    assert!(!run.is_completed());
    let told = heard.all();
    assert!(
        told.contains("was unable to stop or start tasks during a deployment because of the service deployment configuration"),
        "{told}"
    );
    assert!(told.contains("set minimumHealthyPercent to 66 or less, or maximumPercent to 134 or more"), "{told}");
    run.update(plan("v2", 3, "", ""));
    drive(&mut run, ServiceRun::is_steady, &heard);
    assert!(run.is_completed());
    finish(&engine, run);
}

#[test]
fn launches_that_fail_are_throttled_as_in_the_simulator() {
    let (engine, heard) = (FakeEngine::new([("bad", crash())]), Heard::default());
    let mut run = start(&engine, simple("bad", 1), &heard);
    run.drive(|_| false, seconds(400), &Cancel::default()).expect("the fake does not fail");
    let starts: Vec<String> = heard.events().into_iter().filter(|event| event.contains("started")).collect();
    let starts: Vec<u64> = starts.iter().filter_map(|event| event.split('s').next()?.parse().ok()).collect();
    assert_eq!(starts, [0, 10, 30, 70, 150, 310]);
    assert!(heard.all().contains("is unable to consistently start tasks successfully."));
    finish(&engine, run);
}

#[test]
fn failed_health_checks_replace_a_task_unless_it_has_its_grace() {
    let late = Script::default().reports(seconds(5), Health::Unhealthy).reports(seconds(20), Health::Healthy);
    for (grace, replaced) in [("", true), (r#", "healthCheckGracePeriodSeconds": 30"#, false)] {
        let (engine, heard) = (FakeEngine::new([("v1", late.clone())]), Heard::default());
        let mut run = start(&engine, plan("v1", 1, grace, CHECK), &heard);
        run.drive(|_| false, seconds(25), &Cancel::default()).expect("the fake does not fail");
        assert_eq!(heard.all().contains("(task X) failed container health checks."), replaced, "{}", heard.all());
        assert_eq!(run.is_steady(), !replaced, "{}", heard.all());
        let report = finish(&engine, run);
        assert_eq!(report.tasks[0].task.stopped_reason.as_deref() == Some("Task failed container health checks"), replaced);
    }
}

/// A balancer in the virtual time of an engine: a target is healthy after 3 s, and drained 5 s after it is taken out.
struct FakeBalancer {
    engine: FakeEngine,
    targets: Mutex<BTreeMap<u64, FakeTarget>>,
}

/// When it was registered, when taken out, and whether it fails its checks.
type FakeTarget = (SystemTime, Option<SystemTime>, bool);

impl Balancer for FakeBalancer {
    fn register(&self, _target_group: &str, _address: SocketAddr) -> u64 {
        let mut targets = self.targets.lock().expect("no panic");
        let id = targets.len() as u64;
        targets.insert(id, (self.engine.now(), None, false));
        id
    }

    fn deregister(&self, target: u64) {
        if let Some((_, out, _)) = self.targets.lock().expect("no panic").get_mut(&target) {
            out.get_or_insert(self.engine.now());
        }
    }

    fn state(&self, target: u64) -> TargetState {
        let now = self.engine.now();
        match self.targets.lock().expect("no panic").get(&target) {
            None => TargetState::Unused,
            Some((_, Some(out), _)) if now >= *out + seconds(5) => TargetState::Unused,
            Some((_, Some(_), _)) => TargetState::Draining,
            Some((_, None, true)) => TargetState::Unhealthy("Health checks failed with these codes: [500]".to_string()),
            Some((since, None, false)) if now >= *since + seconds(3) => TargetState::Healthy,
            Some(_) => TargetState::Initial,
        }
    }
}

#[test]
fn tasks_are_registered_count_when_their_targets_are_healthy_and_drain_before_they_stop() {
    let (engine, heard) = (FakeEngine::new([]), Heard::default());
    let balancer = Arc::new(FakeBalancer { engine: engine.clone(), targets: Mutex::default() });
    let options = ServiceOptions { balancer: Some(balancer.clone()), ..heard.options(&engine) };
    let mut run = ServiceRun::start(&engine, vec![plan("v1", 1, TARGETS, "")], options).expect("the images are there");
    drive(&mut run, ServiceRun::is_steady, &heard);
    run.update(plan("v2", 1, TARGETS, ""));
    drive(&mut run, ServiceRun::is_steady, &heard);
    assert_eq!(
        heard.events(),
        [
            "0s has started 1 tasks: (task X).",
            "1s registered 1 targets in (target-group tg).",
            "4s (deployment X) deployment completed.",
            "4s has reached a steady state.",
            "4s has started 1 tasks: (task X).",
            "5s registered 1 targets in (target-group tg).",
            "8s has stopped 1 running tasks: (task X).",
            "8s deregistered 1 targets in (target-group tg).",
            "8s has begun draining connections on 1 tasks.",
            "13s (deployment X) deployment completed.",
            "13s has reached a steady state.",
        ]
    );
    balancer.targets.lock().expect("no panic").get_mut(&1).expect("it is registered").2 = true;
    run.drive(|_| false, seconds(1), &Cancel::default()).expect("the fake does not fail");
    let unhealthy = "(task X) (port 80) is unhealthy in (target-group tg) due to (reason Health checks failed with these codes: [500]).";
    assert!(heard.all().contains(unhealthy), "{}", heard.all());
    drive(&mut run, ServiceRun::is_steady, &heard);
    let report = finish(&engine, run);
    let reasons: Vec<_> = report.tasks.iter().filter_map(|task| task.task.stopped_reason.as_deref()).collect();
    assert!(reasons.contains(&"Task failed ELB health checks in (target-group tg)"), "{reasons:?}");
}

#[test]
fn nothing_starts_when_an_image_is_missing_and_nothing_is_left_when_it_is_dropped() {
    let engine = FakeEngine::new([("v1", Script::default().ignores_signal())]).without_image("v2");
    let error = ServiceRun::start(&engine, vec![simple("v1", 1), simple("v2", 1)], ServiceOptions::default()).expect_err("no image");
    assert_eq!(error, EngineError::MissingImages(vec!["v2".to_string()]));
    let heard = Heard::default();
    let mut run = start(&engine, simple("v1", 3), &heard);
    drive(&mut run, ServiceRun::is_steady, &heard);
    drop(run);
    assert_eq!(engine.left(), 0);
}

#[test]
fn cancelled_twice_all_tasks_are_killed_at_once() {
    let (engine, heard) = (FakeEngine::new([("v1", Script::default().ignores_signal())]), Heard::default());
    let mut run = start(&engine, simple("v1", 2), &heard);
    drive(&mut run, ServiceRun::is_steady, &heard);
    let (cancel, before) = (Cancel::default(), engine.now());
    cancel.ask();
    assert_eq!(run.drive(|_| false, PATIENCE, &cancel), Ok(Waited::Cancelled));
    cancel.ask();
    let report = run.finish(&cancel).expect("the fake does not fail");
    assert!(engine.now().duration_since(before).expect("later") < seconds(1));
    assert!(report.tasks.iter().all(|task| task.task.containers[0].exit_code == Some(137)));
    assert_eq!(engine.left(), 0);
}

#[test]
fn what_cannot_be_run_here_is_told_with_its_place() {
    let definition = r#"{"family": "app", "containerDefinitions": [{"name": "web", "image": "x", "memory": 64}]}"#;
    let service = |more: &str| format!(r#"{{"serviceName": "web", "taskDefinition": "app", "desiredCount": 1{more}}}"#);
    let balancer = |more: &str| service(&format!(r#", "loadBalancers": [{{{more}}}]"#));
    for (service, definition, expected) in [
        ("{}".to_string(), definition, "service.json:1:1: there is no service in it"),
        ("{".to_string(), definition, "service.json:1:"),
        (r#"{"serviceName": "web", "taskDefinition": "app"}"#.to_string(), definition, "service.json:1:1: desiredCount is missing"),
        (service(r#", "deploymentConfiguration": {"strategy": "BLUE_GREEN"}"#), definition, "deployments by BLUE_GREEN are not run here"),
        (service(r#", "deploymentController": {"type": "EXTERNAL"}"#), definition, "an external controller decides"),
        (
            r#"{"serviceName": "web", "taskDefinition": "app", "desiredCount": 51}"#.to_string(),
            definition,
            "service.json:1:65: 51 tasks are more",
        ),
        (service(""), "{}", "task.json:1:1: there is no task definition of family \"app\" in it"),
        (service(""), r#"{"family": "app", "containerDefinitions": [{"name": "web", "image": "x", "privileged": true}]}"#, "is privileged"),
        (balancer(r#""loadBalancerName": "old""#), definition, "service.json:1:107: this load balancer has no target group"),
        (
            balancer(r#""targetGroupArn": "tg", "containerName": "wbe", "containerPort": 80"#),
            definition,
            "the task definition has no container \"wbe\"",
        ),
        (
            balancer(r#""targetGroupArn": "tg", "containerName": "web", "containerPort": 80"#),
            definition,
            "container web has no port mapping for port 80",
        ),
    ] {
        let (service, definition) = (SourceFile::new("service.json", service), SourceFile::new("task.json", definition));
        let error = plan_service(&service, &definition, &PlanOptions::default()).expect_err(expected).to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[derive(Debug, Clone, Copy)]
enum Behaviour {
    Healthy,
    Crash,
    Unhealthy,
    DiesLater,
}

impl Behaviour {
    fn script(self) -> Script {
        match self {
            Behaviour::Healthy => Script::default().reports(seconds(3), Health::Healthy).ends_on_signal(seconds(2), 0),
            Behaviour::Crash => crash(),
            Behaviour::Unhealthy => Script::default().reports(seconds(4), Health::Unhealthy),
            Behaviour::DiesLater => Script::default().exits(seconds(2), 1),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn no_deployment_passes_floor_or_ceiling(
        desired in 1..6_u64,
        minimum in 0..=100_u64,
        maximum in 100..=250_u64,
        behaviours in prop::collection::vec(prop_oneof![3 => Just(Behaviour::Healthy), 1 => Just(Behaviour::Crash), 1 => Just(Behaviour::Unhealthy), 1 => Just(Behaviour::DiesLater)], 1..6),
    ) {
        let configuration = format!(
            r#", "deploymentConfiguration": {{"minimumHealthyPercent": {minimum}, "maximumPercent": {maximum}, "deploymentCircuitBreaker": {{"enable": true, "rollback": true}}}}"#
        );
        let scripts = behaviours.iter().map(|behaviour| ("v2", behaviour.script()));
        let engine = FakeEngine::new(scripts.chain([("v1", Behaviour::Healthy.script())]));
        let heard = Heard::default();
        let mut run = start(&engine, plan("v1", desired, &configuration, CHECK), &heard);
        drive(&mut run, ServiceRun::is_steady, &heard);
        run.update(plan("v2", desired, &configuration, CHECK));
        let limits = crate::simulators::deployment::Limits::rolling(desired, minimum, maximum);
        let mut passed = None;
        let waited = run.drive(
            |run| {
                let (all, healthy) = run.totals();
                if all > limits.ceiling || healthy < limits.floor {
                    passed = Some((all, healthy));
                }
                passed.is_some() || run.is_settled()
            },
            PATIENCE,
            &Cancel::default(),
        );
        prop_assert_eq!(passed, None, "{:?}: {}", limits, heard.all());
        prop_assert_eq!(waited, Ok(Waited::Met), "{}", heard.all());
        let stuck = run.describe().services[0].deployments.iter().any(|deployment| deployment.rollout_state == RolloutState::InProgress);
        if !stuck {
            drive(&mut run, ServiceRun::is_steady, &heard);
        }
        finish(&engine, run);
    }
}
