//! Task definitions run on a real engine as ECS runs them.

use std::time::Duration;

use ecslab::runtime::{Cancel, PlanOptions, Ports, RunOptions, RunningTask, Status, TaskPlan, Waited, plan_source};
use ecslab::source::SourceFile;
use serde_json::{Value, json};

use crate::engine::{BUSYBOX, engine_for};

const PATIENCE: Duration = Duration::from_secs(60);

/// Plans a definition with dynamic ports.
fn plan(definition: &Value) -> TaskPlan {
    let source = SourceFile::new("task.json", definition.to_string());
    plan_source(&source, &PlanOptions { ports: Ports::Dynamic, ..PlanOptions::default() }).expect("the definition can be run")
}

#[test]
fn containers_of_an_awsvpc_task_meet_on_localhost() {
    let Some(engine) = engine_for("containers_of_an_awsvpc_task_meet_on_localhost") else { return };
    let plan = plan(&json!({"family": "meet", "networkMode": "awsvpc", "containerDefinitions": [
        {"name": "server", "image": BUSYBOX, "essential": false, "command": ["sh", "-c", "echo hello > /tmp/index.html; exec httpd -f -p 8080 -h /tmp"]},
        {"name": "client", "image": BUSYBOX, "dependsOn": [{"containerName": "server", "condition": "START"}],
         "command": ["sh", "-c", "until wget -qO- http://localhost:8080/; do sleep 0.1; done"]},
    ]}));
    let mut task = RunningTask::start(engine, plan, RunOptions::default()).expect("it starts");
    let waited = task.wait_for(|task| task.status() == Status::Stopped, PATIENCE, &Cancel::default()).expect("the engine works");
    assert_eq!(waited, Waited::Met);
    assert!(task.logs("client").expect("logs").text.ends_with("hello\n"));
    let report = task.finish().expect("it is removed");
    println!("{}", serde_json::to_string_pretty(&report).expect("JSON"));
}
