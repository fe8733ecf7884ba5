//! Services on a real engine.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ecslab::runtime::load_balancer::{LoadBalancer, LoadBalancerSettings, TargetGroupSettings};
use ecslab::runtime::service::{RolloutState, ServiceOptions, ServicePlan, ServiceRun, plan_service};
use ecslab::runtime::{Cancel, Engine, Label, PlanOptions, TestcontainersEngine, Waited};
use ecslab::source::SourceFile;
use serde_json::{Value, json};

use crate::engine::{BUSYBOX, NGINX, engine_for};

/// Nothing here takes so long; a test that waits for it fails.
const PATIENCE: Duration = Duration::from_secs(180);

fn plan(service: &Value, container: &Value) -> ServicePlan {
    let definition = json!({"family": "app", "networkMode": "awsvpc", "containerDefinitions": [container]});
    let (service, definition) =
        (SourceFile::new("service.json", service.to_string()), SourceFile::new("task.json", definition.to_string()));
    plan_service(&service, &definition, &PlanOptions::default()).expect("it can be run")
}

fn service(desired: u64, more: &Value) -> Value {
    let mut service = json!({"serviceName": "web", "taskDefinition": "app", "desiredCount": desired,
        "deploymentConfiguration": {"deploymentCircuitBreaker": {"enable": true, "rollback": true,
            "thresholdConfiguration": {"type": "COUNT", "value": 2}}}});
    service.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    service
}

/// A web server that answers with one word.
fn web(word: &str) -> Value {
    let script = format!("echo {word} > /usr/share/nginx/html/index.html; exec nginx -g 'daemon off;'");
    json!({"name": "web", "image": NGINX, "memory": 64, "command": ["sh", "-c", script], "portMappings": [{"containerPort": 80}]})
}

fn drive<'e>(run: &mut ServiceRun<'e>, until: impl FnMut(&ServiceRun<'e>) -> bool) {
    let waited = run.drive(until, PATIENCE, &Cancel::default()).expect("the engine works");
    assert_eq!(waited, Waited::Met, "{:#?}", run.describe());
}

fn finish(engine: &TestcontainersEngine, run: ServiceRun<'_>) {
    let session = run.session().to_string();
    run.finish(&Cancel::default()).expect("it is removed");
    assert_eq!(engine.containers(Label::Session, Some(&session)).expect("the engine works"), []);
}

#[test]
fn a_rolling_update_behind_the_load_balancer_fails_no_request() {
    let Some(engine) = engine_for("a_rolling_update_behind_the_load_balancer_fails_no_request") else { return };
    let group = TargetGroupSettings { interval: Duration::from_secs(1), ..TargetGroupSettings::with_defaults("web") };
    let settings = LoadBalancerSettings { groups: vec![group], rules: Vec::new() }.completed(&[]).expect("one group");
    let balancer = Arc::new(LoadBalancer::start(settings, None).expect("a free port"));
    let url = format!("{}/", balancer.url());
    let behind = service(2, &json!({"loadBalancers": [{"targetGroupArn": "web", "containerName": "web", "containerPort": 80}]}));
    let options = ServiceOptions { balancer: Some(balancer), ..ServiceOptions::default() };
    let mut run = ServiceRun::start(engine, vec![plan(&behind, &web("one"))], options).expect("the images are there");
    drive(&mut run, ServiceRun::is_steady);
    let over = Arc::new(AtomicBool::new(false));
    let client = {
        let over = Arc::clone(&over);
        std::thread::spawn(move || {
            let mut answers = Vec::new();
            while !over.load(Ordering::SeqCst) {
                let answer = ureq::get(&url).call().and_then(|mut response| response.body_mut().read_to_string());
                answers.push(answer.map_err(|error| error.to_string()));
            }
            answers
        })
    };
    assert!(run.update(plan(&behind, &web("two"))));
    drive(&mut run, ServiceRun::is_steady);
    assert!(run.is_completed());
    over.store(true, Ordering::SeqCst);
    let answers = client.join().expect("no panic");
    let failed: Vec<_> = answers.iter().filter(|answer| !matches!(answer.as_deref(), Ok("one\n" | "two\n"))).collect();
    assert!(failed.is_empty(), "{} of {}: {failed:?}", failed.len(), answers.len());
    let words: Vec<&str> = [&answers[0], &answers[answers.len() - 1]].into_iter().filter_map(|answer| answer.as_deref().ok()).collect();
    assert_eq!(words, ["one\n", "two\n"], "of {}", answers.len());
    finish(engine, run);
}

#[test]
fn a_revision_that_fails_is_rolled_back_and_a_killed_container_is_replaced() {
    let Some(engine) = engine_for("a_revision_that_fails_is_rolled_back_and_a_killed_container_is_replaced") else { return };
    let one = service(2, &json!({}));
    let container =
        |script: &str| json!({"name": "web", "image": BUSYBOX, "memory": 32, "command": ["sh", "-c", script], "stopTimeout": 5});
    let works = "trap 'exit 0' TERM; while :; do sleep 0.1; done";
    let options = ServiceOptions::default();
    let mut run = ServiceRun::start(engine, vec![plan(&one, &container(works))], options).expect("the images are there");
    drive(&mut run, ServiceRun::is_steady);

    run.update(plan(&one, &container("exit 7")));
    drive(&mut run, ServiceRun::is_settled);
    drive(&mut run, ServiceRun::is_steady);
    assert!(!run.is_completed());
    let report = run.describe();
    let service = &report.services[0];
    let states: Vec<_> = service.deployments.iter().map(|one| (one.status, one.rollout_state, one.running_count)).collect();
    assert_eq!(states, [("INACTIVE", RolloutState::Failed, 0), ("PRIMARY", RolloutState::Completed, 2)]);
    assert!(report.tasks.iter().any(|task| task.task.containers[0].exit_code == Some(7)));

    let containers = engine.containers(Label::Session, Some(run.session())).expect("the engine works");
    let killed = containers.iter().find(|container| container.container == "web").expect("it runs");
    engine.kill(&killed.id).expect("the engine works");
    let task = &killed.task;
    drive(&mut run, |run| {
        run.is_steady() && !run.describe().tasks.iter().any(|one| one.task.task_arn.ends_with(task) && one.task.stop_code.is_none())
    });
    assert_eq!(run.describe().services[0].running_count, 2);
    finish(engine, run);
}
