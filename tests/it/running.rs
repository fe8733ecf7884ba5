//! Tasks on the real engine: started, waited for, removed, and nothing left.

use std::time::Duration;

use ecslab::runtime::{
    Cancel, Engine, Label, PlanOptions, Ports, RunOptions, RunningTask, Secrets, Status, TaskDescription, TestcontainersEngine, Waited,
    plan_source,
};
use ecslab::source::SourceFile;
use serde_json::{Value, json};

/// Nothing here takes so long; a test that waits for it fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// Starts a definition with dynamic ports.
pub fn start<'e>(engine: &'e TestcontainersEngine, definition: &Value) -> RunningTask<'e> {
    start_with(engine, definition, PlanOptions::default())
}

/// The same with more options.
pub fn start_with<'e>(engine: &'e TestcontainersEngine, definition: &Value, options: PlanOptions) -> RunningTask<'e> {
    let source = SourceFile::new("task.json", definition.to_string());
    let secrets = Secrets::from_iter([("arn:aws:ssm:::parameter/pin", "0042")]);
    let options = PlanOptions { ports: Ports::Dynamic, secrets, ..options };
    let plan = plan_source(&source, &options).expect("the definition can be run");
    RunningTask::start(engine, plan, RunOptions::default()).expect("it starts")
}

/// Waits until the condition holds.
pub fn wait(task: &mut RunningTask<'_>, condition: impl FnMut(&RunningTask<'_>) -> bool) {
    let waited = task.wait_for(condition, PATIENCE, &Cancel::default()).expect("the engine works");
    assert_eq!(waited, Waited::Met, "{:#?}", task.report());
}

/// Whether the task has come to its end.
pub fn stopped(task: &RunningTask<'_>) -> bool {
    task.status() == Status::Stopped
}

/// Finishes the task and finds nothing left of it.
pub fn finish(engine: &TestcontainersEngine, task: RunningTask<'_>) -> TaskDescription {
    let id = task.id().to_string();
    let description = task.finish().expect("it is removed").tasks.remove(0);
    assert_nothing_left(engine, &id);
    description
}

/// No container and no volume carries the task's label.
pub fn assert_nothing_left(engine: &TestcontainersEngine, task: &str) {
    assert_eq!(engine.containers(Label::Task, Some(task)).expect("the engine works"), []);
    assert_eq!(engine.volumes(Label::Task, Some(task)).expect("the engine works"), [""; 0]);
}

/// Runs one container named `one` to its end; gives its exit code and what it wrote.
pub fn run(engine: &TestcontainersEngine, container: Value) -> (Option<i64>, String) {
    run_task(engine, &json!({"family": "one", "containerDefinitions": [container]}), PlanOptions::default())
}

/// Runs a task to its end; gives exit code and output of its container `one`.
pub fn run_task(engine: &TestcontainersEngine, definition: &Value, options: PlanOptions) -> (Option<i64>, String) {
    let mut task = start_with(engine, definition, options);
    wait(&mut task, stopped);
    let logs = task.logs("one").expect("logs").text;
    let task = finish(engine, task);
    let one = task.containers.iter().find(|container| container.name == "one").expect("it is in the task");
    (one.exit_code, logs)
}
